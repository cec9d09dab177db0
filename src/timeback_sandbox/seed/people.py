"""Families of the demo: students, their guardians and demographics."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from timeback_sandbox.seed.names import BOYS, FAMILIES, GIRLS, MIDDLE, Handles
from timeback_sandbox.seed.schools import SCHOOLS, School, school_of
from timeback_sandbox.seed.wire import Record, flag, ref

_RACES = (
    ("white", 44),
    ("hispanicOrLatinoEthnicity", 24),
    ("blackOrAfricanAmerican", 15),
    ("asian", 11),
    ("americanIndianOrAlaskaNative", 2),
    ("nativeHawaiianOrOtherPacificIslander", 1),
    ("demographicRaceTwoOrMoreRaces", 3),
)
_BIRTHPLACES = (
    ("Springfield", "IL"),
    ("Austin", "TX"),
    ("Denver", "CO"),
    ("Portland", "OR"),
    ("Lakeside", "CA"),
)


@dataclass(slots=True)
class Child:
    """What is known of a child before it gets a number: name, sex (`female` or `male`) and grade."""

    given: str
    sex: str
    grade: int
    extra: Record = field(default_factory=dict[str, object])


@dataclass(frozen=True, slots=True)
class Student:
    """A student with what the rest of the story needs to know about them."""

    id: str
    grade: int
    section: str
    school: School
    ability: float
    """Standard deviations above the average."""
    departed: bool
    """Has left the district; the records are kept as `tobedeleted`."""
    sex: str
    record: Record


@dataclass(slots=True)
class Population:
    """All families: the students in order of their numbers, and the guardians' records."""

    students: list[Student] = field(default_factory=list[Student])
    guardians: list[Record] = field(default_factory=list[Record])


# Written by hand, so that names with accents, apostrophes, blanks and hyphens, preferred names, twins and
# students without an e-mail address (`email: None`) are always there.
_NO_EMAIL: Record = {"email": None}
_FIXED: tuple[tuple[str, tuple[str, ...], tuple[Child, ...]], ...] = (
    (
        "O'Brien", ("Maeve", "Patrick"),
        (Child("Siobhán", "female", 4), Child("Connor", "male", 8, {"preferredFirstName": "Con"})),
    ),
    (
        "Núñez", ("Carmen",),
        (Child("Sofía", "female", 3), Child("Joaquín", "male", 5, {"middleName": "Andrés"})),
    ),
    ("Müller", ("Ingrid", "Klaus"), (Child("Jürgen", "male", 10), Child("Annelie", "female", 7))),
    (
        "Nguyễn", ("Lan",),
        (Child("Minh", "male", 9, {"middleName": "Văn", "preferredFirstName": "Mike"}),),
    ),
    ("van der Berg", ("Willem", "Anna"), (Child("Saskia", "female", 6), Child("Bram", "male", 6))),
    (
        "Smith-Jones", ("Dana",),
        (Child("Alex", "female", 11, {"preferredFirstName": "Lex", "pronouns": "they/them"}),),
    ),
    ("Łukasiewicz", ("Agnieszka", "Tomasz"), (Child("Zofia", "female", 2, _NO_EMAIL),)),
    ("D'Angelo", ("Francesca",), (Child("Noëlle", "female", 12), Child("Luca", "male", 1, _NO_EMAIL))),
    ("Þórsdóttir", ("Sigríður",), (Child("Björk", "female", 0, _NO_EMAIL),)),
    ("Straße", ("Lukas",), (Child("Mary Ann", "female", 9, {"preferredLastName": "Strasse"}),)),
)  # fmt: skip

# One child of each of these grades moves away in the course of the year.
_DEPARTED_GRADES = (4, 7)


def population(rng: random.Random, handles: Handles) -> Population:
    """All families of the district, drawn until every grade is full."""
    return _Settlement(rng, handles).settled()


class _Settlement:
    """Settles family after family; `room` counts the free places of each grade, `seated` the taken ones."""

    def __init__(self, rng: random.Random, handles: Handles) -> None:
        self.rng = rng
        self.handles = handles
        self.result = Population()
        self.room = {grade: school.size for school in SCHOOLS for grade in school.grades}
        for grade in _DEPARTED_GRADES:
            self.room[grade] += 1
        self.seated = dict.fromkeys(self.room, 0)

    def settled(self) -> Population:
        """Everybody: the families written down here, then drawn ones."""
        rng = self.rng
        for family, guardians, children in _FIXED:
            for child in children:
                self.room[child.grade] -= 1
            self._settle(family, guardians, children)
        while any(self.room.values()):
            children = self._draw_children()
            guardians = tuple(rng.choice(GIRLS if rng.random() < 0.55 else BOYS) for _ in range(rng.choice((1, 2, 2))))
            self._settle(rng.choice(FAMILIES), guardians, children)
        return self.result

    def _draw_children(self) -> tuple[Child, ...]:
        """One to three siblings in grades that still have room; their places are taken."""
        rng, room = self.rng, self.room
        grade = rng.choices(list(room), list(room.values()))[0]
        children: list[Child] = []
        for _ in range(rng.choices((1, 2, 3), (50, 37, 13))[0]):
            girl = rng.random() < 0.5
            given = rng.choice(GIRLS if girl else BOYS)
            if room.get(grade, 0) > 0 and given not in [child.given for child in children]:
                room[grade] -= 1
                extra: Record = {"middleName": rng.choice(MIDDLE)} if rng.random() < 0.2 else {}
                children.append(Child(given, "female" if girl else "male", grade, extra))
            grade += rng.choice((1, 2, 2, 3))
        return tuple(children)

    def _settle(self, family: str, guardians: tuple[str, ...], children: tuple[Child, ...]) -> None:
        """Give a family its numbers, seats and records."""
        schools = list(dict.fromkeys(school_of(child.grade).id for child in children))
        agents: list[str] = []
        for given in guardians:
            number = len(self.result.guardians) + 1
            agents.append(f"guardian-{number:04d}")
            self.result.guardians.append(self._guardian(agents[-1], given, family, schools))
        for child in children:
            self.result.students.append(self._student(child, family, agents))

    def _guardian(self, guardian_id: str, given: str, family: str, schools: list[str]) -> Record:
        """A guardian with a role at every school that the children go to, the first one being primary."""
        handle = self.handles.take(given, family)
        phone = f"+1{self.rng.choice((312, 415, 512, 720))}55501{self.rng.randrange(100):02d}"
        return {
            "sourcedId": guardian_id,
            "status": "active",
            "enabledUser": "true",
            "username": handle,
            "givenName": given,
            "familyName": family,
            "email": f"{handle}@families.example",
            "phone": phone,
            "sms": phone,
            "roles": [
                {"roleType": "secondary" if index else "primary", "role": "guardian", "org": ref(school)}
                for index, school in enumerate(schools)
            ],
            "primaryOrg": ref(schools[0]),
        }

    def _student(self, child: Child, family: str, agents: list[str]) -> Student:
        """A student on the next seat of the grade; who gets a seat past the last one has left since."""
        number = len(self.result.students) + 1
        student_id = f"student-{number:04d}"
        school = school_of(child.grade)
        seat = self.seated[child.grade]
        self.seated[child.grade] += 1
        departed = seat >= school.size
        handle = self.handles.take(child.given, family)
        record: Record = {
            "sourcedId": student_id,
            "status": "tobedeleted" if departed else "active",
            "enabledUser": flag(not departed),
            "username": handle,
            "userMasterIdentifier": f"lakeside-{100000 + number}",
            "userIds": [{"type": "SIS", "identifier": str(100000 + number)}],
            "givenName": child.given,
            "familyName": family,
            "email": f"{handle}@{school.domain}",
            "grades": [str(child.grade)],
            "roles": [{"roleType": "primary", "role": "student", "org": ref(school.id)}],
            "primaryOrg": ref(school.id),
            "agents": [ref(agent) for agent in agents],
            **child.extra,
        }
        return Student(
            id=student_id,
            grade=child.grade,
            section=school.sections[seat % len(school.sections)],
            school=school,
            ability=max(-2.5, min(2.5, self.rng.gauss(0.0, 1.0))),
            departed=departed,
            sex=child.sex,
            record=record,
        )


def demographics(students: list[Student], first_day: date, rng: random.Random) -> Iterator[Record]:
    """One record per student; the age fits the grade in the school year that begins on `first_day`."""
    flags = [name for name, _ in _RACES]
    weights = [weight for _, weight in _RACES]
    for student in students:
        chosen = set(rng.choices(flags, weights))
        if "demographicRaceTwoOrMoreRaces" in chosen:
            chosen |= {"white", "blackOrAfricanAmerican" if rng.random() < 0.5 else "asian"}
        # Who turns five by the end of August starts kindergarten.
        youngest = date(first_day.year - 5 - student.grade, 8, 31)
        city, state = rng.choice(_BIRTHPLACES)
        yield {
            "sourcedId": student.id,
            "status": student.record["status"],
            "birthDate": (youngest - timedelta(days=rng.randrange(365))).isoformat(),
            "sex": student.sex,
            **{name: flag(name in chosen) for name in flags},
            "countryOfBirthCode": "US",
            "stateOfBirthAbbreviation": state,
            "cityOfBirth": city,
            "publicSchoolResidenceStatus": "resident",
        }

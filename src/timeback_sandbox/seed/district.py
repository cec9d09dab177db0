"""The seed `district:N`: a district of N users, generated as a stream.

Everything about a record follows from its number by arithmetic. So nothing has to be remembered while
millions of records go by, the totals are known beforehand, and the same N gives the same district.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from timeback_sandbox.seed.calendar import Calendar, calendar_for
from timeback_sandbox.seed.names import BOYS, FAMILIES, GIRLS, plain, words
from timeback_sandbox.seed.wire import Record, ref

DISTRICT = "district-metro"
SUBJECTS = (
    ("math", "Math"),
    ("reading", "Reading"),
    ("science", "Science"),
    ("social-studies", "Social Studies"),
)

_STUDENTS_PER_SCHOOL = 600
_STUDENTS_PER_TEACHER = 16
_CLASS_SIZE = 25
_GIVEN = tuple(name for pair in zip(GIRLS, BOYS, strict=False) for name in pair)
_PLAIN_GIVEN = tuple(plain(name) for name in _GIVEN)
_PLAIN_FAMILIES = tuple(plain(name) for name in FAMILIES)
# Of five schools three are elementary schools.
_LEVELS = (
    ("Elementary School", range(6)),
    ("Middle School", range(6, 9)),
    ("High School", range(9, 13)),
    ("Elementary School", range(6)),
    ("Elementary School", range(6)),
)
_PLACES = words(
    "Maple Oak Cedar Willow Birch Elm Juniper Laurel Magnolia Sycamore River Lake Hill Valley Meadow Forest "
    "Harbor Prairie Canyon Summit"
)
_KINDS = ("Grove", "Park", "Ridge", "Creek", "View", "Heights", "Springs", "Field")


@dataclass(frozen=True, slots=True)
class Plan:
    """How N users are shared out. Students go to the schools in turn, and there to the grades in turn."""

    students: int
    teachers: int
    administrators: int
    guardians: int
    schools: int

    @classmethod
    def for_users(cls, users: int) -> Plan:
        """85 % students, a school and an administrator per 600, a teacher per 16; the rest are guardians."""
        students = max(1, users * 85 // 100)
        schools = max(1, round(students / _STUDENTS_PER_SCHOOL))
        administrators = min(users - students, schools)
        teachers = min(users - students - administrators, -(-students // _STUDENTS_PER_TEACHER))
        return cls(students, teachers, administrators, users - students - administrators - teachers, schools)

    def level(self, school: int) -> tuple[str, range]:
        """What kind of school it is and which grades it teaches; a school that is alone teaches them all."""
        return ("School", range(13)) if self.schools == 1 else _LEVELS[school % len(_LEVELS)]

    def sections(self, school: int, grade: int) -> int:
        """The number of groups that the grade is split into."""
        _, grades = self.level(school)
        here = _share(self.students, self.schools, school)
        return -(-_share(here, len(grades), grade - grades.start) // _CLASS_SIZE)

    def place(self, student: int) -> tuple[int, int, int]:
        """School, grade and section of the student with that number, counted from 0."""
        turn, school = divmod(student, self.schools)
        _, grades = self.level(school)
        seat, position = divmod(turn, len(grades))
        return school, grades.start + position, seat // _CLASS_SIZE

    def groups(self) -> Iterator[tuple[int, int, int]]:
        """Every school, grade and section that has students."""
        for school in range(self.schools):
            for grade in self.level(school)[1]:
                for section in range(self.sections(school, grade)):
                    yield school, grade, section

    def teacher(self, school: int, position: int) -> int | None:
        """The number of the teacher of the school's class at that position, if the school has any teacher."""
        here = _share(self.teachers, self.schools, school)
        return school + self.schools * (position % here) if here else None

    def counts(self) -> dict[str, int]:
        """The number of records of each kind, in the order in which `records` gives them."""
        groups = sum(self.sections(school, grade) for school in range(self.schools) for grade in self.level(school)[1])
        taught = sum(
            self.sections(school, grade)
            for school in range(min(self.schools, self.teachers))
            for grade in self.level(school)[1]
        )
        return {
            "orgs": 1 + self.schools,
            "academicSessions": 14,
            "courses": 13 * len(SUBJECTS),
            "classes": groups * len(SUBJECTS),
            "users": self.students + self.teachers + self.administrators + self.guardians,
            "enrollments": (self.students + taught) * len(SUBJECTS),
        }


def records(users: int, today: date) -> Iterator[tuple[str, Iterator[Record]]]:
    """The OneRoster records of a district with that many users, kind by kind, each as a stream.

    Args:
        users: The number of users, 1 or more.
        today: The date on the sandbox's clock, in UTC; the school years are placed around it.

    Yields:
        The kind (the list key of OneRoster) and its records in the form in which a client would create them.
    """
    plan = Plan.for_users(users)
    calendar = calendar_for(today)
    yield "orgs", _orgs(plan)
    yield "academicSessions", calendar.records(DISTRICT)
    yield "courses", _courses(calendar)
    yield "classes", _classes(plan, calendar)
    yield "users", _users(plan)
    yield "enrollments", _enrollments(plan, calendar)


def _share(total: int, parts: int, index: int) -> int:
    """How many of `total` things the part at `index` gets when they are dealt out in turn."""
    return (total - index + parts - 1) // parts


def _school(school: int) -> str:
    return f"school-{school + 1:04d}"


def _class_key(school: int, grade: int, section: int, subject: str) -> str:
    """What ends the id of a class, and of its teacher's enrolment."""
    return f"{school + 1:04d}-{grade}-{section + 1}-{subject}"


def _orgs(plan: Plan) -> Iterator[Record]:
    yield {
        "sourcedId": DISTRICT,
        "status": "active",
        "name": "Metro Unified School District",
        "type": "district",
        "identifier": "1000",
    }
    for school in range(plan.schools):
        kind, place = divmod(school, len(_PLACES))
        name = f"{_PLACES[place]} {_KINDS[(kind + place) % len(_KINDS)]}"
        again = kind // len(_KINDS)
        yield {
            "sourcedId": _school(school),
            "status": "active",
            "name": f"{name} {plan.level(school)[0]}{f' {again + 1}' if again else ''}",
            "type": "school",
            "identifier": str(1001 + school),
            "parent": ref(DISTRICT),
        }


def _courses(calendar: Calendar) -> Iterator[Record]:
    for grade in range(13):
        for slug, subject in SUBJECTS:
            yield {
                "sourcedId": f"course-{slug}-{grade}",
                "status": "active",
                "title": f"{subject} {f'Grade {grade}' if grade else 'Kindergarten'}",
                "courseCode": f"{slug[:4].upper()}-{grade}",
                "grades": [str(grade)],
                "subjects": [subject],
                "org": ref(DISTRICT),
                "academicSession": ref(calendar.current.id),
            }


def _classes(plan: Plan, calendar: Calendar) -> Iterator[Record]:
    terms = [ref(term.id) for term in calendar.current.children]
    for school, grade, section in plan.groups():
        for period, (slug, subject) in enumerate(SUBJECTS, start=1):
            key = _class_key(school, grade, section, slug)
            yield {
                "sourcedId": f"class-{key}",
                "status": "active",
                "title": f"{subject} {grade or 'K'}-{section + 1}",
                "classCode": key.upper(),
                "classType": "scheduled",
                "location": f"Room {100 * (grade + 1) + section + 1}",
                "grades": [str(grade)],
                "subjects": [subject],
                "course": ref(f"course-{slug}-{grade}"),
                "org": ref(_school(school)),
                "terms": terms,
                "periods": [str(period)],
            }


def _users(plan: Plan) -> Iterator[Record]:
    """Administrators, teachers, guardians, then the students; guardian i belongs to student i."""
    for number in range(plan.administrators):
        yield _user("administrator", number, 3_000_000 + number, number % plan.schools)
    for number in range(plan.teachers):
        yield _user("teacher", number, 2_000_000 + number, number % plan.schools)
    for number in range(plan.guardians):
        guardian = _user("guardian", number, 1_000_000 + number, number % plan.schools)
        family = _family(number)
        guardian["familyName"] = FAMILIES[family]
        yield guardian
    for number in range(plan.students):
        school, grade, _ = plan.place(number)
        student = _user("student", number, number, school)
        student["grades"] = [str(grade)]
        if number < plan.guardians:
            student["agents"] = [ref(f"guardian-{number + 1:07d}")]
        yield student


def _family(person: int) -> int:
    """The index of a person's family name. The factor spreads neighbours over the list."""
    return (person * 2_654_435_761 >> 7) % len(FAMILIES)


def _user(kind: str, number: int, person: int, school: int) -> Record:
    """A user; `person` decides the name."""
    given = (person * 2_246_822_519 >> 5) % len(_GIVEN)
    family = _family(person)
    username = f"{_PLAIN_GIVEN[given]}.{_PLAIN_FAMILIES[family]}.{kind[0]}{number + 1}"
    org = ref(_school(school))
    return {
        "sourcedId": f"{kind}-{number + 1:07d}",
        "status": "active",
        "enabledUser": "true",
        "username": username,
        "givenName": _GIVEN[given],
        "familyName": FAMILIES[family],
        "email": f"{username}@metro.example",
        "roles": [{"roleType": "primary", "role": kind, "org": org}],
        "primaryOrg": org,
    }


def _enrollments(plan: Plan, calendar: Calendar) -> Iterator[Record]:
    """The teachers' enrolments by class, then the students' by student."""
    begin, end = calendar.current.start.isoformat(), calendar.current.end.isoformat()
    school_before, position = -1, 0
    for school, grade, section in plan.groups():
        position = 0 if school != school_before else position
        school_before = school
        for slug, _ in SUBJECTS:
            teacher = plan.teacher(school, position)
            position += 1
            if teacher is not None:
                key = _class_key(school, grade, section, slug)
                yield {
                    "sourcedId": f"enrollment-{key}-teacher",
                    "status": "active",
                    "role": "teacher",
                    "primary": "true",
                    "beginDate": begin,
                    "endDate": end,
                    "user": ref(f"teacher-{teacher + 1:07d}"),
                    "class": ref(f"class-{key}"),
                    "school": ref(_school(school)),
                }
    for number in range(plan.students):
        school, grade, section = plan.place(number)
        user, org = ref(f"student-{number + 1:07d}"), ref(_school(school))
        for slug, _ in SUBJECTS:
            yield {
                "sourcedId": f"enrollment-{number + 1:07d}-{slug}",
                "status": "active",
                "role": "student",
                "primary": "false",
                "beginDate": begin,
                "endDate": end,
                "user": user,
                "class": ref(f"class-{_class_key(school, grade, section, slug)}"),
                "school": org,
            }

"""Staff of the demo: who teaches, leads and helps at each school."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from timeback_sandbox.seed.names import BOYS, FAMILIES, GIRLS, Handles
from timeback_sandbox.seed.schools import DISTRICT, SCHOOLS, Offering, School
from timeback_sandbox.seed.wire import Record, ref

# Schools of this size and up have a teacher for the lower and one for the upper grades in each core subject.
_GRADES_PER_TEACHER = 3
_AIDES = {"school-lincoln-elementary": 3, "school-carver-middle": 2, "school-roosevelt-high": 2}


@dataclass(slots=True)
class Staff:
    """All records, and the teacher of every offering in every grade of a school (`None`: the homeroom)."""

    records: list[Record] = field(default_factory=list[Record])
    teaches: dict[tuple[str, str | None, int, str], str] = field(
        default_factory=dict[tuple[str, str | None, int, str], str]
    )

    def teacher(self, school: School, offering: Offering | None, grade: int, section: str) -> str:
        """The id of who teaches that group."""
        return self.teaches[(school.id, offering.slug if offering else None, grade, section)]


def staff(rng: random.Random, handles: Handles) -> Staff:
    """The superintendent; each school's principal, teachers and aides; the high school's test proctor."""
    result = Staff()

    def hire(kind: str, role: str, org: str, domain: str, second_role: str | None = None) -> str:
        number = sum(str(record["sourcedId"]).startswith(f"{kind}-") for record in result.records) + 1
        given = rng.choice(GIRLS if rng.random() < 0.6 else BOYS)
        family = rng.choice(FAMILIES)
        handle = handles.take(given, family)
        roles: list[Record] = [{"roleType": "primary", "role": role, "org": ref(org)}]
        if second_role is not None:
            roles.append({"roleType": "secondary", "role": second_role, "org": ref(org)})
        result.records.append(
            {
                "sourcedId": f"{kind}-{number:03d}",
                "status": "active",
                "enabledUser": "true",
                "username": handle,
                "userIds": [{"type": "HR", "identifier": f"E{5000 + len(result.records)}"}],
                "givenName": given,
                "familyName": family,
                "email": f"{handle}@{domain}",
                "phone": f"+13125550{100 + len(result.records)}",
                "roles": roles,
                "primaryOrg": ref(org),
            }
        )
        return f"{kind}-{number:03d}"

    hire("administrator", "administrator", DISTRICT, "lakeside.example")
    for school in SCHOOLS:
        hire("administrator", "administrator", school.id, school.domain)
        posts: dict[str, str] = {}
        for grade, section in school.groups():
            for offering in school.offerings:
                if grade in offering.grades:
                    post = _post(school, offering, grade)
                    if post not in posts:
                        posts[post] = hire("teacher", "teacher", school.id, school.domain)
                    result.teaches[(school.id, offering.slug, grade, section)] = posts[post]
        # Homerooms go round among the teachers, so nobody has two of them.
        names = list(posts.values())
        for index, (grade, section) in enumerate(school.groups()):
            homeroom = posts.get(f"grade {grade}", names[index % len(names)])
            result.teaches[(school.id, None, grade, section)] = homeroom
        for _ in range(_AIDES[school.id]):
            hire("aide", "aide", school.id, school.domain)
        if 12 in school.grades:
            hire("proctor", "proctor", school.id, school.domain, second_role="aide")
    return result


def _post(school: School, offering: Offering, grade: int) -> str:
    """The post that teaches an offering: the grade's own teacher, or one teacher for a subject."""
    if 0 in school.grades and offering.room == "":
        return f"grade {grade}"
    if offering.core and len(school.grades) > _GRADES_PER_TEACHER:
        return f"{offering.slug} {(grade - school.grades.start) // 2}"
    return offering.slug

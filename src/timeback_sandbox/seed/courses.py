"""Courses, classes and enrolments of the demo."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from timeback_sandbox.seed.calendar import Calendar, Session
from timeback_sandbox.seed.lessons import metrics
from timeback_sandbox.seed.people import Student
from timeback_sandbox.seed.schools import SCHOOLS, Offering, School
from timeback_sandbox.seed.staff import Staff
from timeback_sandbox.seed.wire import Record, flag, ref

PERIODS = 8
_PRIMARY_APPS: dict[str, str] = {
    "math": "app-number-lab",
    "reading": "Story Path",
}
"""The application that most work of a core course is done in, by the offering's slug: its id, or its name."""

_GOALS: Record = {
    "dailyXp": 20,
    "dailyLessons": 1,
    "dailyActiveMinutes": 25,
    "dailyAccuracy": 80,
    "dailyMasteredUnits": 1,
}


@dataclass(frozen=True, slots=True)
class Course:
    """An offering in one grade of a school."""

    id: str
    title: str
    school: School
    offering: Offering
    grade: int

    @property
    def key(self) -> str:
        """The part of the id that the ids of everything belonging to the course are made of."""
        return self.id.removeprefix("course-")


@dataclass(frozen=True, slots=True)
class Group:
    """A class with everybody in it; `offering` is `None` for a homeroom."""

    id: str
    title: str
    school: School
    course: str
    offering: Offering | None
    grade: int
    section: str
    year: Session
    terms: tuple[Session, ...]
    teacher: str
    students: tuple[Student, ...]
    is_past: bool
    is_cancelled: bool = False

    @property
    def key(self) -> str:
        """The part of the id that the ids of everything belonging to the class are made of."""
        return self.id.removeprefix("class-")


def courses() -> list[Course]:
    """Every course that a school offers, by school, grade and slot."""
    return [
        Course(f"course-{offering.slug}-{grade or 'k'}", offering.title(grade), school, offering, grade)
        for school in SCHOOLS
        for grade in school.grades
        for offering in school.offerings
        if grade in offering.grades
    ]


def course_records(everything: list[Course], calendar: Calendar) -> Iterator[Record]:
    """The homeroom course of each school and all its other courses."""
    for school in SCHOOLS:
        yield {
            "sourcedId": _homeroom(school),
            "status": "active",
            "title": "Homeroom",
            "courseCode": f"HR-{school.number}",
            "grades": [str(grade) for grade in school.grades],
            "subjects": ["None"],
            "org": ref(school.id),
            "academicSession": ref(calendar.current.id),
        }
    for course in everything:
        offering = course.offering
        record: Record = {
            "sourcedId": course.id,
            "status": "active",
            "title": course.title,
            "courseCode": f"{offering.slug.replace('-', '').upper()[:6]}-{course.grade}",
            "grades": [str(course.grade)],
            "subjects": list(offering.subjects),
            "org": ref(course.school.id),
            "academicSession": ref(calendar.current.id),
        }
        if offering.core:
            record["level"] = "core"
            record["gradingScheme"] = "A-F"
            app = _PRIMARY_APPS.get(offering.slug)
            metadata = _promise(offering, course.grade)
            record["metadata"] = metadata if app is None else {**metadata, "primaryApp": app}
        yield record


def groups(everything: list[Course], calendar: Calendar, students: list[Student], staff: Staff) -> list[Group]:
    """Homerooms and classes of this year, then last year's classes in Math and Reading.

    Last year's classes have the students who are at the same school still, one grade higher. One section of
    this year was cancelled before it had any students.
    """
    present: dict[tuple[int, str], list[Student]] = defaultdict(list)
    for student in students:
        present[(student.grade, student.section)].append(student)
    result: list[Group] = []
    for school in SCHOOLS:
        for grade, section in school.groups():
            here = tuple(present[(grade, section)])
            result.append(
                Group(
                    f"class-homeroom-{_suffix(grade, section)}", f"Homeroom {grade or 'K'}{section}", school,
                    _homeroom(school), None, grade, section, calendar.current, calendar.current.children,
                    staff.teacher(school, None, grade, section), here, is_past=False,
                )
            )  # fmt: skip
    for course in everything:
        result += [
            _group(course, section, calendar.current, staff, tuple(present[(course.grade, section)]))
            for section in course.school.sections
        ]
    for course in everything:
        if course.offering.slug not in {"math", "reading"} or course.grade + 1 not in course.school.grades:
            continue
        for section in course.school.sections:
            movers = tuple(s for s in present[(course.grade + 1, section)] if not s.departed)
            result.append(_group(course, section, calendar.last, staff, movers, past=True))
    spanish = next(course for course in everything if course.id == "course-spanish-12")
    result.append(_group(spanish, "C", calendar.current, staff, (), cancelled=True))
    return result


def _group(
    course: Course,
    section: str,
    year: Session,
    staff: Staff,
    students: tuple[Student, ...],
    *,
    past: bool = False,
    cancelled: bool = False,
) -> Group:
    """One section of a course, in the terms that the offering is taught in."""
    season = course.offering.season
    prefix = f"{year.year}-" if past else ""
    return Group(
        id=f"class-{prefix}{course.offering.slug}-{_suffix(course.grade, section)}",
        title=f"{course.title} – {section}",
        school=course.school,
        course=course.id,
        offering=course.offering,
        grade=course.grade,
        section=section,
        year=year,
        terms=tuple(term for term in year.children if season == "year" or term.id.endswith(season)),
        teacher=staff.teacher(course.school, course.offering, course.grade, "A" if cancelled else section),
        students=students,
        is_past=past,
        is_cancelled=cancelled,
    )


def class_records(everything: list[Group]) -> Iterator[Record]:
    """All classes; each group of students has another subject in each period of the day."""
    for group in everything:
        record: Record = {
            "sourcedId": group.id,
            "status": "tobedeleted" if group.is_cancelled else "active",
            "title": group.title,
            "classCode": group.key.upper(),
            "classType": "homeroom" if group.offering is None else "scheduled",
            "location": _location(group),
            "grades": [str(group.grade)],
            "subjects": ["None"] if group.offering is None else list(group.offering.subjects),
            "course": ref(group.course),
            "org": ref(group.school.id),
            "terms": [ref(term.id) for term in group.terms],
            "periods": [_period(group)],
        }
        yield record


def enrollment_records(everything: list[Group], today: date) -> Iterator[Record]:
    """The teacher of each class, then its students. Who has left carries the status `tobedeleted`."""
    for group in everything:
        begin, end = group.terms[0].start, group.terms[-1].end - timedelta(days=1)
        yield _enrollment(group, group.teacher, "teacher", end=end, active=not group.is_cancelled)
        for student in group.students:
            last = max(begin, min(end, today - timedelta(days=14))) if student.departed else end
            yield _enrollment(group, student.id, "student", end=last, active=not student.departed)


def _enrollment(group: Group, user: str, role: str, *, end: date, active: bool) -> Record:
    """One seat in a class, from the first day of the class on."""
    record: Record = {
        "sourcedId": f"enrollment-{group.key}-{user}",
        "status": "active" if active else "tobedeleted",
        "role": role,
        "primary": flag(role == "teacher"),
        "beginDate": group.terms[0].start.isoformat(),
        "endDate": end.isoformat(),
        "user": ref(user),
        "class": ref(group.id),
        "school": ref(group.school.id),
    }
    if role == "student" and group.offering is not None and group.offering.core:
        record["metadata"] = _promise(group.offering, group.grade)
    return record


def _promise(offering: Offering, grade: int) -> Record:
    """Goals and totals of a core course; a student's enrolment carries a copy of them."""
    return {"goals": dict(_GOALS), "metrics": metrics(offering.slug, offering.title(grade), grade)}


def _homeroom(school: School) -> str:
    """The id of the school's homeroom course."""
    return f"course-homeroom-{school.id.removeprefix('school-')}"


def _suffix(grade: int, section: str) -> str:
    """Grade and section as they end the id of a class."""
    return f"{grade or 'k'}-{section.lower()}"


def _period(group: Group) -> str:
    """The period; groups are shifted against each other, so that no teacher has two classes at once."""
    if group.offering is None:
        return "0"
    if group.is_cancelled:
        return str(PERIODS + 1)
    position = group.school.groups().index((group.grade, group.section))
    return str((group.offering.slot + position) % PERIODS + 1)


def _location(group: Group) -> str:
    """The room: special rooms for some subjects, otherwise the group's own room."""
    position = group.grade - group.school.grades.start
    room = group.offering.room if group.offering else ""
    if room == "Lab":
        return f"Lab {position + 1}"
    return room or f"Room {100 + 10 * position + ord(group.section) - ord('A') + 1}"

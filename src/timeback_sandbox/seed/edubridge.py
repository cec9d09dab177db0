"""What EduBridge adds to the demo: applications with their metrics, subject tracks, MAP profiles."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from timeback_sandbox.seed.part import Part, Seed
from timeback_sandbox.seed.wire import Record

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from timeback_sandbox.seed.demo import Story

__all__ = ["PART"]

_APPS: tuple[tuple[str, str, str | None, list[str]], ...] = (
    ("app-number-lab", "Number Lab", "Math lessons, one unit after the other", ["numberlab.example", "lab.example"]),
    ("app-story-path", "Story Path", "Stories and articles with questions", ["storypath.example"]),
    ("app-fact-sprint", "Fact Sprint", None, ["factsprint.example"]),
    ("app-word-forge", "Word Forge", "Words, sentences, essays", ["wordforge.example"]),
)
"""Id, name, description and domains of each application."""

_METRICS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "app-number-lab": (
        ("accuracy", "timeback_direct_integration"),
        ("lessons", "timeback_direct_integration"),
        ("spent_minutes", "timeback_app"),
        ("waste_minutes", "timeback_app"),
        ("xp", "timeback_direct_integration"),
    ),
    "app-story-path": (("quizzes", "powerpath"), ("spent_minutes", "timeback_adapter"), ("xp", "powerpath")),
    "app-fact-sprint": (("xp", "manual_entry"),),
}
"""Where the figures come from; of one application nobody has said so yet."""

_ADVANCED = (("school-carver-middle", "Math", 8, "course-math-9"),)
"""Tracks of single schools: the eighth grade of the middle school takes Algebra I."""

_EVERY_NTH = 12
_MAP_GRADES = range(2, 9)
_SUBJECTS = ("Math", "Reading", "Language")


def _records(seed: Seed, today: date) -> Iterator[tuple[str, int, Iterable[Record]]]:
    """EduBridge's records of a seed, with their number; only the demo has some."""
    if seed.kind != "demo":
        return
    from timeback_sandbox.seed.demo import story

    tale = story(today)
    chapters: tuple[tuple[str, list[Record]], ...] = (
        ("applications", [_application(*app) for app in _APPS]),
        ("applicationMetrics", list(_metrics())),
        ("subjectTracks", list(_tracks(tale))),
        ("mapProfiles", list(_map_profiles(tale))),
    )
    for kind, records in chapters:
        yield kind, len(records), records


def _application(sourced_id: str, name: str, description: str | None, domains: list[str]) -> Record:
    return {
        "sourcedId": sourced_id,
        "name": name,
        "description": description,
        "domain": domains,
        "tenantId": "lakeside",
        "clientAppId": sourced_id.removeprefix("app-"),
    }


def _metrics() -> Iterator[Record]:
    for application, metrics in _METRICS.items():
        for metric, source in metrics:
            yield {"application": application, "metric": metric, "metric_source": source}


def _tracks(tale: Story) -> Iterator[Record]:
    """A track for the course of each subject and grade, and those of single schools."""
    from timeback_sandbox.edubridge.words import WORDS

    for course in tale.offered:
        subject = course.offering.subjects[0]
        if subject in WORDS["Subject"]:
            yield {"subject": subject, "grade": str(course.grade), "course": course.id, "org": None}
    for org, subject, grade, course_id in _ADVANCED:
        yield {"subject": subject, "grade": str(grade), "course": course_id, "org": org}


def _map_profiles(tale: Story) -> Iterator[Record]:
    """The reports of some students: of the last three tests, the newest of which is not printed yet."""
    tested = [student for student in tale.population.students if student.grade in _MAP_GRADES]
    for student in tested[::_EVERY_NTH]:
        for position, (season, year) in enumerate(_seasons(tale.today)):
            printed = f"https://reports.lakeside.example/map/{student.id}-{season.lower()}-{year}.pdf"
            yield {
                "user": student.id,
                "position": position,
                "profile": {
                    "title": f"{season} {year}",
                    "pdfUrl": printed if position else None,
                    "tests": list(_SUBJECTS if student.grade > 2 else _SUBJECTS[:2]),
                    "grade": str(student.grade),
                    "schoolname": student.school.name,
                    "assessmentResultProviderSystem": "NWEA",
                },
            }


def _seasons(today: date) -> list[tuple[str, int]]:
    """The last three seasons in which students were tested, the newest first."""
    past = [
        (date(year, month, 1), season)
        for year in (today.year, today.year - 1)
        for month, season in ((10, "Fall"), (6, "Spring"), (2, "Winter"))
    ]
    return [(season, over.year) for over, season in past if over <= today][:3]


# ---------------------------------------------------------------- into the store


def _insert(connection: Connection, kind: str, records: Iterable[Record], now: datetime) -> None:
    """Put records into their table."""
    from sqlalchemy import insert

    from timeback_sandbox.edubridge import tables

    table = {
        "applications": tables.APPLICATIONS,
        "applicationMetrics": tables.APPLICATION_METRICS,
        "subjectTracks": tables.SUBJECT_TRACKS,
        "mapProfiles": tables.MAP_PROFILES,
    }[kind]
    complete = _ROWS.get(kind, _as_it_is)
    connection.execute(insert(table), [complete(record, now) for record in records])


def _as_it_is(record: Record, _now: datetime) -> Record:
    return record


def _application_row(record: Record, now: datetime) -> Record:
    import msgspec

    from timeback_sandbox.moments import format_moment

    return {
        "sourced_id": record["sourcedId"],
        "name": record["name"],
        "description": record["description"],
        "domain": msgspec.json.encode(record["domain"]).decode(),
        "tenant_id": record["tenantId"],
        "client_app_id": record["clientAppId"],
        "status": "active",
        "date_last_modified": format_moment(now),
        "metadata": None,
    }


def _track_row(record: Record, _now: datetime) -> Record:
    from timeback_sandbox.edubridge.subject_tracks import Track, track_id

    fields: dict[str, Any] = record
    return {"id": track_id(Track(**fields)), **record}


def _profile_row(record: Record, _now: datetime) -> Record:
    import msgspec

    document = msgspec.json.encode(record["profile"]).decode()
    return {"user": record["user"], "position": record["position"], "document": document}


_ROWS: Mapping[str, Callable[[Record, datetime], Record]] = {
    "applications": _application_row,
    "subjectTracks": _track_row,
    "mapProfiles": _profile_row,
}

PART = Part(_records, _insert)
"""EduBridge's part of the seeds."""

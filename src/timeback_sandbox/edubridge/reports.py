"""Learning reports: a student's MAP tests, and the school time that was saved."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, select

from timeback_sandbox.edubridge.calendar import SchoolYear, school_days
from timeback_sandbox.edubridge.problems import missing
from timeback_sandbox.edubridge.roster import equals, find, is_active, require
from timeback_sandbox.edubridge.tables import MAP_PROFILES
from timeback_sandbox.oneroster.kinds import KINDS
from timeback_sandbox.oneroster.render import Entity
from timeback_sandbox.oneroster.storage import existing_ids
from timeback_sandbox.oneroster.tables import TABLES
from timeback_sandbox.oneroster.untyped import as_object

__all__ = ["map_profile", "time_saved"]

SCHOOL_HOURS = 7
"""Hours of a day at an ordinary school."""

TIMEBACK_HOURS = 2
"""Hours in which the same is learnt here."""

_SEASONS = ("winter", "spring", "summer", "fall")
_MAP_TITLE = re.compile(
    r"\s*NWEA\s+MAP\s+(?P<subject>\S.*?)\s*[-\u2010-\u2015]\s*(?P<season>winter|spring|summer|fall)\s+(?P<year>\d{4})\s*",
    re.IGNORECASE | re.ASCII,
)


def map_profile(connection: Connection, user_id: str) -> list[dict[str, Any]]:
    """The reports about a user's MAP tests, newest first: those that are kept, else what the results tell.

    Raises:
        Problem: 404, there is no such user, or there are no reports.
    """
    user = require(connection, "users", user_id)
    kept = select(MAP_PROFILES.c.document).where(MAP_PROFILES.c.user == user_id).order_by(MAP_PROFILES.c.position)
    profiles: list[dict[str, Any]] = [msgspec.json.decode(document) for document in connection.execute(kept).scalars()]
    profiles = profiles or _derived(connection, user_id, user.entity)
    if not profiles:
        raise missing(f"user {user_id[:200]} has no MAP profile")
    return profiles


def _derived(connection: Connection, user_id: str, user: Entity) -> list[dict[str, Any]]:
    """One report for each season in which the student has results of MAP tests."""
    results, items = TABLES["assessmentResults"], TABLES["assessmentLineItems"]
    query = (
        select(items.c.title, results.c.metadata)
        .join(items, items.c.sourced_id == results.c.assessment_line_item)
        .where(results.c.student == user_id, is_active(results), items.c.title.like("%NWEA%"))
        .order_by(results.c.score_date, results.c.seq)
    )
    seasons: dict[tuple[int, int], dict[str, Any]] = {}
    school = find(connection, "orgs", user["primaryOrg"]) if user.get("primaryOrg") else None
    for title, metadata in connection.execute(query):
        match = _MAP_TITLE.fullmatch(title)
        if match is None:
            continue
        season, year = match["season"].lower(), int(match["year"])
        profile = seasons.setdefault(
            (year, _SEASONS.index(season)),
            {
                "title": f"{season.capitalize()} {year}",
                "pdfUrl": None,
                "tests": [],
                "grade": next(iter(user.get("grades") or ()), None),
                "schoolname": None if school is None else school.entity["name"],
                "assessmentResultProviderSystem": "NWEA",
            },
        )
        if match["subject"] not in profile["tests"]:
            profile["tests"].append(match["subject"])
        url = (as_object(msgspec.json.decode(metadata)) or {}).get("pdfUrl") if metadata else None
        if isinstance(url, str):
            profile["pdfUrl"] = url
    return [profile for _, profile in sorted(seasons.items(), reverse=True, key=lambda one: one[0])]


def time_saved(
    connection: Connection, user_id: str, now: datetime, year: SchoolYear, off: frozenset[date]
) -> dict[str, Any]:
    """How much school time a student has saved this school year.

    Args:
        connection: To read with.
        user_id: Who.
        now: The present.
        year: The school year.
        off: Days without school.

    Raises:
        Problem: 404, there is no such user, or the user is a student nowhere.
    """
    if not existing_ids(connection, KINDS["users"], [user_id]):
        raise missing(f"user {user_id[:200]} does not exist")
    enrollments = TABLES["enrollments"]
    query = select(enrollments.c.begin_date).where(
        enrollments.c.user == user_id, is_active(enrollments), equals(enrollments.c.role, "student")
    )
    begins = [
        year.first if begin is None else max(year.first, date.fromisoformat(begin[:10]))
        for begin in connection.execute(query).scalars()
    ]
    if not begins:
        raise missing(f"user {user_id[:200]} has no enrollment as a student")
    earliest = min(begins)
    days = school_days(earliest, now.astimezone(UTC).date(), off)
    saved = SCHOOL_HOURS - TIMEBACK_HOURS
    hours = days * saved
    return {
        "totalHoursSaved": hours,
        "totalDaysSaved": hours / 24,
        "schoolDaysElapsed": days,
        "earliestStartDate": f"{earliest.isoformat()}T00:00:00.000Z",
        "schoolYearStartDate": f"{year.first.isoformat()}T00:00:00.000Z",
        "calculation": {
            "standardSchoolHoursPerDay": SCHOOL_HOURS,
            "timebackHoursPerDay": TIMEBACK_HOURS,
            "hoursSavedPerDay": saved,
            "formula": f"{days} school days × {saved} hours saved per day = {hours} hours",
        },
    }

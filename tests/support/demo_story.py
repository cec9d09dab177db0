"""The demo seed on some days, and ways to ask for its records."""

from __future__ import annotations

from datetime import date
from functools import cache

from seed_facts import Record

from timeback_sandbox.seed import demo

# In term, on the first day of a year and of a term, in the summer, and on a leap day.
DAYS = [
    date(2026, 11, 25),
    date(2026, 8, 10),
    date(2027, 1, 4),
    date(2027, 7, 15),
    date(2028, 2, 29),
]
TODAY = DAYS[0]


@cache
def seed(today: date = TODAY) -> dict[str, list[Record]]:
    return dict(demo.records(today))


def by_id(kind: str, today: date = TODAY) -> dict[str, Record]:
    return {record["sourcedId"]: record for record in seed(today)[kind]}


def with_role(role: str) -> list[Record]:
    return [user for user in seed()["users"] if any(item["role"] == role for item in user["roles"])]


def target(record: Record, field: str) -> str:
    return str(record[field]["sourcedId"])


def day_of(stamp: str) -> date:
    return date.fromisoformat(stamp[:10])


def seats(role: str) -> list[Record]:
    return [seat for seat in seed()["enrollments"] if seat["role"] == role and seat["status"] == "active"]

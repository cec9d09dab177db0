"""The table behind analytics: one row for each thing that a learner did, and for the time that it took."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, Numeric, Table, Text

from timeback_sandbox.schema.base import METADATA

__all__ = [
    "ACTIVITY",
    "FACTS",
    "MEASURES",
    "OTHER",
    "TIME_SPENT",
    "email_key",
    "event_origin",
    "result_origin",
    "user_key",
]

MEASURES = (
    "xp",
    "total_questions",
    "correct_questions",
    "mastered_units",
    "active_seconds",
    "inactive_seconds",
    "waste_seconds",
)
"""What is added up: four figures of activities, three of time."""

FACTS = Table(
    "edubridge_facts",
    METADATA,
    Column("id", Integer, primary_key=True),
    # what the fact was made from: `event_origin` or `result_origin`; one thing never makes a second fact
    Column("origin", BigInteger, nullable=False, unique=True),
    # the event from which the result was made that the fact was made from; none for any other fact
    Column("event", BigInteger),
    # a fact whose result was taken back stays, so that its number does when the result returns
    Column("active", Integer, nullable=False),
    Column("kind", Integer, nullable=False),  # ACTIVITY, TIME_SPENT, OTHER
    Column("instant", BigInteger, nullable=False),  # milliseconds since 1970
    Column("person", Text, nullable=False),  # whose it is: `user_key` or `email_key`
    Column("enrollment_id", Text, index=True),
    Column("course_id", Text),
    Column("subject", Text),
    Column("app", Text),
    # whole numbers stay whole, so that they look in JSON as they came
    *(Column(name, Numeric(asdecimal=False)) for name in MEASURES),
)
"""The facts: keys and numbers only, as there are as many as events. Everything that is shown beside them is read from
the event or the result, and from OneRoster, for the few that are shown one by one."""

# Holds all that a sum of a person's days reads, so that the facts themselves, which lie in order of their arrival
# among those of everybody else, need not be looked up.
Index(
    "ix_edubridge_facts_person",
    *(FACTS.c[name] for name in ("person", "instant", "active", "subject", "app", *MEASURES)),
)

OTHER, ACTIVITY, TIME_SPENT = range(3)
"""The kinds of facts, after the types of the events that they are about."""


def event_origin(number: int) -> int:
    """The origin of a fact that was made from the Caliper event of that number."""
    return 2 * number


def result_origin(seq: int) -> int:
    """The origin of a fact that was made from the assessment result in that row."""
    return 2 * seq + 1


def user_key(sourced_id: str) -> str:
    """The `person` of the facts of a user."""
    return f"user:{sourced_id}"


def email_key(email: str) -> str:
    """The `person` of the facts of somebody who was no user when they came in."""
    return f"email:{email.lower()}"

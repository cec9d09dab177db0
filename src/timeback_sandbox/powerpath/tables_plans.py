"""The tables of lesson plans, and of what courses and students have beside lessons."""

from __future__ import annotations

from sqlalchemy import Column, Float, Integer, LargeBinary, Table, Text, UniqueConstraint

from timeback_sandbox.schema.base import METADATA

__all__ = ["COURSE_SEQUENCES", "OPERATIONS", "PLANS", "RENDER_CONFIGS", "SCREENING_RESULTS", "SCREENING_SESSIONS"]

PLANS = Table(
    "powerpath_plans",
    METADATA,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("id", Text, nullable=False, unique=True),
    Column("course", Text, nullable=False),
    Column("user", Text, nullable=False),
    Column("class", Text),
    Column("created_at", Text, nullable=False),
    Column("applied", Integer, nullable=False),  # the operations of the log up to this number have been applied
    Column("document", LargeBinary, nullable=False),  # the whole plan, see `plan_items`: it is read and written as one
    UniqueConstraint("course", "user"),
)
"""What students have before them in courses."""

OPERATIONS = Table(
    "powerpath_plan_operations",
    METADATA,
    Column("plan", Text, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("id", Text, nullable=False, unique=True),
    Column("type", Text, nullable=False),
    Column("payload", LargeBinary, nullable=False),  # JSON, as it came
    Column("reason", Text),
    Column("created_at", Text, nullable=False),
    Column("created_by", Text),
)
"""The logs of the plans."""

SCREENING_SESSIONS = Table(
    "powerpath_screening_sessions",
    METADATA,
    Column("user", Text, primary_key=True),
    Column("created_on", Text, nullable=False),
    Column("term", Text, nullable=False),
    Column("status", Text, nullable=False),  # active, inactive
    Column("test_key", Text),
    Column("assignment_status", Text),
    Column("nwea_status", Text),
)
"""Students' screening sessions; what follows from the student's id is not kept."""

SCREENING_RESULTS = Table(
    "powerpath_screening_results",
    METADATA,
    Column("user", Text, primary_key=True),
    Column("subject", Text, primary_key=True),
    Column("grade", Text, nullable=False),
    Column("rit_score", Float, nullable=False),
    Column("test_name", Text, nullable=False),
    Column("completed_at", Text, nullable=False),
)
"""What screening has brought, the latest of each subject."""

RENDER_CONFIGS = Table(
    "powerpath_render_configs",
    METADATA,
    Column("course", Text, primary_key=True),
    Column("document", LargeBinary, nullable=False),  # the answer of a GET
)
"""By what the questions of courses are shown."""

COURSE_SEQUENCES = Table(
    "powerpath_course_sequences",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("document", LargeBinary, nullable=False),  # the answer of a GET
)
"""The courses and tests of subjects in the order in which students go through them."""

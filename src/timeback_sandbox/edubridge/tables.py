"""The tables of EduBridge's own records. What it makes of a roster lives in OneRoster's tables."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, Table, Text

from timeback_sandbox.edubridge import facts_tables
from timeback_sandbox.schema.base import METADATA

__all__ = ["APPLICATIONS", "APPLICATION_METRICS", "MAP_PROFILES", "SUBJECT_TRACKS", "facts_tables"]

SUBJECT_TRACKS = Table(
    "edubridge_subject_tracks",
    METADATA,
    # made from organisation, subject and grade, so that there is one track for each of them
    Column("id", Text, primary_key=True),
    Column("subject", Text, nullable=False),
    Column("grade", Text, nullable=False),
    Column("course", Text, nullable=False),
    Column("org", Text),  # null: for every organisation
    Index(None, "subject", "grade", "course"),
)
"""Which course a student of a grade takes in a subject."""

APPLICATIONS = Table(
    "edubridge_applications",
    METADATA,
    Column("sourced_id", Text, primary_key=True),
    Column("name", Text, nullable=False, index=True),
    Column("description", Text),
    Column("domain", Text, nullable=False),  # JSON list
    Column("tenant_id", Text),
    Column("client_app_id", Text),
    Column("status", Text, nullable=False),
    Column("date_last_modified", Text, nullable=False),
    Column("metadata", Text),  # JSON object
)
"""The applications that students learn with."""

APPLICATION_METRICS = Table(
    "edubridge_application_metrics",
    METADATA,
    Column("application", Text, primary_key=True),
    Column("metric", Text, primary_key=True),
    Column("metric_source", Text, primary_key=True),
)
"""Where an application's figures come from."""

MAP_PROFILES = Table(
    "edubridge_map_profiles",
    METADATA,
    Column("user", Text, primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("document", Text, nullable=False),  # the read form, JSON
)
"""Reports about a student's MAP tests, newest first."""

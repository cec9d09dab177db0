"""The one collection of tables."""

from __future__ import annotations

from sqlalchemy import MetaData

METADATA = MetaData(
    naming_convention={"ix": "ix_%(table_name)s_%(column_0_N_name)s", "uq": "uq_%(table_name)s_%(column_0_name)s"}
)
"""Every table of every service. Whoever declares a table here has it created, reset and snapshotted."""

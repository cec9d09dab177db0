"""All tables of PowerPath: importing this declares them."""

from __future__ import annotations

from timeback_sandbox.powerpath.tables_lessons import EDULASTIC, EXTERNAL_TESTS
from timeback_sandbox.powerpath.tables_placement import ONBOARDING, SHEETS, TEST_ASSIGNMENTS
from timeback_sandbox.powerpath.tables_plans import (
    COURSE_SEQUENCES,
    OPERATIONS,
    PLANS,
    RENDER_CONFIGS,
    SCREENING_RESULTS,
    SCREENING_SESSIONS,
)

__all__ = [
    "COURSE_SEQUENCES",
    "EDULASTIC",
    "EXTERNAL_TESTS",
    "ONBOARDING",
    "OPERATIONS",
    "PLANS",
    "RENDER_CONFIGS",
    "SCREENING_RESULTS",
    "SCREENING_SESSIONS",
    "SHEETS",
    "TEST_ASSIGNMENTS",
]

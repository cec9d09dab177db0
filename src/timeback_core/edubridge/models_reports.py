"""Records of applications and of learning reports."""

from __future__ import annotations

from typing import Any

from timeback_core.edubridge.models_base import Moment, Tolerant
from timeback_core.model import Model

__all__ = ["Application", "ApplicationMetric", "MapProfile", "TimeSaved", "TimeSavedCalculation"]


class Application(Tolerant, kw_only=True):
    """An application of the catalogue."""

    sourced_id: str
    name: str
    description: str | None = None
    domain: list[str] = []  # noqa: RUF012  # msgspec gives each record its own
    """The host names under which it runs."""
    tenant_id: str | None = None
    client_app_id: str | None = None
    status: str = "active"
    date_last_modified: Moment | None = None
    metadata: dict[str, Any] | None = None


class ApplicationMetric(Model, kw_only=True, gc=False):
    """What an application measures, and where the figures come from."""

    application_sourced_id: str
    metric: str
    """A word of `timeback_core.edubridge.types.MetricName`."""
    metric_source: str
    """A word of `timeback_core.edubridge.types.MetricSource`."""


class MapProfile(Tolerant, kw_only=True):
    """A student's MAP tests of one season."""

    title: str
    """Season and year, such as ``Fall 2025``."""
    pdf_url: str | None = None
    """Address of the report."""
    tests: list[str] = []  # noqa: RUF012  # msgspec gives each record its own
    """The subjects tested."""
    grade: str | None = None
    schoolname: str | None = None
    assessment_result_provider_system: str | None = None


class TimeSavedCalculation(Model, kw_only=True):
    """From which figures the time saved was calculated."""

    standard_school_hours_per_day: float | None = None
    timeback_hours_per_day: float | None = None
    hours_saved_per_day: float | None = None
    formula: str | None = None


class TimeSaved(Tolerant, kw_only=True):
    """The time that a student has saved in this school year, against an ordinary school."""

    total_hours_saved: float = 0.0
    total_days_saved: float = 0.0
    """Days of 24 hours."""
    school_days_elapsed: float = 0.0
    earliest_start_date: Moment | None = None
    """Where counting begins."""
    school_year_start_date: Moment | None = None
    calculation: TimeSavedCalculation | None = None

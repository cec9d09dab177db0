"""What the platform's own events are made of.

Only what they declare is an attribute here; the rest is in `ReceivedEvent.as_received` of the event.
"""

from __future__ import annotations

from typing import Any

from timeback_core.model import Model
from timeback_core.wire import Timestamp

__all__ = [
    "ActivityContext",
    "ActivityMetric",
    "ActivityMetrics",
    "AssessmentItem",
    "EventEntity",
    "Learner",
    "NamedEntity",
    "ResponseEntity",
    "ScoreEntity",
    "TimeMetric",
    "TimeMetrics",
]


class EventEntity(Model, kw_only=True):
    """A thing that an event speaks of."""

    id: str | None = None
    """An IRI."""
    type: str | None = None
    name: str | None = None
    description: str | None = None
    extensions: dict[str, Any] | None = None


class NamedEntity(EventEntity, kw_only=True):
    """An application, a course or an activity."""


class Learner(EventEntity, kw_only=True):
    """Who did it."""

    email: str | None = None
    role: str | None = None
    """``student``, ``teacher``, ``admin`` or ``guide``."""


class ActivityContext(EventEntity, kw_only=True):
    """What the learner worked on."""

    subject: str | None = None
    app: NamedEntity | str | None = None
    course: NamedEntity | str | None = None
    activity: NamedEntity | str | None = None
    process: bool | None = None
    """Whether the platform makes an assessment result of it."""


class ActivityMetric(Model, kw_only=True):
    """One figure of a completed activity."""

    type: str | None = None
    """``xpEarned``, ``totalQuestions``, ``correctQuestions`` or ``masteredUnits``."""
    value: float | None = None
    extensions: dict[str, Any] | None = None


class ActivityMetrics(EventEntity, kw_only=True):
    """The figures of a completed activity."""

    items: list[ActivityMetric] | None = None
    attempt: int | None = None

    def value(self, metric: str) -> float | None:
        """Return the sum of a metric's figures; ``None`` when the event has none."""
        found = [item.value for item in self.items or () if item.type == metric and item.value is not None]
        return sum(found) if found else None


class TimeMetric(Model, kw_only=True):
    """Time spent in one way."""

    type: str | None = None
    """``active``, ``inactive``, ``waste``, ``unknown`` or ``anti-pattern``."""
    value: float | None = None
    """Seconds."""
    sub_type: str | None = None
    start_date: Timestamp | None = None
    end_date: Timestamp | None = None
    extensions: dict[str, Any] | None = None


class TimeMetrics(EventEntity, kw_only=True):
    """How time was spent."""

    items: list[TimeMetric] | None = None

    def seconds(self, kind: str = "active") -> float:
        """Return the seconds spent in one way; 0 when there are none."""
        return sum(item.value for item in self.items or () if item.type == kind and item.value is not None)


class AssessmentItem(EventEntity, kw_only=True):
    """A question."""

    is_part_of: EventEntity | str | None = None
    max_score: float | None = None


class ResponseEntity(EventEntity, kw_only=True):
    """An answer to a question."""

    attempt: EventEntity | str | None = None
    started_at_time: Timestamp | None = None
    ended_at_time: Timestamp | None = None
    duration: str | None = None
    """An ISO 8601 duration, such as ``PT45S``."""


class ScoreEntity(EventEntity, kw_only=True):
    """A mark."""

    attempt: EventEntity | str | None = None
    score_given: float | None = None
    max_score: float | None = None
    score_type: str | None = None
    scored_by: EventEntity | str | None = None
    comment: str | None = None

"""Events, entities and envelopes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import msgspec

from timeback_core.caliper.constants import CALIPER_CONTEXT, CALIPER_DATA_VERSION
from timeback_core.caliper.models_base import CaliperValue, Entity, EventBase, Extensions, const
from timeback_core.caliper.models_values import (
    TimebackActivityContext,
    TimebackActivityMetricsCollection,
    TimebackTimeSpentMetricsCollection,
    TimebackUser,
)
from timeback_core.caliper.moments import Moment, now
from timeback_core.inputs import Text

__all__ = [
    "ActivityCompletedEvent",
    "AssessmentItemEvent",
    "CaliperEntity",
    "CaliperEnvelope",
    "CaliperEvent",
    "QuestionGradeEvent",
    "TimeSpentEvent",
    "TimebackEvent",
]


class CaliperEvent(EventBase, kw_only=True):
    """An event of any type; `create_event` makes one.

    Attributes:
        type: Its type, such as ``ToolUseEvent``.
        profile: The Caliper profile that it belongs to, such as ``ToolUseProfile``.
        action: What was done, such as ``Used``.
        actor: Who did it.
        object: What it was done to.
        generated: What came of it.
    """

    type: Text
    profile: Text
    action: Text
    actor: Entity
    object: Entity
    generated: Entity | None = None


class ActivityCompletedEvent(EventBase, kw_only=True):
    """A student has completed an activity; `create_activity_event` makes one.

    Attributes:
        actor: The student.
        object: The activity.
        generated: The figures of it.
        type: Always ``ActivityEvent``.
        profile: Always ``TimebackProfile``.
        action: Always ``Completed``.
    """

    actor: TimebackUser
    object: TimebackActivityContext
    generated: TimebackActivityMetricsCollection
    type: Literal["ActivityEvent"] = const("ActivityEvent")
    profile: Literal["TimebackProfile"] = const("TimebackProfile")
    action: Literal["Completed"] = const("Completed")


class TimeSpentEvent(EventBase, kw_only=True):
    """A student has spent time on an activity; `create_time_spent_event` makes one.

    Attributes:
        actor: The student.
        object: The activity.
        generated: The times.
        type: Always ``TimeSpentEvent``.
        profile: Always ``TimebackProfile``.
        action: Always ``SpentTime``.
    """

    actor: TimebackUser
    object: TimebackActivityContext
    generated: TimebackTimeSpentMetricsCollection
    type: Literal["TimeSpentEvent"] = const("TimeSpentEvent")
    profile: Literal["TimebackProfile"] = const("TimebackProfile")
    action: Literal["SpentTime"] = const("SpentTime")


class AssessmentItemEvent(EventBase, kw_only=True):
    """A question was shown, skipped or answered; the ``create_question_…`` functions make them.

    Attributes:
        action: ``Started``, ``Skipped`` or ``Completed``.
        actor: Who worked on it.
        object: The question, an ``AssessmentItem``.
        generated: The answer, a ``Response``.
        type: Always ``AssessmentItemEvent``.
        profile: Always ``AssessmentProfile``.
    """

    action: Literal["Started", "Skipped", "Completed"]
    actor: Entity
    object: Entity
    generated: Entity | None = None
    type: Literal["AssessmentItemEvent"] = const("AssessmentItemEvent")
    profile: Literal["AssessmentProfile"] = const("AssessmentProfile")


class QuestionGradeEvent(EventBase, kw_only=True):
    """An answer was graded; `create_question_graded_event` makes one.

    Attributes:
        actor: Who graded it; a ``SoftwareApplication`` when that was done by a program.
        object: The attempt that was graded.
        generated: The ``Score``.
        type: Always ``GradeEvent``.
        profile: Always ``GradingProfile``.
        action: Always ``Graded``.
    """

    actor: Entity
    object: Entity
    generated: Entity
    type: Literal["GradeEvent"] = const("GradeEvent")
    profile: Literal["GradingProfile"] = const("GradingProfile")
    action: Literal["Graded"] = const("Graded")


TimebackEvent = ActivityCompletedEvent | TimeSpentEvent | AssessmentItemEvent | QuestionGradeEvent
"""The events that have a class of their own."""


class CaliperEntity(CaliperValue, kw_only=True):
    """Something that is described on its own, beside events; further keys of its type are given by a mapping.

    Attributes:
        id: Its IRI.
        type: Its type, such as ``Document``.
        name: What it is called.
        description: A longer text.
        date_created: When it was made.
        date_modified: When it was changed last.
        other_identifiers: What other systems call it.
        extensions: Keys of the sender's own.
        context: The ``@context``.
    """

    id: Text
    type: Text
    name: Text | None = None
    description: str | None = None
    date_created: Moment | None = None
    date_modified: Moment | None = None
    other_identifiers: list[Any] | None = None
    extensions: Extensions | None = None
    context: Text | list[Any] = msgspec.field(name="@context", default_factory=lambda: CALIPER_CONTEXT)


class CaliperEnvelope(CaliperValue, kw_only=True):
    """What is sent at once: who sends, when, and what.

    Attributes:
        sensor: The IRI of who sends.
        data: Events and entities, at least one.
        send_time: When; the current time unless given.
        data_version: The version of Caliper; there is one.
    """

    sensor: Text
    data: Sequence[Any]
    send_time: Moment = msgspec.field(default_factory=now)
    data_version: Text = const(CALIPER_DATA_VERSION)

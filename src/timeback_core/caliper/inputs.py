"""What callers give for the events that have a class of their own; the factories complete it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, ClassVar

import msgspec
from msgspec import UNSET, UnsetType

from timeback_core.caliper.models_base import EntityInput, UrnUuid
from timeback_core.caliper.models_values import (
    TimebackActivityContext,
    TimebackActivityMetric,
    TimebackUser,
    TimeSpentMetric,
)
from timeback_core.caliper.moments import Moment
from timeback_core.inputs import Input, Text

__all__ = [
    "ActivityCompletedInput",
    "EventInput",
    "QuestionAnsweredInput",
    "QuestionGradedInput",
    "QuestionObjectInput",
    "QuestionSeenInput",
    "ResponseGeneratedInput",
    "ScoreGeneratedInput",
    "TimeSpentInput",
]

UserInput = TimebackUser | Mapping[str, Any]
ContextInput = TimebackActivityContext | Mapping[str, Any]
ExtensionsInput = Mapping[str, Any]


class EventInput(Input, kw_only=True):
    """What every event may have.

    Attributes:
        id: ``urn:uuid:`` and a UUID; made unless given. Give one to send an event again without storing it twice.
        event_time: When it happened; the current time unless given.
        session: The session of the actor.
        target: The part of the object that was used, such as a page.
        referrer: Where the actor came from.
        group: The course or group.
        membership: The actor's role in the group.
        federated_session: The session of an LTI launch.
        extensions: Keys of your own.
    """

    id: UrnUuid | UnsetType | None = UNSET
    event_time: Moment | UnsetType | None = UNSET
    session: EntityInput | UnsetType | None = UNSET
    target: EntityInput | UnsetType | None = UNSET
    referrer: EntityInput | UnsetType | None = UNSET
    group: EntityInput | UnsetType | None = UNSET
    membership: EntityInput | UnsetType | None = UNSET
    federated_session: EntityInput | UnsetType | None = UNSET
    extensions: ExtensionsInput | UnsetType | None = UNSET


class ActivityCompletedInput(EventInput, kw_only=True):
    """A student has completed an activity.

    Attributes:
        actor: The student.
        object: The activity.
        metrics: The figures. Count only the XP of this activity. ``totalQuestions`` and ``correctQuestions`` travel
            together.
        attempt: The how-manieth attempt it was, from 1; 1 unless given. Leaving it out when the activity is
            repeated overwrites the earlier result.
        ed_app: The application.
        metrics_id: The identifier of the figures; made unless given.
        generated_extensions: Keys of your own beside the figures, such as ``pctCompleteApp`` (0 to 100).
    """

    actor: UserInput
    object: ContextInput
    metrics: Sequence[TimebackActivityMetric | Mapping[str, Any]]
    attempt: Annotated[int, msgspec.Meta(ge=1)] | UnsetType | None = UNSET
    ed_app: EntityInput | UnsetType | None = UNSET
    metrics_id: Text | UnsetType | None = UNSET
    generated_extensions: ExtensionsInput | UnsetType | None = UNSET


class TimeSpentInput(EventInput, kw_only=True):
    """A student has spent time on an activity.

    Attributes:
        actor: The student.
        object: The activity.
        metrics: The times, in seconds.
        ed_app: The application.
        metrics_id: The identifier of the times; made unless given.
        generated_extensions: Keys of your own beside the times.
    """

    actor: UserInput
    object: ContextInput
    metrics: Sequence[TimeSpentMetric | Mapping[str, Any]]
    ed_app: EntityInput | UnsetType | None = UNSET
    metrics_id: Text | UnsetType | None = UNSET
    generated_extensions: ExtensionsInput | UnsetType | None = UNSET


class _Described(Input, kw_only=True):
    """A part of a question's event, which may have further keys when it is given as a mapping."""

    takes_unknown: ClassVar[bool] = True


class QuestionObjectInput(_Described, kw_only=True):
    """The question.

    Attributes:
        id: Its IRI.
        name: What it is called.
        is_part_of: The assessment that it belongs to.
        extensions: Keys of your own.
    """

    id: Text
    name: Text | UnsetType | None = UNSET
    is_part_of: EntityInput | UnsetType | None = UNSET
    extensions: ExtensionsInput | UnsetType | None = UNSET


class ResponseGeneratedInput(_Described, kw_only=True):
    """The answer.

    Attributes:
        id: Its IRI.
        attempt: The attempt that it belongs to.
        started_at_time: When answering began.
        ended_at_time: When it ended.
        duration: How long it took, as ISO 8601 duration such as ``PT18S``.
        extensions: Keys of your own.
    """

    id: Text
    attempt: EntityInput | UnsetType | None = UNSET
    started_at_time: Moment | UnsetType | None = UNSET
    ended_at_time: Moment | UnsetType | None = UNSET
    duration: Text | UnsetType | None = UNSET
    extensions: ExtensionsInput | UnsetType | None = UNSET


class ScoreGeneratedInput(_Described, kw_only=True):
    """The score.

    Attributes:
        score_given: The points.
        id: Its IRI; made unless given.
        max_score: The most points there are.
        attempt: The attempt that was graded; Caliper requires it.
        scored_by: Who graded it; Caliper requires it.
        comment: Words for the student.
        extensions: Keys of your own.
    """

    score_given: float | int
    id: Text | UnsetType | None = UNSET
    max_score: float | int | UnsetType | None = UNSET
    attempt: EntityInput | UnsetType | None = UNSET
    scored_by: EntityInput | UnsetType | None = UNSET
    comment: str | UnsetType | None = UNSET
    extensions: ExtensionsInput | UnsetType | None = UNSET


class QuestionSeenInput(EventInput, kw_only=True):
    """A question was shown, or skipped.

    Attributes:
        actor: Who worked on it.
        object: The question.
        ed_app: The application.
    """

    actor: EntityInput
    object: QuestionObjectInput | Mapping[str, Any]
    ed_app: EntityInput


class QuestionAnsweredInput(QuestionSeenInput, kw_only=True):
    """A question was answered.

    Attributes:
        generated: The answer.
    """

    generated: ResponseGeneratedInput | Mapping[str, Any] | UnsetType | None = UNSET


class QuestionGradedInput(EventInput, kw_only=True):
    """An answer was graded.

    Attributes:
        actor: Who graded it: a person, or the application.
        object: The attempt that was graded.
        generated: The score.
        ed_app: The application.
    """

    actor: EntityInput
    object: EntityInput
    generated: ScoreGeneratedInput | Mapping[str, Any]
    ed_app: EntityInput

"""Makes complete events from what callers know of them.

Each factory checks its input, gives the event its identifier and time, and returns a model of its own that shares
nothing with the input. Nothing is sent.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import msgspec

from timeback_core.caliper.checking import given, mended, read_by_rules, written
from timeback_core.caliper.constants import CALIPER_CONTEXT, QUESTION_RESULT_SCORE_TYPE
from timeback_core.caliper.inputs import (
    ActivityCompletedInput,
    EventInput,
    QuestionAnsweredInput,
    QuestionGradedInput,
    QuestionSeenInput,
    TimeSpentInput,
)
from timeback_core.caliper.models_base import EntityInput, EventBase, new_urn
from timeback_core.caliper.models_events import (
    ActivityCompletedEvent,
    AssessmentItemEvent,
    CaliperEvent,
    QuestionGradeEvent,
    TimeSpentEvent,
)
from timeback_core.caliper.moments import now
from timeback_core.decoding import remember
from timeback_core.wire import is_object, read_hook

if TYPE_CHECKING:
    from timeback_core.caliper.vocabulary import CaliperAction, CaliperEventType, CaliperProfile

__all__ = [
    "ACTIVITY",
    "ANSWERED",
    "GRADED",
    "RECIPES",
    "SEEN",
    "SKIPPED",
    "TIME_SPENT",
    "Built",
    "Recipe",
    "built",
    "create_activity_event",
    "create_event",
    "create_question_answered_event",
    "create_question_graded_event",
    "create_question_seen_event",
    "create_question_skipped_event",
    "create_time_spent_event",
]

E = TypeVar("E", bound=EventBase)
Values = dict[str, Any]


class Recipe(NamedTuple):
    """How an input becomes an event.

    Attributes:
        input: The input.
        model: The event.
        fixed: What is the same in all such events.
        finish: Completes the event's values, in place.
        context: What the input is called in messages.
    """

    input: type[EventInput]
    model: type[EventBase]
    fixed: Mapping[str, str]
    finish: Callable[[Values], None]
    context: str


def _fixed(kind: str, profile: str, action: str) -> Mapping[str, str]:
    return {"@context": CALIPER_CONTEXT, "type": kind, "profile": profile, "action": action}


def _collect_activity(values: Values) -> None:
    _collect("TimebackActivityMetricsCollection", values)


def _collect_time(values: Values) -> None:
    _collect("TimebackTimeSpentMetricsCollection", values)


def _collect(kind: str, values: Values) -> None:
    """Make the collection of metrics that an event has generated."""
    generated = {"id": values.pop("metricsId", None) or new_urn(), "type": kind, "items": values.pop("metrics")}
    for name, wire_name in (("attempt", "attempt"), ("generatedExtensions", "extensions")):
        if name in values:
            generated[wire_name] = values.pop(name)
    values["generated"] = generated


def _question(values: Values) -> None:
    values["object"] = {**_plain(values["object"]), "type": "AssessmentItem"}
    if "generated" in values:
        values["generated"] = {**_plain(values["generated"]), "type": "Response"}


def _score(values: Values) -> None:
    score = _plain(values["generated"])
    fixed = {"type": "Score", "scoreType": QUESTION_RESULT_SCORE_TYPE}
    values["generated"] = {**score, **fixed, "id": score.get("id") or new_urn()}


def _plain(part: Any) -> Values:
    return part if is_object(part) else given(part)


ACTIVITY = Recipe(
    ActivityCompletedInput,
    ActivityCompletedEvent,
    _fixed("ActivityEvent", "TimebackProfile", "Completed"),
    _collect_activity,
    "activity",
)
TIME_SPENT = Recipe(
    TimeSpentInput,
    TimeSpentEvent,
    _fixed("TimeSpentEvent", "TimebackProfile", "SpentTime"),
    _collect_time,
    "time spent",
)
SEEN = Recipe(
    QuestionSeenInput,
    AssessmentItemEvent,
    _fixed("AssessmentItemEvent", "AssessmentProfile", "Started"),
    _question,
    "question",
)
SKIPPED = SEEN._replace(fixed=_fixed("AssessmentItemEvent", "AssessmentProfile", "Skipped"))
ANSWERED = Recipe(
    QuestionAnsweredInput,
    AssessmentItemEvent,
    _fixed("AssessmentItemEvent", "AssessmentProfile", "Completed"),
    _question,
    "answer",
)
GRADED = Recipe(
    QuestionGradedInput, QuestionGradeEvent, _fixed("GradeEvent", "GradingProfile", "Graded"), _score, "grade"
)

RECIPES: Mapping[type, Recipe] = {recipe.input: recipe for recipe in (ACTIVITY, TIME_SPENT, SEEN, ANSWERED, GRADED)}
"""What an input stands for when it is sent as it is. A question that was only seen counts as started."""


class Built(NamedTuple):
    """An event that was made from an input.

    Attributes:
        id: Its identifier.
        content: Its JSON.
        open_ended: Whether it may hold fields that no model knows.
    """

    id: str
    content: bytes
    open_ended: bool


def built(recipe: Recipe, data: object) -> Built:
    """Return the event that an input stands for.

    Raises:
        InputValidationError: The input is wrong; every field that is.
    """
    read = read_by_rules(data, recipe.input)
    if read is not None:
        event = _completed(recipe, given(read))
        content = written(event)
        if content is not None:
            return Built(event["id"], content, open_ended=False)
    event = _completed(recipe, mended(data, recipe.input, recipe.context))
    return Built(event["id"], msgspec.json.encode(event), open_ended=True)


def _completed(recipe: Recipe, values: Values) -> Values:
    """Return the event of an input's checked values."""
    event = {**recipe.fixed, "id": values.get("id") or new_urn(), "eventTime": values.get("eventTime") or now()}
    event.update(values)
    recipe.finish(event)
    return event


def _created(recipe: Recipe, data: object, model: type[E]) -> E:
    event = built(recipe, data)
    return _read(event.content, model, open_ended=event.open_ended)


def _read(content: bytes, model: type[E], *, open_ended: bool) -> E:
    """Return the model of an event's JSON; it holds on to the JSON if that may have more than the model."""
    event = msgspec.json.decode(content, type=model, dec_hook=read_hook)
    if open_ended:
        remember(event, content)
    return event


def create_activity_event(input: ActivityCompletedInput | Mapping[str, Any]) -> ActivityCompletedEvent:
    """Return the event of a completed activity.

    Args:
        input: The input or a mapping of its fields.

    Raises:
        InputValidationError: The input is wrong; every field that is.

    Source:
        TimebackProfile, ActivityEvent.
    """
    return _created(ACTIVITY, input, ActivityCompletedEvent)


def create_time_spent_event(input: TimeSpentInput | Mapping[str, Any]) -> TimeSpentEvent:
    """Return the event of time spent on an activity.

    Args:
        input: The input or a mapping of its fields.

    Raises:
        InputValidationError: The input is wrong; every field that is.

    Source:
        TimebackProfile, TimeSpentEvent.
    """
    return _created(TIME_SPENT, input, TimeSpentEvent)


def create_question_seen_event(input: QuestionSeenInput | Mapping[str, Any]) -> AssessmentItemEvent:
    """Return the event of a question that was shown.

    Args:
        input: The input or a mapping of its fields.

    Raises:
        InputValidationError: The input is wrong; every field that is.

    Source:
        IMS Caliper Analytics 1.2, Assessment Profile, AssessmentItemEvent with the action Started.
    """
    return _created(SEEN, input, AssessmentItemEvent)


def create_question_skipped_event(input: QuestionSeenInput | Mapping[str, Any]) -> AssessmentItemEvent:
    """Return the event of a question that was skipped.

    Args:
        input: The input or a mapping of its fields.

    Raises:
        InputValidationError: The input is wrong; every field that is.

    Source:
        IMS Caliper Analytics 1.2, Assessment Profile, AssessmentItemEvent with the action Skipped.
    """
    return _created(SKIPPED, input, AssessmentItemEvent)


def create_question_answered_event(
    input: QuestionAnsweredInput | Mapping[str, Any],
) -> AssessmentItemEvent:
    """Return the event of a question that was answered.

    Args:
        input: The input or a mapping of its fields.

    Raises:
        InputValidationError: The input is wrong; every field that is.

    Source:
        IMS Caliper Analytics 1.2, Assessment Profile, AssessmentItemEvent with the action Completed.
    """
    return _created(ANSWERED, input, AssessmentItemEvent)


def create_question_graded_event(input: QuestionGradedInput | Mapping[str, Any]) -> QuestionGradeEvent:
    """Return the event of an answer that was graded.

    Args:
        input: The input or a mapping of its fields.

    Raises:
        InputValidationError: The input is wrong; every field that is.

    Source:
        IMS Caliper Analytics 1.2, Grading Profile, GradeEvent.
    """
    return _created(GRADED, input, QuestionGradeEvent)


def create_event(
    *,
    type: CaliperEventType | str,
    action: CaliperAction | str,
    actor: EntityInput,
    object: EntityInput,
    profile: CaliperProfile | str = "GeneralProfile",
    id: str | None = None,
    event_time: datetime | date | str | None = None,
    generated: EntityInput | None = None,
    target: EntityInput | None = None,
    referrer: EntityInput | None = None,
    ed_app: EntityInput | None = None,
    group: EntityInput | None = None,
    membership: EntityInput | None = None,
    session: EntityInput | None = None,
    federated_session: EntityInput | None = None,
    extensions: Mapping[str, Any] | None = None,
    context: str | Sequence[Any] | None = None,
) -> CaliperEvent:
    """Return an event of any type.

    Args:
        type: Its type, such as ``ToolUseEvent``.
        action: What was done, such as ``Used``.
        actor: Who did it: an IRI, a mapping with ``id`` and ``type``, or a model such as `TimebackUser`.
        object: What it was done to, likewise.
        profile: The profile that the type belongs to.
        id: ``urn:uuid:`` and a UUID; made unless given.
        event_time: When it happened; the current time unless given.
        generated: What came of it.
        target: The part of the object that was used.
        referrer: Where the actor came from.
        ed_app: The application.
        group: The course or group.
        membership: The actor's role in the group.
        session: The session of the actor.
        federated_session: The session of an LTI launch.
        extensions: Keys of your own.
        context: The ``@context``; that of Caliper 1.2 unless given.

    Raises:
        InputValidationError: A value is wrong. Whether type, profile and action belong together is for the
            platform to say.

    Source:
        IMS Caliper Analytics 1.2, Event.
    """
    values: Values = {
        "@context": CALIPER_CONTEXT if context is None else context,
        "id": new_urn() if id is None else id,
        "type": type,
        "profile": profile,
        "action": action,
        "eventTime": now() if event_time is None else event_time,
        "actor": actor,
        "object": object,
        "generated": generated,
        "target": target,
        "referrer": referrer,
        "edApp": ed_app,
        "group": group,
        "membership": membership,
        "session": session,
        "federatedSession": federated_session,
        "extensions": extensions,
    }
    values = {name: value for name, value in values.items() if value is not None}
    read = read_by_rules(values, CaliperEvent)
    content = None if read is None else written(read)
    if content is None:
        content = msgspec.json.encode(mended(values, CaliperEvent, "event"))
    return _read(content, CaliperEvent, open_ended=False)

# Written by tools/generate_sync.py from timeback_core/caliper/sending.py; changes belong there.
"""Sending learning events."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Unpack

from timeback_core.caliper.envelopes import checked_events, envelope_content, trial_content
from timeback_core.caliper.factories import ACTIVITY, ANSWERED, GRADED, SEEN, SKIPPED, TIME_SPENT, Recipe
from timeback_core.caliper.inputs import (
    ActivityCompletedInput,
    QuestionAnsweredInput,
    QuestionGradedInput,
    QuestionSeenInput,
    TimeSpentInput,
)
from timeback_core.caliper.models_answers import ValidationResult
from timeback_core.caliper.models_events import CaliperEnvelope
from timeback_core.caliper.outgoing import EventLike, check_sensor, encode_built, envelope_bytes
from timeback_core.decoding import convert_record
from timeback_core.errors import BadRequestError
from timeback_core.sync.caliper.jobs import Jobs, check_operation
from timeback_core.sync.caliper.send_result import SendEventsResult, answered_by
from timeback_core.sync.endpoint import post
from timeback_core.sync.resource import Resource
from timeback_core.transport.options import RequestOptions
from timeback_core.wire import is_object

__all__ = ["Sending"]


class Sending(Resource, service="caliper", name="events", profile="send", singular="event", title="event"):
    """What sends events, and asks whether they would be accepted."""

    __slots__ = ()

    def send(self, sensor_id: str, events: Sequence[EventLike], **options: Unpack[RequestOptions]) -> SendEventsResult:
        """Send events in one envelope.

        Args:
            sensor_id: The IRI of who sends.
            events: Events, entities, inputs such as `ActivityCompletedInput`, or mappings; at least one. Identifier,
                time and ``@context`` are filled in where they are missing.
            options: Options of the request.

        Returns:
            The answer, with the job that stores them.

        Raises:
            InputValidationError: The sensor is blank, there are no events, or one is wrong; nothing was sent.
            BadRequestError: The service refuses one of them; none was stored.

        Source:
            POST /caliper/event.
        """
        sensor = check_sensor(sensor_id)
        return self._send_content(envelope_bytes(sensor, checked_events(events, self._platform)), options)

    def send_envelope(
        self, envelope: CaliperEnvelope | Mapping[str, Any], **options: Unpack[RequestOptions]
    ) -> SendEventsResult:
        """Send an envelope.

        Args:
            envelope: The envelope, whose ``sendTime`` and ``dataVersion`` are sent as given.
            options: Options of the request.

        Raises:
            InputValidationError: Something is wrong with it or with one of its events; nothing was sent.
            BadRequestError: The service refuses it; nothing was stored.

        Source:
            POST /caliper/event.
        """
        return self._send_content(envelope_content(envelope, self._platform), options)

    def send_activity(
        self,
        sensor_id: str,
        input: ActivityCompletedInput | Mapping[str, Any],
        **options: Unpack[RequestOptions],
    ) -> SendEventsResult:
        """Send that a student has completed an activity.

        Args:
            sensor_id: The IRI of who sends.
            input: The student, the activity and the figures.
            options: Options of the request.

        Raises:
            InputValidationError: Something is wrong with it; nothing was sent.

        Source:
            POST /caliper/event with an ActivityEvent of the TimebackProfile.
        """
        return self._send_built(sensor_id, ACTIVITY, input, options)

    def send_time_spent(
        self,
        sensor_id: str,
        input: TimeSpentInput | Mapping[str, Any],
        **options: Unpack[RequestOptions],
    ) -> SendEventsResult:
        """Send how long a student has worked on an activity.

        Args:
            sensor_id: The IRI of who sends.
            input: The student, the activity and the times in seconds.
            options: Options of the request.

        Raises:
            InputValidationError: Something is wrong with it; nothing was sent.

        Source:
            POST /caliper/event with a TimeSpentEvent of the TimebackProfile.
        """
        return self._send_built(sensor_id, TIME_SPENT, input, options)

    def send_question_seen(
        self,
        sensor_id: str,
        input: QuestionSeenInput | Mapping[str, Any],
        **options: Unpack[RequestOptions],
    ) -> SendEventsResult:
        """Send that a question was shown.

        Args:
            sensor_id: The IRI of who sends.
            input: Who works on it, the question and the application.
            options: Options of the request.

        Raises:
            InputValidationError: Something is wrong with it; nothing was sent.

        Source:
            POST /caliper/event with an AssessmentItemEvent, action Started.
        """
        return self._send_built(sensor_id, SEEN, input, options)

    def send_question_skipped(
        self,
        sensor_id: str,
        input: QuestionSeenInput | Mapping[str, Any],
        **options: Unpack[RequestOptions],
    ) -> SendEventsResult:
        """Send that a question was skipped.

        Args:
            sensor_id: The IRI of who sends.
            input: Who skipped it, the question and the application.
            options: Options of the request.

        Raises:
            InputValidationError: Something is wrong with it; nothing was sent.

        Source:
            POST /caliper/event with an AssessmentItemEvent, action Skipped.
        """
        return self._send_built(sensor_id, SKIPPED, input, options)

    def send_question_answered(
        self,
        sensor_id: str,
        input: QuestionAnsweredInput | Mapping[str, Any],
        **options: Unpack[RequestOptions],
    ) -> SendEventsResult:
        """Send that a question was answered.

        Args:
            sensor_id: The IRI of who sends.
            input: Who answered it, the question, the answer and the application.
            options: Options of the request.

        Raises:
            InputValidationError: Something is wrong with it; nothing was sent.

        Source:
            POST /caliper/event with an AssessmentItemEvent, action Completed.
        """
        return self._send_built(sensor_id, ANSWERED, input, options)

    def send_question_graded(
        self,
        sensor_id: str,
        input: QuestionGradedInput | Mapping[str, Any],
        **options: Unpack[RequestOptions],
    ) -> SendEventsResult:
        """Send that an answer was graded.

        Args:
            sensor_id: The IRI of who sends.
            input: Who graded it, the attempt, the score and the application.
            options: Options of the request.

        Raises:
            InputValidationError: Something is wrong with it; nothing was sent.

        Source:
            POST /caliper/event with a GradeEvent.
        """
        return self._send_built(sensor_id, GRADED, input, options)

    def validate(
        self, envelope: CaliperEnvelope | Mapping[str, Any], **options: Unpack[RequestOptions]
    ) -> ValidationResult:
        """Return whether the service would accept an envelope; nothing is stored.

        Args:
            envelope: The envelope. Its events are not checked here: that they are is what is asked for.
            options: Options of the request.

        Returns:
            The verdict, also when it is a refusal.

        Raises:
            UnsupportedOperationError: The platform has no such check; nothing was sent.
            InputValidationError: Something is wrong with the envelope itself; nothing was sent.

        Source:
            POST /caliper/event/validate.
        """
        check_operation(self, "validate", "validate")
        try:
            return self._validate_content(trial_content(envelope, self._platform), **options)
        except BadRequestError as error:
            verdict = error.response
            if not is_object(verdict) or (verdict.get("status") != "error" and "errors" not in verdict):
                raise  # the answer of something in between
            return convert_record({"status": "error", **verdict}, ValidationResult)

    # One envelope that is ready

    def _send_content(self, content: bytes, options: RequestOptions | None = None) -> SendEventsResult:
        """Send an envelope that is JSON already, unchecked."""
        return answered_by(self._post_content(content, **(options or {})), Jobs(self._channel))

    def _send_built(self, sensor_id: str, recipe: Recipe, data: object, options: RequestOptions) -> SendEventsResult:
        """Send the one event that an input stands for."""
        sensor = check_sensor(sensor_id)
        event = encode_built(recipe, data, platform=self._platform)[1]
        return self._send_content(envelope_bytes(sensor, [event]), options)

    @property
    def _platform(self) -> str:
        return self._channel.platform

    @post("", name="send", key=None, idempotent=True)
    def _post_content(self, content: bytes, **options: Unpack[RequestOptions]) -> SendEventsResult | None:
        """Send events."""
        ...

    @post("", name="validate", profile="validate", key=None, idempotent=True)
    def _validate_content(self, content: bytes, **options: Unpack[RequestOptions]) -> ValidationResult:
        """Check events without storing them."""
        ...

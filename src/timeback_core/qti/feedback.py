"""What people say about lessons and questions; it has nothing to do with the feedback elements of QTI."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Unpack

from timeback_core import endpoint
from timeback_core.endpoint import get, post
from timeback_core.qti._base import QtiResource
from timeback_core.qti.inputs import SubmitLessonFeedbackInput
from timeback_core.qti.models import DeleteResponse, LessonFeedback
from timeback_core.transport.options import RequestOptions

__all__ = ["Feedback", "General", "Lesson"]


class Lesson(QtiResource, name="lesson", title="feedback"):
    """What people say about lessons and questions; `Feedback` has the same with better names."""

    __slots__ = ()

    @post("/lesson", key=None)
    async def submit_lesson(
        self, body: SubmitLessonFeedbackInput | Mapping[str, Any], **options: Unpack[RequestOptions]
    ) -> LessonFeedback:
        """Store what somebody says about a lesson, and return it.

        Args:
            body: ``user_id``, ``lesson_id`` and ``feedback``.
            options: Options of the request.

        Raises:
            InputValidationError: The body is incomplete or wrong; nothing was sent.
            BadRequestError: The server refuses it; `APIError.details` says why.
            APIError: Any other refusal; see `timeback_core.errors`.

        Source:
            POST /lesson.
        """
        ...

    @post("/question", key=None)
    async def submit_question(
        self, body: SubmitLessonFeedbackInput | Mapping[str, Any], **options: Unpack[RequestOptions]
    ) -> LessonFeedback:
        """Store what somebody says about a question, and return it.

        Args:
            body: ``user_id``, ``lesson_id``, ``question_id`` and ``feedback``.
            options: Options of the request.

        Raises:
            InputValidationError: The body is incomplete or wrong; nothing was sent.
            BadRequestError: The server refuses it; `APIError.details` says why.
            APIError: Any other refusal; see `timeback_core.errors`.

        Source:
            POST /question.
        """
        ...

    @get("/lesson/{lesson_id}", key=None)
    async def get_lesson(self, lesson_id: str, **options: Unpack[RequestOptions]) -> list[LessonFeedback]:
        """Return what was said about a lesson and its questions.

        Args:
            lesson_id: The lesson's identifier; not blank.
            options: Options of the request.

        Returns:
            All of it; nothing for a lesson that nobody knows.

        Raises:
            InputValidationError: The identifier is blank.
            APIError: Any refusal; see `timeback_core.errors`.

        Source:
            GET /lesson/{lessonId}.
        """
        ...


class General(QtiResource, name="general", title="feedback"):
    """Deletion of feedback, under the name that older code uses."""

    __slots__ = ()

    @endpoint.delete("/{id}", gone_is_done=True)
    async def delete_by_id(self, id: str, **options: Unpack[RequestOptions]) -> DeleteResponse:
        """Delete feedback. Items, tests and stimuli are not deleted this way.

        Args:
            id: The feedback's identifier; not blank.
            options: Options of the request.

        Raises:
            NotFoundError: There is no such feedback. A repetition after a broken attempt that finds none succeeds.
            InputValidationError: The identifier is blank.
            APIError: Any other refusal; see `timeback_core.errors`.

        Source:
            DELETE /{id}.
        """
        ...


class Feedback(QtiResource, name="feedback", title="feedback"):
    """What people say about lessons and questions."""

    __slots__ = ()

    async def create_for_lesson(
        self, body: SubmitLessonFeedbackInput | Mapping[str, Any], **options: Unpack[RequestOptions]
    ) -> LessonFeedback:
        """Store what somebody says about a lesson, and return it; see `Lesson.submit_lesson`."""
        return await Lesson(self._channel).submit_lesson(body, **options)

    async def create_for_question(
        self, body: SubmitLessonFeedbackInput | Mapping[str, Any], **options: Unpack[RequestOptions]
    ) -> LessonFeedback:
        """Store what somebody says about a question, and return it; see `Lesson.submit_question`."""
        return await Lesson(self._channel).submit_question(body, **options)

    async def list_for_lesson(self, lesson_id: str, **options: Unpack[RequestOptions]) -> list[LessonFeedback]:
        """Return what was said about a lesson and its questions; see `Lesson.get_lesson`."""
        return await Lesson(self._channel).get_lesson(lesson_id, **options)

    async def delete(self, feedback_id: str, **options: Unpack[RequestOptions]) -> DeleteResponse:
        """Delete feedback; see `General.delete_by_id`.

        Args:
            feedback_id: The feedback's identifier; not blank.
        """
        return await General(self._channel).delete_by_id(feedback_id, **options)

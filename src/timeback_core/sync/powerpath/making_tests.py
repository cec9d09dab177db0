# Written by tools/generate_sync.py from timeback_core/powerpath/making_tests.py; changes belong there.
"""Lessons that are tests, made in courses: of QTI, or to take place in a tool of somebody else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Unpack

from timeback_core.powerpath.inputs_assessments import (
    CreateExternalPlacementTestInput,
    CreateExternalTestOutInput,
    CreateInternalTestInput,
)
from timeback_core.powerpath.models_assessments import ExternalTestCreateResponse, InternalTestCreateResponse
from timeback_core.sync.endpoint import post
from timeback_core.sync.powerpath._base import PowerPathResource
from timeback_core.transport.options import RequestOptions

__all__ = ["MakingTests"]


class MakingTests(PowerPathResource):
    """The part of assessments that makes lessons."""

    __slots__ = ()

    @post("/createExternalPlacementTest", context="placement test")
    def create_external_placement_test(
        self, input: CreateExternalPlacementTestInput | Mapping[str, Any], **options: Unpack[RequestOptions]
    ) -> ExternalTestCreateResponse:
        """Make a placement test that takes place elsewhere, or change the course's one for the same grade.

        Args:
            input: ``course_id``, ``tool_provider``, ``grades``, and what else the input has.
            options: Options of the request.

        Raises:
            InputValidationError: Something is missing or wrong; nothing was sent.
            NotFoundError: There is no such course or unit.
            BadRequestError: The test is there at another tool, or nobody knows its subject.

        Source:
            POST /powerpath/createExternalPlacementTest.
        """
        ...

    @post("/createExternalTestOut", context="test-out")
    def create_external_test_out(
        self, input: CreateExternalTestOutInput | Mapping[str, Any], **options: Unpack[RequestOptions]
    ) -> ExternalTestCreateResponse:
        """Make a test-out that takes place elsewhere. Deprecated: see `LessonPlans.start_test_out`.

        Args:
            input: ``course_id``, ``tool_provider``, ``grades``, ``xp``, and what else the input has.
            options: Options of the request.

        Raises:
            InputValidationError: Something is missing or wrong; nothing was sent.
            NotFoundError: There is no such course or unit.
            BadRequestError: The course has one at another tool.

        Source:
            POST /powerpath/createExternalTestOut.
        """
        ...

    @post("/createInternalTest", context="test")
    def create_internal_test(
        self, input: CreateInternalTestInput | Mapping[str, Any], **options: Unpack[RequestOptions]
    ) -> InternalTestCreateResponse:
        """Make a lesson of a QTI test, or of several that take turns attempt by attempt.

        A course has one test-out, and one placement test a grade: another one changes it.

        Args:
            input: ``course_id``, ``lesson_type``, ``test_type``, and either ``qti`` or ``assessment_bank``.
            options: Options of the request.

        Raises:
            InputValidationError: Something is missing, wrong or contradictory; nothing was sent.
            NotFoundError: There is no such course or unit.
            BadRequestError: Nobody knows the subject of a placement test.

        Source:
            POST /powerpath/createInternalTest.
        """
        ...

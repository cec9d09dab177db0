# Written by tools/generate_sync.py from timeback_core/powerpath/placement.py; changes belong there.
"""Placement: which course a student should start with, found by tests of rising grades."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Unpack

from timeback_core.powerpath.inputs import PlacementQueryParams, PlacementResetUserPlacementInput
from timeback_core.powerpath.models_placement import (
    GetAllPlacementTestsResponse,
    GetCurrentLevelResponse,
    GetNextPlacementTestResponse,
    GetSubjectProgressResponse,
    ResetPlacementResponse,
    StudentPlacementData,
)
from timeback_core.sync.endpoint import get, post
from timeback_core.sync.powerpath._base import PowerPathResource
from timeback_core.transport.options import RequestOptions

__all__ = ["Placement"]


class Placement(PowerPathResource, name="placement", path="/placement", title="placement"):
    """Where students stand in a subject. A placement test is passed with 90 of 100."""

    __slots__ = ()

    @get("/{student_id}")
    def get_placement(self, student_id: str, **options: Unpack[RequestOptions]) -> StudentPlacementData:
        """Return a student's placement in every subject that has placement tests.

        Args:
            student_id: The student's identifier; not blank.
            options: Options of the request.

        Returns:
            A mapping by subject. Grades are numbers in it.

        Raises:
            InputValidationError: The identifier is blank.
            NotFoundError: There is no such student.

        Source:
            GET /powerpath/placement/{studentId}.
        """
        ...

    @get("/getAllPlacementTests")
    def get_all_placement_tests(
        self, params: PlacementQueryParams | Mapping[str, Any], **options: Unpack[RequestOptions]
    ) -> GetAllPlacementTestsResponse:
        """Return the placement tests of a subject, from the lowest grade up, with the student's results.

        Args:
            params: ``student`` and ``subject``.
            options: Options of the request.

        Raises:
            InputValidationError: Something is missing or wrong; nothing was sent.
            NotFoundError: There is no such student, or the subject has no placement tests.

        Source:
            GET /powerpath/placement/getAllPlacementTests.
        """
        ...

    @get("/getCurrentLevel")
    def get_current_level(
        self, params: PlacementQueryParams | Mapping[str, Any], **options: Unpack[RequestOptions]
    ) -> GetCurrentLevelResponse:
        """Return the grade at which a student stands in a subject, and whether placement is over.

        Args:
            params: ``student`` and ``subject``.
            options: Options of the request.

        Raises:
            InputValidationError: Something is missing or wrong; nothing was sent.
            NotFoundError: There is no such student, or the subject has no placement tests.

        Source:
            GET /powerpath/placement/getCurrentLevel.
        """
        ...

    @get("/getNextPlacementTest")
    def get_next_placement_test(
        self, params: PlacementQueryParams | Mapping[str, Any], **options: Unpack[RequestOptions]
    ) -> GetNextPlacementTestResponse:
        """Return the placement test that a student takes next.

        Args:
            params: ``student`` and ``subject``.
            options: Options of the request.

        Returns:
            The test; its ``lesson`` is ``None`` when placement is over.

        Raises:
            InputValidationError: Something is missing or wrong; nothing was sent.
            NotFoundError: There is no such student, or the subject has no placement tests.

        Source:
            GET /powerpath/placement/getNextPlacementTest.
        """
        ...

    @get("/getSubjectProgress")
    def get_subject_progress(
        self, params: PlacementQueryParams | Mapping[str, Any], **options: Unpack[RequestOptions]
    ) -> GetSubjectProgressResponse:
        """Return how far a student has come in each course of a subject.

        Args:
            params: ``student`` and ``subject``.
            options: Options of the request.

        Raises:
            InputValidationError: Something is missing or wrong; nothing was sent.
            NotFoundError: There is no such student, or the subject has no courses.

        Source:
            GET /powerpath/placement/getSubjectProgress.
        """
        ...

    @post("/resetUserPlacement")
    def reset_user_placement(
        self, input: PlacementResetUserPlacementInput | Mapping[str, Any], **options: Unpack[RequestOptions]
    ) -> ResetPlacementResponse:
        """Delete a student's results in the placement tests of a subject, so that placement starts over.

        It needs the scope of administrators.

        Args:
            input: ``student`` and ``subject``.
            options: Options of the request.

        Raises:
            InputValidationError: Something is missing or wrong; nothing was sent.
            NotFoundError: There is no such student.

        Source:
            POST /powerpath/placement/resetUserPlacement.
        """
        ...

# Written by tools/generate_sync.py from timeback_core/powerpath/screening.py; changes belong there.
"""Screening: tests at NWEA that tell the grade at which a student stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Unpack

from timeback_core.powerpath.inputs import ScreeningAssignTestInput, ScreeningResetSessionInput
from timeback_core.powerpath.models_screening import ScreeningResultsResponse, ScreeningSession
from timeback_core.sync.endpoint import get, post
from timeback_core.sync.powerpath._base import PowerPathResource
from timeback_core.transport.options import RequestOptions

__all__ = ["Screening"]


class Screening(PowerPathResource, name="screening", path="/screening", title="screening"):
    """Screening sessions and results. A user has one session at most."""

    __slots__ = ()
    _confidential = True

    @get("/results/{user_id}")
    def get_results(self, user_id: str, **options: Unpack[RequestOptions]) -> ScreeningResultsResponse:
        """Return a user's screening results.

        Args:
            user_id: The user's identifier; not blank.
            options: Options of the request.

        Returns:
            A mapping by subject, with ``None`` where there is no result.

        Raises:
            InputValidationError: The identifier is blank.
            NotFoundError: There is no such user.

        Source:
            GET /powerpath/screening/results/{userId}.
        """
        ...

    @get("/session/{user_id}")
    def get_session(self, user_id: str, **options: Unpack[RequestOptions]) -> ScreeningSession:
        """Return a user's screening session, with what the user needs to log in.

        Args:
            user_id: The user's identifier; not blank.
            options: Options of the request.

        Raises:
            InputValidationError: The identifier is blank.
            NotFoundError: There is no such user, or no session.

        Source:
            GET /powerpath/screening/session/{userId}.
        """
        ...

    @post("/session/reset")
    def reset_session(
        self, input: ScreeningResetSessionInput | Mapping[str, Any], **options: Unpack[RequestOptions]
    ) -> None:
        """Remove a user's screening session; having none is no error.

        Args:
            input: ``user_id``.
            options: Options of the request.

        Raises:
            InputValidationError: The identifier is missing or blank; nothing was sent.
            NotFoundError: There is no such user.

        Source:
            POST /powerpath/screening/session/reset.
        """
        ...

    @post("/tests/assign")
    def assign_test(
        self, input: ScreeningAssignTestInput | Mapping[str, Any], **options: Unpack[RequestOptions]
    ) -> ScreeningSession:
        """Give a user a screening test, in place of the one that the session may have; the session is made if need be.

        Args:
            input: ``user_id`` and ``subject``.
            options: Options of the request.

        Raises:
            InputValidationError: Something is missing or wrong; nothing was sent.
            NotFoundError: There is no such user.

        Source:
            POST /powerpath/screening/tests/assign.
        """
        ...

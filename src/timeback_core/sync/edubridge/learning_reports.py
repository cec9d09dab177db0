# Written by tools/generate_sync.py from timeback_core/edubridge/learning_reports.py; changes belong there.
"""Reports about one student."""

from __future__ import annotations

from typing import Unpack

from timeback_core.edubridge.models import MapProfile, TimeSaved
from timeback_core.sync.edubridge._base import EdubridgeResource
from timeback_core.sync.endpoint import get
from timeback_core.transport.options import RequestOptions

__all__ = ["LearningReports"]


class LearningReports(EdubridgeResource, name="learning_reports", title="learning report"):
    """MAP tests and time saved."""

    __slots__ = ()

    @get("/learning-reports/map-profile/{user_id}", key="data")
    def get_map_profile(self, user_id: str, **options: Unpack[RequestOptions]) -> list[MapProfile]:
        """Return a student's MAP tests, one entry for each season.

        Args:
            user_id: The student's identifier; not blank.
            options: Options of the request.

        Raises:
            InputValidationError: The identifier is blank.
            NotFoundError: There is no such student, or no test.

        Source:
            GET /edubridge/learning-reports/map-profile/{userId}.
        """
        ...

    @get("/time-saved/user/{user_id}", key="data")
    def get_time_saved(self, user_id: str, **options: Unpack[RequestOptions]) -> TimeSaved:
        """Return the time that a student has saved in this school year.

        Args:
            user_id: The student's identifier; not blank.
            options: Options of the request.

        Raises:
            InputValidationError: The identifier is blank.
            NotFoundError: There is no such student, or no enrolment.

        Source:
            GET /edubridge/time-saved/user/{userId}.
        """
        ...

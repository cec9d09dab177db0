# Written by tools/generate_sync.py from timeback_core/edubridge/client.py; changes belong there.
"""The client of EduBridge."""

from __future__ import annotations

from timeback_core.sync.edubridge.analytics import Analytics
from timeback_core.sync.edubridge.applications import Applications
from timeback_core.sync.edubridge.enrollments import Enrollments
from timeback_core.sync.edubridge.learning_reports import LearningReports
from timeback_core.sync.edubridge.subject_tracks import SubjectTracks
from timeback_core.sync.edubridge.users import Users
from timeback_core.sync.service import ServiceClient, attached

__all__ = ["EdubridgeClient"]


class EdubridgeClient(ServiceClient, service="edubridge"):
    """Enrolment by course, analytics, subject tracks, applications and reports, above OneRoster's data.

    It is ``client.edubridge`` of a `TimebackClient`, or stands alone with connection arguments of its own.
    """

    enrollments = attached(Enrollments)
    users = attached(Users)
    analytics = attached(Analytics)
    applications = attached(Applications)
    subject_tracks = attached(SubjectTracks)
    learning_reports = attached(LearningReports)

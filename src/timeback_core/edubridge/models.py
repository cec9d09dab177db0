"""Every record that EduBridge answers with, from one place."""

from __future__ import annotations

from typing import Any

from timeback_core.edubridge.models_analytics import (
    ActivityMetricsData,
    ActivityResponse,
    AggregatedMetrics,
    DailyActivityMap,
    EnrollmentFacts,
    EnrollmentFactsResponse,
    FactsByAppMap,
    GradeMasteryData,
    HighestGradeMastered,
    Seconds,
    SubjectMetrics,
    TimeSpentMetricsData,
    WeeklyFactRecord,
    WeeklyFacts,
    WeeklyFactsResponse,
)
from timeback_core.edubridge.models_enrollments import (
    DefaultClass,
    Enrollment,
    EnrollmentCourse,
    EnrollmentGoals,
    EnrollmentMetadata,
    EnrollmentMetrics,
    EnrollmentPeriod,
    EnrollmentPrimaryApp,
    EnrollmentSchool,
    ResetGoalsResult,
)
from timeback_core.edubridge.models_reports import (
    Application,
    ApplicationMetric,
    MapProfile,
    TimeSaved,
    TimeSavedCalculation,
)
from timeback_core.edubridge.models_tracks import (
    GUIDRef,
    GUIDRefBase,
    SubjectTrack,
    SubjectTrackCourse,
    SubjectTrackGroup,
    SubjectTrackGroupKey,
    SubjectTrackOrg,
)
from timeback_core.edubridge.models_users import (
    Demographics,
    PrimaryOrg,
    User,
    UserApp,
    UserCredential,
    UserId,
    UserPage,
    UserProfile,
    UserRole,
)
from timeback_core.model import Model

__all__ = [
    "ActivityMetricsData",
    "ActivityResponse",
    "AggregatedMetrics",
    "Application",
    "ApplicationMetric",
    "ApplicationMetrics",
    "DailyActivityMap",
    "DataResponse",
    "DefaultClass",
    "DefaultClassCourse",
    "Demographics",
    "Enrollment",
    "EnrollmentCourse",
    "EnrollmentFacts",
    "EnrollmentFactsResponse",
    "EnrollmentGoals",
    "EnrollmentMetadata",
    "EnrollmentMetrics",
    "EnrollmentPeriod",
    "EnrollmentPrimaryApp",
    "EnrollmentSchool",
    "FactsByAppMap",
    "GUIDRef",
    "GUIDRefBase",
    "GradeMasteryData",
    "HighestGradeMastered",
    "MapProfile",
    "PrimaryOrg",
    "ResetGoalsResult",
    "Seconds",
    "SubjectMetrics",
    "SubjectTrack",
    "SubjectTrackCourse",
    "SubjectTrackGroup",
    "SubjectTrackGroupKey",
    "SubjectTrackOrg",
    "TimeSaved",
    "TimeSavedCalculation",
    "TimeSpentMetricsData",
    "User",
    "UserApp",
    "UserCredential",
    "UserId",
    "UserPage",
    "UserProfile",
    "UserRole",
    "WeeklyFactRecord",
    "WeeklyFacts",
    "WeeklyFactsResponse",
]

ApplicationMetrics = ApplicationMetric
"""`ApplicationMetric` under the name that older code uses."""

DefaultClassCourse = EnrollmentCourse
"""The course of a default class."""


class DataResponse(Model, kw_only=True):
    """The envelope of many answers; methods return what is in it."""

    data: Any = None

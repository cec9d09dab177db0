"""What callers send to EduBridge, and the words that it takes: every name from one place."""

from __future__ import annotations

from timeback_core.edubridge.dates import DateInput
from timeback_core.edubridge.inputs import (
    ApplicationMetricInput,
    EnrollmentGoalsInput,
    EnrollmentMetricsInput,
    EnrollMetadataInput,
    EnrollOptions,
    GradeInput,
    SubjectTrackGroupDeleteInput,
    SubjectTrackGroupInput,
    SubjectTrackGroupUpdateInput,
    SubjectTrackInput,
    SubjectTrackUpsertInput,
)
from timeback_core.edubridge.models import DefaultClassCourse, GUIDRefBase, SubjectTrackCourse, SubjectTrackOrg
from timeback_core.edubridge.vocabulary import (
    AnalyticsSubject,
    DemographicsFlag,
    DemographicsSex,
    EnrollmentRole,
    FactEventType,
    Grade,
    GroupStrategy,
    MetricName,
    MetricSource,
    OrderBy,
    OrgType,
    Role,
    Status,
    Subject,
)

__all__ = [
    "AnalyticsSubject",
    "ApplicationMetricInput",
    "DateInput",
    "DefaultClassCourse",
    "DemographicsFlag",
    "DemographicsSex",
    "EnrollMetadataInput",
    "EnrollOptions",
    "EnrollmentGoalsInput",
    "EnrollmentMetricsInput",
    "EnrollmentRole",
    "FactEventType",
    "GUIDRefBase",
    "Grade",
    "GradeInput",
    "GroupStrategy",
    "MetricName",
    "MetricSource",
    "OrderBy",
    "OrgType",
    "Role",
    "Status",
    "Subject",
    "SubjectTrackCourse",
    "SubjectTrackGroupDeleteInput",
    "SubjectTrackGroupInput",
    "SubjectTrackGroupUpdateInput",
    "SubjectTrackInput",
    "SubjectTrackOrg",
    "SubjectTrackUpsertInput",
]

"""Records of Caliper: every model from one place."""

from __future__ import annotations

from timeback_core.caliper.models_answers import (
    EndpointConfig,
    EventResult,
    JobReturnValue,
    JobStatus,
    ListEventsResult,
    Pagination,
    StoredEvent,
    ValidationResult,
)
from timeback_core.caliper.models_events import (
    ActivityCompletedEvent,
    AssessmentItemEvent,
    CaliperEntity,
    CaliperEnvelope,
    CaliperEvent,
    QuestionGradeEvent,
    TimebackEvent,
    TimeSpentEvent,
)
from timeback_core.caliper.models_values import (
    TimebackActivity,
    TimebackActivityContext,
    TimebackActivityMetric,
    TimebackActivityMetricsCollection,
    TimebackApp,
    TimebackCourse,
    TimebackTimeSpentMetricsCollection,
    TimebackUser,
    TimeSpentMetric,
)
from timeback_core.caliper.send_result import SendEventsResult

__all__ = [
    "ActivityCompletedEvent",
    "AssessmentItemEvent",
    "CaliperEntity",
    "CaliperEnvelope",
    "CaliperEvent",
    "EndpointConfig",
    "EventResult",
    "JobReturnValue",
    "JobStatus",
    "ListEventsResult",
    "Pagination",
    "QuestionGradeEvent",
    "SendEventsResult",
    "StoredEvent",
    "TimeSpentEvent",
    "TimeSpentMetric",
    "TimebackActivity",
    "TimebackActivityContext",
    "TimebackActivityMetric",
    "TimebackActivityMetricsCollection",
    "TimebackApp",
    "TimebackCourse",
    "TimebackEvent",
    "TimebackTimeSpentMetricsCollection",
    "TimebackUser",
    "ValidationResult",
]

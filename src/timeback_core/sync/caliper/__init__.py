# Written by tools/generate_sync.py from timeback_core/caliper.py; changes belong there.
"""Caliper 1.2: learning events.

The client is `CaliperClient`. Events are made by the ``create_…`` functions from the inputs that are here too.
"""

from __future__ import annotations

from timeback_core._light import looked_up_late
from timeback_core.caliper.constants import CALIPER_DATA_VERSION, QUESTION_RESULT_SCORE_TYPE
from timeback_core.caliper.envelopes import create_envelope
from timeback_core.caliper.factories import (
    create_activity_event,
    create_event,
    create_question_answered_event,
    create_question_graded_event,
    create_question_seen_event,
    create_question_skipped_event,
    create_time_spent_event,
)
from timeback_core.caliper.learnwith import transform_envelope, transform_event
from timeback_core.caliper.models import (
    ActivityCompletedEvent,
    AssessmentItemEvent,
    CaliperEntity,
    CaliperEnvelope,
    CaliperEvent,
    EndpointConfig,
    EventResult,
    JobReturnValue,
    JobStatus,
    Pagination,
    QuestionGradeEvent,
    StoredEvent,
    TimebackActivity,
    TimebackActivityContext,
    TimebackActivityMetric,
    TimebackActivityMetricsCollection,
    TimebackApp,
    TimebackCourse,
    TimebackEvent,
    TimebackTimeSpentMetricsCollection,
    TimebackUser,
    TimeSpentEvent,
    TimeSpentMetric,
    ValidationResult,
)
from timeback_core.caliper.types import (
    ActivityCompletedInput,
    ActivityMetricType,
    CaliperAction,
    CaliperEventType,
    CaliperProfile,
    Entity,
    EntityInput,
    EventLike,
    QuestionAnsweredInput,
    QuestionGradedInput,
    QuestionObjectInput,
    QuestionSeenInput,
    ResponseGeneratedInput,
    ScoreGeneratedInput,
    TimebackSubject,
    TimebackUserRole,
    TimeSpentInput,
    TimeSpentMetricType,
)
from timeback_core.errors import (
    APIError,
    AuthenticationError,
    ForbiddenError,
    InputValidationError,
    JobFailedError,
    NotFoundError,
    RateLimitError,
    ServerError,
    TimebackError,
    UnsupportedOperationError,
    ValidationError,
    ValidationIssue,
    create_input_validation_error,
)
from timeback_core.sync.caliper.client import CaliperClient
from timeback_core.sync.caliper.models_answers import ListEventsResult
from timeback_core.sync.caliper.send_result import SendEventsResult
from timeback_core.sync.pages import PageResult, Paginator

TYPE_CHECKING = False
if TYPE_CHECKING:
    from timeback_core import __version__
    from timeback_core.caliper.sensor_core import SensorStatistics
    from timeback_core.caliper.sensor_errors import SensorFlushError, SensorFullError, SensorSpoolError
    from timeback_core.caliper.sensor_queue import QueuedEvent
    from timeback_core.caliper.spool import DeadLetter
    from timeback_core.sync.caliper.sensor import CaliperSensor
    from timeback_core.sync.caliper.sensor_options import SensorOptions

CaliperError = TimebackError

__all__ = [
    "CALIPER_DATA_VERSION",
    "QUESTION_RESULT_SCORE_TYPE",
    "APIError",
    "ActivityCompletedEvent",
    "ActivityCompletedInput",
    "ActivityMetricType",
    "AssessmentItemEvent",
    "AuthenticationError",
    "CaliperAction",
    "CaliperClient",
    "CaliperEntity",
    "CaliperEnvelope",
    "CaliperError",
    "CaliperEvent",
    "CaliperEventType",
    "CaliperProfile",
    "CaliperSensor",
    "DeadLetter",
    "EndpointConfig",
    "Entity",
    "EntityInput",
    "EventLike",
    "EventResult",
    "ForbiddenError",
    "InputValidationError",
    "JobFailedError",
    "JobReturnValue",
    "JobStatus",
    "ListEventsResult",
    "NotFoundError",
    "PageResult",
    "Pagination",
    "Paginator",
    "QuestionAnsweredInput",
    "QuestionGradeEvent",
    "QuestionGradedInput",
    "QuestionObjectInput",
    "QuestionSeenInput",
    "QueuedEvent",
    "RateLimitError",
    "ResponseGeneratedInput",
    "ScoreGeneratedInput",
    "SendEventsResult",
    "SensorFlushError",
    "SensorFullError",
    "SensorOptions",
    "SensorSpoolError",
    "SensorStatistics",
    "ServerError",
    "StoredEvent",
    "TimeSpentEvent",
    "TimeSpentInput",
    "TimeSpentMetric",
    "TimeSpentMetricType",
    "TimebackActivity",
    "TimebackActivityContext",
    "TimebackActivityMetric",
    "TimebackActivityMetricsCollection",
    "TimebackApp",
    "TimebackCourse",
    "TimebackError",
    "TimebackEvent",
    "TimebackSubject",
    "TimebackTimeSpentMetricsCollection",
    "TimebackUser",
    "TimebackUserRole",
    "UnsupportedOperationError",
    "ValidationError",
    "ValidationIssue",
    "ValidationResult",
    "__version__",
    "create_activity_event",
    "create_envelope",
    "create_event",
    "create_input_validation_error",
    "create_question_answered_event",
    "create_question_graded_event",
    "create_question_seen_event",
    "create_question_skipped_event",
    "create_time_spent_event",
    "transform_envelope",
    "transform_event",
]

_SENSOR = {
    "CaliperSensor": "timeback_core.sync.caliper.sensor",
    "DeadLetter": "timeback_core.caliper.spool",
    "QueuedEvent": "timeback_core.caliper.sensor_queue",
    "SensorFlushError": "timeback_core.caliper.sensor_errors",
    "SensorFullError": "timeback_core.caliper.sensor_errors",
    "SensorOptions": "timeback_core.sync.caliper.sensor_options",
    "SensorSpoolError": "timeback_core.caliper.sensor_errors",
    "SensorStatistics": "timeback_core.caliper.sensor_core",
}

__getattr__ = looked_up_late(__name__, _SENSOR)

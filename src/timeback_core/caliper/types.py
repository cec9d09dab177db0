"""What callers send, and the words that Caliper takes: every name from one place."""

from __future__ import annotations

from timeback_core.caliper.inputs import (
    ActivityCompletedInput,
    EventInput,
    QuestionAnsweredInput,
    QuestionGradedInput,
    QuestionObjectInput,
    QuestionSeenInput,
    ResponseGeneratedInput,
    ScoreGeneratedInput,
    TimeSpentInput,
)
from timeback_core.caliper.models_base import Entity, EntityInput
from timeback_core.caliper.outgoing import EventLike
from timeback_core.caliper.vocabulary import (
    ActivityMetricType,
    CaliperAction,
    CaliperEventType,
    CaliperProfile,
    TimebackSubject,
    TimebackUserRole,
    TimeSpentMetricType,
)
from timeback_core.types import BaseUrlConfig, EnvConfig, Environment, TimebackClientConfig

CaliperClientConfig = TimebackClientConfig
EnvAuth = EnvConfig
ExplicitAuth = BaseUrlConfig

__all__ = [
    "ActivityCompletedInput",
    "ActivityMetricType",
    "CaliperAction",
    "CaliperClientConfig",
    "CaliperEventType",
    "CaliperProfile",
    "Entity",
    "EntityInput",
    "EnvAuth",
    "Environment",
    "EventInput",
    "EventLike",
    "ExplicitAuth",
    "QuestionAnsweredInput",
    "QuestionGradedInput",
    "QuestionObjectInput",
    "QuestionSeenInput",
    "ResponseGeneratedInput",
    "ScoreGeneratedInput",
    "TimeSpentInput",
    "TimeSpentMetricType",
    "TimebackSubject",
    "TimebackUserRole",
]

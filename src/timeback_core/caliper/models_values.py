"""What the events of the Timeback profile are made of: users, activities and metrics."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from timeback_core.caliper.models_base import CaliperValue, Extensions, const, new_urn
from timeback_core.caliper.moments import Moment
from timeback_core.caliper.vocabulary import (
    ActivityMetricType,
    TimebackSubject,
    TimebackUserRole,
    TimeSpentMetricType,
)
from timeback_core.inputs import Text

__all__ = [
    "TimeSpentMetric",
    "TimebackActivity",
    "TimebackActivityContext",
    "TimebackActivityMetric",
    "TimebackActivityMetricsCollection",
    "TimebackApp",
    "TimebackCourse",
    "TimebackTimeSpentMetricsCollection",
    "TimebackUser",
]

Attempt = Annotated[int, msgspec.Meta(ge=1)]


class TimebackUser(CaliperValue, kw_only=True):
    """Who did something.

    Attributes:
        id: URL of the OneRoster user, or a URL of the application.
        email: The address by which analytics find the student.
        name: The full name.
        role: What the user is in the application.
        extensions: Keys of the sender's own.
        type: Always ``TimebackUser``.
    """

    id: Text
    email: Text
    name: Text | None = None
    role: TimebackUserRole | None = None
    extensions: Extensions | None = None
    type: Literal["TimebackUser"] = const("TimebackUser")


class _Named(CaliperValue, kw_only=True):
    """Something with a name and perhaps a URL.

    Attributes:
        name: What it is called.
        id: Its URL.
        extensions: Keys of the sender's own.
    """

    name: Text
    id: Text | None = None
    extensions: Extensions | None = None


class TimebackApp(_Named, kw_only=True):
    """The application in which an activity takes place."""


class TimebackCourse(_Named, kw_only=True):
    """The course of an activity; the URL of the OneRoster course as `id` lets results be stored for it."""


class TimebackActivity(_Named, kw_only=True):
    """The lesson or exercise itself."""


class TimebackActivityContext(CaliperValue, kw_only=True):
    """What was worked on.

    Attributes:
        id: A stable URL of the activity: of the OneRoster component resource, or of the application.
        subject: What it teaches.
        app: The application.
        course: The course.
        activity: The lesson or exercise.
        process: Whether the platform writes an assessment result of it to OneRoster; false unless given.
        extensions: Keys of the sender's own.
        type: Always ``TimebackActivityContext``.
    """

    id: Text
    subject: TimebackSubject
    app: TimebackApp
    course: TimebackCourse | None = None
    activity: TimebackActivity | None = None
    process: bool | None = None
    extensions: Extensions | None = None
    type: Literal["TimebackActivityContext"] = const("TimebackActivityContext")


class TimebackActivityMetric(CaliperValue, kw_only=True):
    """One figure of a completed activity.

    Attributes:
        type: What is counted.
        value: How much; a negative one takes back what an earlier event gave.
        extensions: Keys of the sender's own.
    """

    type: ActivityMetricType
    value: float | int
    extensions: Extensions | None = None


class TimeSpentMetric(CaliperValue, kw_only=True):
    """How long something was done.

    Attributes:
        type: What the time was spent on.
        value: Seconds.
        sub_type: More precisely, such as the reason for a waste of time.
        start_date: When it began.
        end_date: When it ended.
        extensions: Keys of the sender's own.
    """

    type: TimeSpentMetricType
    value: float | int
    sub_type: Text | None = None
    start_date: Moment | None = None
    end_date: Moment | None = None
    extensions: Extensions | None = None


class TimebackActivityMetricsCollection(CaliperValue, kw_only=True):
    """The figures of a completed activity.

    Attributes:
        items: The figures.
        attempt: The how-manieth attempt it was, from 1; the platform takes 1 unless given, and an attempt that is
            sent again overwrites its result.
        extensions: Keys of the sender's own, such as ``pctCompleteApp``.
        id: ``urn:uuid:`` and a UUID; made unless given.
        type: Always ``TimebackActivityMetricsCollection``.
    """

    items: list[TimebackActivityMetric]
    attempt: Attempt | None = None
    extensions: Extensions | None = None
    id: Text = msgspec.field(default_factory=new_urn)
    type: Literal["TimebackActivityMetricsCollection"] = const("TimebackActivityMetricsCollection")


class TimebackTimeSpentMetricsCollection(CaliperValue, kw_only=True):
    """The times spent on an activity.

    Attributes:
        items: The times.
        extensions: Keys of the sender's own.
        id: ``urn:uuid:`` and a UUID; made unless given.
        type: Always ``TimebackTimeSpentMetricsCollection``.
    """

    items: list[TimeSpentMetric]
    extensions: Extensions | None = None
    id: Text = msgspec.field(default_factory=new_urn)
    type: Literal["TimebackTimeSpentMetricsCollection"] = const("TimebackTimeSpentMetricsCollection")

"""The body of the endpoints that enrol a user in a class."""

from __future__ import annotations

from msgspec import UNSET, UnsetType

from timeback_core.inputs import Input
from timeback_core.oneroster.inputs_common import Metadata, RefInput
from timeback_core.wire import DayInput, FlagInput

__all__ = ["ClassEnrollmentInput"]


class ClassEnrollmentInput(Input, kw_only=True):
    """Who is to be enrolled in a class; the endpoint says as what, and in which class."""

    user: RefInput
    primary: FlagInput | UnsetType = UNSET
    """For teachers: whether this one is the main teacher of the class."""
    begin_date: DayInput | UnsetType = UNSET
    """First day of the enrolment."""
    end_date: DayInput | UnsetType = UNSET
    """End of the enrolment; that day no longer belongs to it."""
    metadata: Metadata | UnsetType = UNSET

# Written by tools/generate_sync.py from timeback_core/oneroster/enrollments.py; changes belong there.
"""Enrolments and demographics."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Unpack

from timeback_core.oneroster.models import Demographics, Enrollment
from timeback_core.oneroster.types import DemographicsCreateInput, EnrollmentCreateInput, EnrollmentPatchInput
from timeback_core.sync.oneroster._base import Rostering
from timeback_core.sync.scoped import Scope
from timeback_core.sync.writable import Collection, Patchable
from timeback_core.transport.options import RequestOptions

__all__ = ["DemographicsCollection", "DemographicsScope", "EnrollmentScope", "Enrollments"]


class EnrollmentScope(
    Rostering,
    Scope[Enrollment, EnrollmentCreateInput],
    name="enrollments",
    path="/enrollments/{sourced_id}",
    singular="enrollment",
):
    """One enrolment."""

    __slots__ = ()

    def patch(
        self, data: EnrollmentPatchInput | Mapping[str, Any], **options: Unpack[RequestOptions]
    ) -> Enrollment | None:
        """Change some fields of the enrolment; see `Patchable.patch`."""
        return Enrollments(self._channel).patch(self.sourced_id, data, **options)


class Enrollments(
    Rostering,
    Patchable[Enrollment, EnrollmentCreateInput],
    Collection[Enrollment, EnrollmentCreateInput],
    name="enrollments",
    path="/enrollments",
    plural="enrollments",
    singular="enrollment",
):
    """Who attends or teaches which class."""

    __slots__ = ()
    _scopes = (EnrollmentScope,)
    _patch_input = EnrollmentPatchInput

    def __call__(self, sourced_id: str) -> EnrollmentScope:
        """Return one enrolment's scope; nothing is fetched yet."""
        return EnrollmentScope(self, sourced_id)


class DemographicsScope(
    Rostering,
    Scope[Demographics, DemographicsCreateInput],
    name="demographics",
    path="/demographics/{sourced_id}",
    singular="demographics",
):
    """One user's demographics."""

    __slots__ = ()


class DemographicsCollection(
    Rostering,
    Collection[Demographics, DemographicsCreateInput],
    name="demographics",
    path="/demographics",
    plural="demographics",
    singular="demographics",
):
    """Demographics; a record's identifier is its user's."""

    __slots__ = ()
    _scopes = (DemographicsScope,)

    def __call__(self, sourced_id: str) -> DemographicsScope:
        """Return the scope of one user's demographics; nothing is fetched yet."""
        return DemographicsScope(self, sourced_id)

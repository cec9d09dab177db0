# Written by tools/generate_sync.py from timeback_core/oneroster/sessions.py; changes belong there.
"""Academic sessions, and the terms and grading periods among them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Unpack

from timeback_core.created import CreateResponse
from timeback_core.inputs import Input
from timeback_core.oneroster.models import AcademicSession, Class
from timeback_core.oneroster.types import AcademicSessionCreateInput, GradingPeriodCreateInput, TermCreateInput
from timeback_core.sync.collection import ReadableCollection
from timeback_core.sync.endpoint import post
from timeback_core.sync.oneroster._base import Rostering
from timeback_core.sync.scoped import ReadableScope, Scope, below
from timeback_core.sync.writable import Collection
from timeback_core.transport.options import RequestOptions
from timeback_core.wire import is_mapping

__all__ = ["AcademicSessionScope", "AcademicSessions", "GradingPeriod", "GradingPeriods", "Term", "Terms"]


class AcademicSessionScope(
    Rostering,
    Scope[AcademicSession, AcademicSessionCreateInput],
    name="academic_sessions",
    path="/academicSessions/{sourced_id}",
    singular="academicSession",
):
    """One academic session."""

    __slots__ = ()


class AcademicSessions(
    Rostering,
    Collection[AcademicSession, AcademicSessionCreateInput],
    name="academic_sessions",
    path="/academicSessions",
    plural="academicSessions",
    singular="academicSession",
    title="academic session",
):
    """All academic sessions: school years, semesters, terms, grading periods."""

    __slots__ = ()
    _scopes = (AcademicSessionScope,)

    def __call__(self, sourced_id: str) -> AcademicSessionScope:
        """Return one session's scope; nothing is fetched yet."""
        return AcademicSessionScope(self, sourced_id)


class _TermSessions(
    Rostering,
    Collection[AcademicSession, TermCreateInput],
    name="academic_sessions",
    path="/academicSessions",
    plural="academicSessions",
    singular="academicSession",
    title="term",
):
    """The academic sessions as terms write to them."""

    __slots__ = ()


class Term(
    Rostering,
    ReadableScope[AcademicSession],
    name="terms",
    path="/terms/{sourced_id}",
    singular="term",
):
    """One term, and what belongs to it."""

    __slots__ = ()

    classes = below(Class, "/classes", plural="classes", doc="The classes of the term.")
    stream_classes = classes.streamed()
    grading_periods = below(
        AcademicSession, "/gradingPeriods", plural="gradingPeriods", doc="The grading periods of the term."
    )
    stream_grading_periods = grading_periods.streamed()

    @post(
        "/gradingPeriods",
        wrap="academicSession",
        context="grading period",
        prepare=lambda term, data: term._as_grading_period(data),
    )
    def create_grading_period(
        self, data: GradingPeriodCreateInput | Mapping[str, Any], **options: Unpack[RequestOptions]
    ) -> CreateResponse:
        """Create a grading period of the term; ``type`` is filled in, and ``parent`` in a mapping.

        Args:
            data: The session.
            options: Options of the request.

        Returns:
            The identifiers, also where the server answers with the session itself.

        Raises:
            InputValidationError: The data is incomplete or wrong.
            NotFoundError: There is no such term.

        Source:
            POST /terms/{termSourcedId}/gradingPeriods.
        """
        ...

    def _as_grading_period(self, data: object) -> object:
        if not is_mapping(data):
            return data
        return {"parent": {"sourcedId": self.sourced_id}, **data}


class Terms(
    Rostering,
    ReadableCollection[AcademicSession],
    name="terms",
    path="/terms",
    plural="terms",
    singular="term",
):
    """The academic sessions of type ``term``. The API only reads them here; writes go to the sessions."""

    __slots__ = ()
    _scopes = (Term,)

    def __call__(self, sourced_id: str) -> Term:
        """Return one term's scope; nothing is fetched yet."""
        return Term(self, sourced_id)

    def create(self, data: TermCreateInput | Mapping[str, Any], **options: Unpack[RequestOptions]) -> CreateResponse:
        """Create a term as an academic session, ``type`` filled in; see `Collection.create`."""
        return self._sessions().create(data, **options)

    def update(
        self,
        sourced_id: str,
        data: Input | AcademicSession | Mapping[str, Any],
        *,
        replace: bool = False,
        **options: Unpack[RequestOptions],
    ) -> AcademicSession | None:
        """Change a term; see `Collection.update`."""
        return self._sessions().update(sourced_id, data, replace=replace, **options)

    def upsert(
        self, sourced_id: str, data: Input | AcademicSession | Mapping[str, Any], **options: Unpack[RequestOptions]
    ) -> AcademicSession | None:
        """Replace or create a term; see `Collection.upsert`."""
        return self._sessions().upsert(sourced_id, data, **options)

    def delete(self, sourced_id: str, **options: Unpack[RequestOptions]) -> None:
        """Delete a term; see `Collection.delete`."""
        self._sessions().delete(sourced_id, **options)

    def _sessions(self) -> _TermSessions:
        return _TermSessions(self._channel)


class GradingPeriod(
    Rostering,
    Scope[AcademicSession, GradingPeriodCreateInput],
    name="grading_periods",
    path="/gradingPeriods/{sourced_id}",
    singular="gradingPeriod",
):
    """One grading period."""

    __slots__ = ()


class GradingPeriods(
    Rostering,
    Collection[AcademicSession, GradingPeriodCreateInput],
    name="grading_periods",
    path="/gradingPeriods",
    plural="gradingPeriods",
    singular="gradingPeriod",
    write_key="academicSession",
    title="grading period",
):
    """The academic sessions of type ``gradingPeriod``; ``type`` is filled in."""

    __slots__ = ()
    _scopes = (GradingPeriod,)

    def __call__(self, sourced_id: str) -> GradingPeriod:
        """Return one grading period's scope; nothing is fetched yet."""
        return GradingPeriod(self, sourced_id)

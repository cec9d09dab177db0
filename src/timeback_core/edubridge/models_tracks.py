"""Records of the subject track calls."""

from __future__ import annotations

from typing import Any

from timeback_core.edubridge.models_base import Moment, Tolerant
from timeback_core.model import Model

__all__ = [
    "GUIDRef",
    "GUIDRefBase",
    "SubjectTrack",
    "SubjectTrackCourse",
    "SubjectTrackGroup",
    "SubjectTrackGroupKey",
    "SubjectTrackOrg",
]


class GUIDRefBase(Model, kw_only=True, gc=False):
    """A reference to another record by its identifier."""

    sourced_id: str | None = None
    """Identifier of the record referred to."""


class GUIDRef(GUIDRefBase, kw_only=True, gc=False):
    """A reference that also says where the record is and what it is."""

    href: str | None = None
    """Address of the record referred to."""
    type: str | None = None
    """Kind of the record referred to, such as ``org``."""
    name: str | None = None
    """Name of the record referred to, where the server adds it."""


class SubjectTrackCourse(Model, kw_only=True):
    """The course to which a subject track leads."""

    sourced_id: str
    title: str
    status: str | None = None
    date_last_modified: Moment | None = None
    metadata: dict[str, Any] | None = None
    course_code: str | None = None
    grades: list[str] | None = None
    subjects: list[str] | None = None
    subject_codes: list[str] | None = None
    level: str | None = None
    org: GUIDRefBase | None = None
    """The organisation that offers the course."""


class SubjectTrackOrg(Tolerant, kw_only=True):
    """The organisation for which a subject track holds."""

    sourced_id: str
    name: str | None = None
    type: str | None = None
    """``school``, ``district``, … : a word of `timeback_core.edubridge.types.OrgType`."""
    identifier: str | None = None
    status: str | None = None
    date_last_modified: Moment | None = None
    metadata: dict[str, Any] | None = None
    parent: GUIDRef | None = None
    children: list[GUIDRef] = []  # noqa: RUF012  # msgspec gives each record its own


class SubjectTrack(Model, kw_only=True):
    """The course to which students of a grade go in a subject."""

    id: str
    grade: str
    subject: str
    course: SubjectTrackCourse
    org: SubjectTrackOrg | None = None
    """The organisation; ``None`` for a global track, which holds where an organisation has none of its own."""


class SubjectTrackGroupKey(Model, kw_only=True):
    """What the tracks of a group have in common; groups have no other identifier."""

    subject: str
    grade: str
    course_id: str
    is_global: bool
    """Whether it is the group of the one global track."""


class SubjectTrackGroup(Tolerant, kw_only=True):
    """The tracks that lead students of a grade to the same course in a subject."""

    key: SubjectTrackGroupKey
    tracks: list[SubjectTrack] = []  # noqa: RUF012  # msgspec gives each record its own
    """One for each organisation; exactly one in a global group."""

# Written by tools/generate_sync.py from timeback_core/edubridge/subject_tracks.py; changes belong there.
"""Subject tracks: to which course students of a grade go in a subject."""

from __future__ import annotations

import builtins
from collections.abc import Mapping, Sequence
from typing import Any, Unpack

from timeback_core.edubridge.inputs import (
    GradeInput,
    SubjectTrackGroupDeleteInput,
    SubjectTrackGroupInput,
    SubjectTrackGroupUpdateInput,
    SubjectTrackUpsertInput,
)
from timeback_core.edubridge.models import SubjectTrack, SubjectTrackGroup
from timeback_core.edubridge.vocabulary import GroupStrategy, Subject
from timeback_core.sync import endpoint
from timeback_core.sync.edubridge._base import EdubridgeResource
from timeback_core.transport.options import RequestOptions

__all__ = ["SubjectTracks"]


class SubjectTracks(EdubridgeResource, name="subject_tracks", path="/subject-track", title="subject track"):
    """Tracks, one by one or in groups. An organisation's own track wins over the global one."""

    __slots__ = ()

    @endpoint.get("/", key="subjectTrack")
    def list(self, **options: Unpack[RequestOptions]) -> builtins.list[SubjectTrack]:
        """Return all subject tracks, of organisations and global ones.

        Args:
            options: Options of the request.

        Source:
            GET /edubridge/subject-track/.
        """
        ...

    @endpoint.put("/", key="subjectTrack", wrap=None, body=SubjectTrackUpsertInput)
    def upsert(
        self,
        data: SubjectTrackUpsertInput | Mapping[str, Any] | None = None,
        *,
        subject: Subject | None = None,
        grade: GradeInput | None = None,
        course_id: str | None = None,
        org_sourced_id: str | None = None,
        **options: Unpack[RequestOptions],
    ) -> SubjectTrack:
        """Set the course for a subject and a grade, in place of the one that is set.

        Args:
            data: The following together, as an input or a mapping.
            subject: The subject, as for courses.
            grade: -1 (before kindergarten) to 13.
            course_id: The course.
            org_sourced_id: The organisation for which it holds; everywhere unless given.
            options: Options of the request.

        Raises:
            InputValidationError: Something is missing or wrong; nothing was sent.
            NotFoundError: The course or the organisation does not exist.

        Source:
            PUT /edubridge/subject-track/.
        """
        ...

    @endpoint.delete("/{id}")
    def delete(self, id: str, **options: Unpack[RequestOptions]) -> None:
        """Delete a subject track.

        Args:
            id: The track's identifier; not blank.
            options: Options of the request.

        Raises:
            InputValidationError: The identifier is blank.
            NotFoundError: There is no such track.

        Source:
            DELETE /edubridge/subject-track/{id}.
        """
        ...

    @endpoint.get("/groups", key="groups")
    def list_groups(self, **options: Unpack[RequestOptions]) -> builtins.list[SubjectTrackGroup]:
        """Return the subject tracks in groups of the same subject, grade and course.

        Args:
            options: Options of the request.

        Source:
            GET /edubridge/subject-track/groups.
        """
        ...

    @endpoint.post("/groups", wrap=None, body=SubjectTrackGroupInput, context="subject track group")
    def create_group(
        self,
        *,
        subject: Subject,
        grade: GradeInput,
        course_id: str,
        org_sourced_ids: Sequence[str] = (),
        **options: Unpack[RequestOptions],
    ) -> None:
        """Set the course for a subject and a grade at several organisations.

        Args:
            subject: The subject, as for courses.
            grade: -1 (before kindergarten) to 13.
            course_id: The course.
            org_sourced_ids: The organisations; without any, one global track is set.
            options: Options of the request.

        Raises:
            InputValidationError: Something is missing or wrong; nothing was sent.
            NotFoundError: The course or an organisation does not exist.

        Source:
            POST /edubridge/subject-track/groups.
        """
        ...

    @endpoint.put("/groups", wrap=None, body=SubjectTrackGroupUpdateInput, context="subject track group")
    def update_group(
        self,
        *,
        subject: Subject,
        grade: GradeInput,
        current_course_id: str,
        course_id: str,
        is_global: bool,
        org_sourced_ids: Sequence[str] = (),
        strategy: GroupStrategy = "replace",
        **options: Unpack[RequestOptions],
    ) -> None:
        """Put other tracks in the place of a group's.

        Args:
            subject: The group's subject.
            grade: The group's grade.
            current_course_id: The course to which the group leads now.
            course_id: The course to which it shall lead.
            is_global: Whether it is a global group now.
            org_sourced_ids: The organisations for which it shall hold; without any it becomes global.
            strategy: ``replace`` takes tracks over that another group holds; ``fail`` changes nothing then.
            options: Options of the request.

        Raises:
            InputValidationError: Something is missing or wrong; nothing was sent.
            NotFoundError: There is no such group, course or organisation.
            ConflictError: Another group holds one of the tracks, and the strategy is ``fail``.

        Source:
            PUT /edubridge/subject-track/groups.
        """
        ...

    @endpoint.delete("/groups", wrap=None, body=SubjectTrackGroupDeleteInput, context="subject track group")
    def delete_group(
        self,
        *,
        subject: Subject,
        grade: GradeInput,
        course_id: str,
        is_global: bool,
        **options: Unpack[RequestOptions],
    ) -> None:
        """Delete all tracks of a group.

        The request is a DELETE with a body, which some proxies drop.

        Args:
            subject: The group's subject.
            grade: The group's grade.
            course_id: The course to which the group leads.
            is_global: Whether it is the global group.
            options: Options of the request.

        Raises:
            InputValidationError: Something is missing or wrong; nothing was sent.
            NotFoundError: There is no such group.

        Source:
            DELETE /edubridge/subject-track/groups.
        """
        ...

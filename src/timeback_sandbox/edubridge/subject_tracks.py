"""Subject tracks: which course is taken in a subject and a grade, in one organisation or everywhere."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, Integer, cast, delete, insert, nulls_first, select

from timeback_sandbox.edubridge.problems import conflict, missing, not_found
from timeback_sandbox.edubridge.roster import load_many
from timeback_sandbox.edubridge.tables import SUBJECT_TRACKS
from timeback_sandbox.oneroster.enrich import Bases, fill
from timeback_sandbox.oneroster.fields import KindName
from timeback_sandbox.oneroster.kinds import KINDS
from timeback_sandbox.oneroster.storage import existing_ids
from timeback_sandbox.oneroster.tables import TABLES
from timeback_sandbox.statements import ConnectionReader

__all__ = [
    "Group",
    "Track",
    "all_tracks",
    "change_group",
    "create_group",
    "groups",
    "put_track",
    "remove_group",
    "remove_track",
    "show",
    "track_id",
]

_TRACKS = SUBJECT_TRACKS.c


class Track(NamedTuple):
    """One track; it is for every organisation when it names none."""

    subject: str
    grade: str
    course: str
    org: str | None


class Group(NamedTuple):
    """What the tracks of a group have in common."""

    subject: str
    grade: str
    course: str
    is_global: bool


def track_id(track: Track) -> str:
    """The id of a track, the same whatever its course is."""
    key = msgspec.json.encode([track.org, track.subject, track.grade]).decode()
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"urn:timeback:subject-track:{key}"))


# ---------------------------------------------------------------- reading


def all_tracks(connection: Connection) -> list[Track]:
    """Every track by subject, grade and organisation, those without an organisation first."""
    query = select(_TRACKS.subject, _TRACKS.grade, _TRACKS.course, _TRACKS.org).order_by(
        _TRACKS.subject, cast(_TRACKS.grade, Integer), nulls_first(_TRACKS.org.asc())
    )
    return [Track(*row) for row in connection.execute(query)]


def groups(tracks: Iterable[Track]) -> dict[Group, list[Track]]:
    """Tracks that have subject, grade, course and reach in common, in the order of the tracks."""
    found: dict[Group, list[Track]] = {}
    for track in tracks:
        found.setdefault(Group(track.subject, track.grade, track.course, track.org is None), []).append(track)
    return found


def show(connection: Connection, tracks: Sequence[Track], bases: Bases) -> list[dict[str, Any]]:
    """The read forms of tracks, with their courses and organisations; those of unknown courses are left out."""
    courses = _courses(connection, (track.course for track in tracks))
    orgs = _orgs(connection, (track.org for track in tracks if track.org is not None), bases)
    return [
        {
            "id": track_id(track),
            "grade": track.grade,
            "subject": track.subject,
            "course": courses[track.course],
            "org": None if track.org is None else orgs.get(track.org),
        }
        for track in tracks
        if track.course in courses
    ]


def _courses(connection: Connection, ids: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Courses as tracks show them."""
    wanted = list(dict.fromkeys(ids))
    modified = _column(connection, "courses", wanted)
    return {
        sourced_id: {
            "sourcedId": sourced_id,
            "status": course["status"],
            "title": course["title"],
            "dateLastModified": modified[sourced_id],
            **{
                name: course.get(name)
                for name in ("metadata", "courseCode", "grades", "subjects", "subjectCodes", "level")
            },
            "org": {"sourcedId": course["org"]},
        }
        for sourced_id, course in load_many(connection, "courses", wanted).items()
    }


def _column(connection: Connection, kind: KindName, ids: list[str]) -> dict[str, str]:
    """When records were last changed."""
    table = TABLES[kind].c
    query = select(table.sourced_id, table.date_last_modified).where(table.sourced_id.in_(ids))
    return {row.sourced_id: row.date_last_modified for row in connection.execute(query)}


def _orgs(connection: Connection, ids: Iterable[str], bases: Bases) -> dict[str, dict[str, Any]]:
    """Organisations as OneRoster shows them, what may be null being there."""
    table = TABLES["orgs"].c
    query = select(table.sourced_id, table.document).where(table.sourced_id.in_(list(dict.fromkeys(ids))))
    reader = ConnectionReader(connection)
    return {
        sourced_id: {"metadata": None, "parent": None, **msgspec.json.decode(fill(document, bases, reader))}
        for sourced_id, document in connection.execute(query).all()
    }


# ---------------------------------------------------------------- writing


def put_track(connection: Connection, track: Track) -> None:
    """Puts a track in the place of the one for the same organisation, subject and grade, if there is one.

    Raises:
        Problem: 404, the course or the organisation does not exist.
    """
    _check(connection, track.course, [track.org])
    _put(connection, [track])


def remove_track(connection: Connection, sourced_id: str) -> None:
    """Removes a track.

    Raises:
        Problem: 404, there is none of that id.
    """
    if not connection.execute(delete(SUBJECT_TRACKS).where(_TRACKS.id == sourced_id)).rowcount:
        raise not_found("subject track", id=sourced_id)


def create_group(connection: Connection, group: Group, orgs: Sequence[str]) -> None:
    """Puts one track for each organisation, or one for all of them when none is named.

    Raises:
        Problem: 404, the course or an organisation does not exist.
    """
    tracks = _tracks(group, orgs)
    _check(connection, group.course, [track.org for track in tracks])
    _put(connection, tracks)


def change_group(connection: Connection, current: Group, course: str, orgs: Sequence[str], *, take_over: bool) -> None:
    """Puts other tracks in the place of those of a group.

    Args:
        connection: Within a write transaction.
        current: The group as it is.
        course: The course of the new tracks.
        orgs: Their organisations; none: one track for all.
        take_over: Whether a track of another group has to give way.

    Raises:
        Problem: 404, there is no such group, course or organisation; 409, another group has a track that the
            new one wants, and is not to be taken over.
    """
    remove_group(connection, current)
    tracks = _tracks(current._replace(course=course), orgs)
    _check(connection, course, [track.org for track in tracks])
    if not take_over:
        taken = _existing(connection, [track_id(track) for track in tracks])
        if taken:
            where = ", ".join("all organisations" if org is None else org[:100] for org in taken[:5])
            raise conflict(f"another group has a track in {current.subject}, grade {current.grade}, for {where}")
    _put(connection, tracks)


def remove_group(connection: Connection, group: Group) -> None:
    """Removes all tracks of a group.

    Raises:
        Problem: 404, there is no such group.
    """
    reach = _TRACKS.org.is_(None) if group.is_global else _TRACKS.org.is_not(None)
    gone = connection.execute(
        delete(SUBJECT_TRACKS).where(
            _TRACKS.subject == group.subject, _TRACKS.grade == group.grade, _TRACKS.course == group.course, reach
        )
    )
    if not gone.rowcount:
        kind = "global group" if group.is_global else "group of organisations"
        raise missing(
            f"no {kind} of subject tracks has {group.subject}, grade {group.grade} and course {group.course[:200]}"
        )


def _tracks(group: Group, orgs: Sequence[str]) -> list[Track]:
    """The tracks of a group, one for each organisation that is named."""
    named: list[str | None] = list(dict.fromkeys(orgs))
    return [Track(group.subject, group.grade, group.course, org) for org in named or [None]]


def _put(connection: Connection, tracks: Sequence[Track]) -> None:
    ids = [track_id(track) for track in tracks]
    _each(ids, lambda some: connection.execute(delete(SUBJECT_TRACKS).where(_TRACKS.id.in_(some))))
    rows = [{"id": one, **track._asdict()} for one, track in zip(ids, tracks, strict=True)]
    connection.execute(insert(SUBJECT_TRACKS), rows)


def _existing(connection: Connection, ids: Sequence[str]) -> list[str | None]:
    """The organisations of those of the tracks that exist."""
    found: list[str | None] = []
    _each(
        ids,
        lambda some: found.extend(connection.execute(select(_TRACKS.org).where(_TRACKS.id.in_(some))).scalars()),
    )
    return found


def _each(ids: Sequence[str], work: Callable[[Sequence[str]], object]) -> None:
    """Does something with so many ids at a time as a statement takes."""
    for start in range(0, len(ids), 500):
        work(ids[start : start + 500])


def _check(connection: Connection, course: str, orgs: Sequence[str | None]) -> None:
    """Sees to it that course and organisations exist.

    Raises:
        Problem: 404.
    """
    if not existing_ids(connection, KINDS["courses"], [course]):
        raise not_found("course", courseId=course)
    named = [org for org in orgs if org is not None]
    known = existing_ids(connection, KINDS["orgs"], named)
    for org in named:
        if org not in known:
            raise not_found("organisation", orgSourcedId=org)

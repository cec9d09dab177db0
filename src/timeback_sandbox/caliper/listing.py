"""Lists of stored events: filtered, ordered and cut into pages by the database, along indexes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import ColumnElement, Connection, bindparam, func, select, union_all

from timeback_sandbox.caliper.instants import bound
from timeback_sandbox.caliper.tables import EVENTS
from timeback_sandbox.formats import StatusProblem
from timeback_sandbox.serving import Call
from timeback_sandbox.statements import ConnectionReader, Prepared, shared_dialect
from timeback_sandbox.store import Store

__all__ = ["MOST", "Filter", "Page", "find_event", "page_statements", "read_filter", "read_page"]

USUAL = 100
MOST = 1_000
_NUMBER = re.compile(r"\d{1,30}", re.ASCII)
_FARTHEST = 2**62


class Filter(NamedTuple):
    """What a list is asked for; None does not restrict it.

    Attributes:
        limit: Events on a page.
        offset: Events before the page.
        sensor: Of the envelope.
        since: First moment, in milliseconds since 1970.
        until: Last moment, included.
        actor_id: Who acted.
        actor_email: Their address, in lower case.
    """

    limit: int = USUAL
    offset: int = 0
    sensor: str | None = None
    since: int | None = None
    until: int | None = None
    actor_id: str | None = None
    actor_email: str | None = None


class Page(NamedTuple):
    """One page: events in the form in which they are shown, and how many there are in all."""

    events: list[dict[str, Any]]
    total: int


def read_filter(call: Call) -> Filter:
    """What the query parameters ask for.

    Raises:
        StatusProblem: 400, one of them cannot be read.
    """
    email = call.first("actorEmail")
    limit = _number(call, "limit", USUAL)
    if not 1 <= limit <= MOST:
        raise StatusProblem(400, f"limit is 1 to {MOST}, got {limit}")
    return Filter(
        limit=limit,
        offset=_number(call, "offset", 0),
        sensor=call.first("sensor"),
        since=_bound(call, "startDate"),
        until=_bound(call, "endDate"),
        actor_id=call.first("actorId"),
        actor_email=None if email is None else email.lower(),
    )


def _number(call: Call, name: str, default: int) -> int:
    text = call.first(name)
    if text is None:
        return default
    if not _NUMBER.fullmatch(text):
        raise StatusProblem(400, f"{name} is a whole number of at least 0, got {text[:50]!r}")
    return int(text)


def _bound(call: Call, name: str) -> int | None:
    text = call.first(name)
    if text is None:
        return None
    found = bound(text)
    if found is None:
        raise StatusProblem(400, f"{name} is a date or a date and time, such as 2026-03-04T15:20:30.000Z, "
                                 f"got {text[:50]!r}")  # fmt: skip
    return found


# ---------------------------------------------------------------- statements


class Statements(NamedTuple):
    """The statement for a page, and the one that counts."""

    page: Prepared
    total: Prepared


_COLUMNS = (
    EVENTS.c.id,
    EVENTS.c.external_id,
    EVENTS.c.sensor,
    EVENTS.c.send_time,
    EVENTS.c.client_id,
    EVENTS.c.created_at,
    EVENTS.c.document,
    EVENTS.c.instant,
)

_CONDITIONS: Mapping[str, ColumnElement[bool]] = {
    "sensor": EVENTS.c.sensor == bindparam("sensor"),
    "since": EVENTS.c.instant >= bindparam("since"),
    "until": EVENTS.c.instant <= bindparam("until"),
    "actor_id": EVENTS.c.actor_id == bindparam("actor_id"),
}


@lru_cache(maxsize=64)
def page_statements(given: tuple[str, ...]) -> Statements:
    """The statements for a combination of filters.

    Args:
        given: The names of the filters that restrict the list.
    """
    conditions = [_CONDITIONS[name] for name in given if name != "actor_email"]
    limit, offset = bindparam("limit", type_=EVENTS.c.instant.type), bindparam("offset", type_=EVENTS.c.instant.type)
    if "actor_email" not in given:
        chosen: Any = select(*_COLUMNS).where(*conditions)
        total = select(func.count()).select_from(EVENTS).where(*conditions)
    else:
        # an actor may have two addresses; each has its index, and the database merges the two walks
        chosen = union_all(
            *(
                select(*_COLUMNS).where(column == bindparam("actor_email"), *conditions)
                for column in (EVENTS.c.actor_email, EVENTS.c.other_email)
            )
        )
        total = select(func.count()).select_from(chosen.subquery("found"))
    columns = chosen.selected_columns
    page = chosen.order_by(columns.instant.desc(), columns.id.desc())
    dialect = shared_dialect("sqlite")
    return Statements(Prepared(page.limit(limit).offset(offset), dialect), Prepared(total, dialect))


# ---------------------------------------------------------------- reading


def read_page(store: Store, connection: Connection, query: Filter) -> Page:
    """One page of the stored events, newest first.

    Args:
        store: Keeps totals.
        connection: To read with.
        query: What is asked for.
    """
    values = query._asdict()
    given = tuple(name for name in ("sensor", "since", "until", "actor_id", "actor_email") if values[name] is not None)
    statements = page_statements(given)
    reader = ConnectionReader(connection)
    values["offset"] = min(query.offset, _FARTHEST)
    rows = reader.rows(statements.page, values)
    events = [shown(*row[:-1]) for row in rows]
    if len(rows) < query.limit and (rows or not query.offset):
        return Page(events, query.offset + len(rows))

    def count() -> int:
        return int(reader.rows(statements.total, values)[0][0])

    key = ("caliper_events", given, *(values[name] for name in given))
    return Page(events, store.count(connection, key, count))


_FIND = select(*_COLUMNS).where(EVENTS.c.external_id == bindparam("wanted")).order_by(EVENTS.c.copy).limit(1)


def find_event(connection: Connection, external_id: str) -> dict[str, Any] | None:
    """The event of an id, in the form in which it is shown; None when it is not stored."""
    row = connection.execute(_FIND, {"wanted": external_id}).first()
    return None if row is None else shown(*row[:-1])


_MEMBERS = (
    "type", "profile", "action", "eventTime", "actor", "object", "generated", "target", "referrer", "edApp", "group",
    "membership", "session", "federatedSession", "extensions",
)  # fmt: skip
_NOTHING: Mapping[str, Any] = dict.fromkeys(_MEMBERS)
_members = msgspec.json.Decoder(dict[str, msgspec.Raw])


def shown(
    number: int,
    external_id: str,
    sensor: str,
    send_time: str,
    client_id: str | None,
    created_at: str,
    document: bytes,
) -> dict[str, Any]:
    """The form in which a stored event is shown: what was submitted as it was, and what the store knows."""
    event: dict[str, Any] = {**_NOTHING, **_members.decode(document)}
    event.pop("@context", None)
    event.update(
        id=number,
        externalId=external_id,
        sensor=sensor,
        sendTime=send_time,
        clientAppId=client_id,
        created_at=created_at,
        updated_at=None,
        deleted_at=None,
    )
    return event

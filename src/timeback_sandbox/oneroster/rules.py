"""The rules of creating, replacing, patching and deleting. They know no HTTP: data in, records or a `Problem` out."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, cast

from sqlalchemy import Connection, select

from timeback_sandbox.moments import format_moment
from timeback_sandbox.oneroster import storage
from timeback_sandbox.oneroster.checks import Issues, filled
from timeback_sandbox.oneroster.derive import complete_enrollments
from timeback_sandbox.oneroster.errors import bad_request, detail, invalid, not_found
from timeback_sandbox.oneroster.kind import Kind
from timeback_sandbox.oneroster.platforms import Platform
from timeback_sandbox.oneroster.references import References
from timeback_sandbox.oneroster.render import Entity
from timeback_sandbox.oneroster.storage import Stored
from timeback_sandbox.oneroster.tables import TABLES
from timeback_sandbox.oneroster.untyped import as_array, as_object
from timeback_sandbox.oneroster.validation import Mode, check_tree, validate, validate_id
from timeback_sandbox.oneroster.views import View

Data = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Context:
    """What a rule has to know beside its data."""

    now: datetime
    platform: Platform

    @property
    def modified(self) -> str:
        """The `dateLastModified` of what is written now."""
        return format_moment(self.now)


class Draft(NamedTuple):
    """A record that is to be created, and where it stood in the request."""

    data: Data
    path: str


class Written(NamedTuple):
    """A record that was written."""

    document: bytes
    created: bool


# ---------------------------------------------------------------- envelopes


def unwrap(body: object, key: str) -> Data:
    """The record inside the envelope of a request.

    Raises:
        Problem: 400, there is no envelope; 422, there is no object in it.
    """
    record = as_object(_member(body, key))
    if record is None:
        raise invalid([detail(key, "Expected object")])
    check_whole(record, key)
    return record


def unwrap_many(body: object, key: str) -> list[Draft]:
    """The records inside the envelope of a bulk request.

    Raises:
        Problem: 400, there is no envelope; 422, there is no list of objects in it.
    """
    records = as_array(_member(body, key))
    if records is None:
        raise invalid([detail(key, "Expected array")])
    if not records:
        raise invalid([detail(key, "At least one item")])
    check_whole(records, key)
    drafts: list[Draft] = []
    wrong: Issues = []
    for index, record in enumerate(records):
        data, path = as_object(record), f"{key}[{index}]"
        if data is None:
            wrong.append(detail(path, "Expected object"))
        else:
            drafts.append(Draft(data, path))
    if wrong:
        raise invalid(wrong)
    return drafts


def _member(body: object, key: str) -> object:
    members = as_object(body)
    if members is None:
        raise bad_request("The body must be a JSON object")
    if key not in members:
        raise bad_request(f"The body must hold the key {key!r}")
    return members[key]


def check_whole(value: object, path: str) -> None:
    """Refuse values that nothing can hold.

    Raises:
        Problem: 422, or 400 for deep nesting.
    """
    issues: Issues = []
    check_tree(value, path, issues)
    if issues:
        raise invalid(issues)


# ---------------------------------------------------------------- finding


def find(connection: Connection, view: View, sourced_id: str) -> Stored | None:
    """The record of that id if the view shows it."""
    if view.condition is not None:
        table = TABLES[view.kind.name]
        shown = select(table.c.seq).where(table.c.sourced_id == sourced_id, view.condition())
        if connection.execute(shown).first() is None:
            return None
    return storage.fetch(connection, view.kind, sourced_id)


def find_or_refuse(connection: Connection, view: View, sourced_id: str) -> Stored:
    """The record of that id.

    Raises:
        Problem: 404, the view does not show it.
    """
    found = find(connection, view, sourced_id)
    if found is None:
        raise not_found(f"{view.label} not found")
    return found


# ---------------------------------------------------------------- creating


def create(connection: Connection, view: View, draft: Draft, context: Context) -> str:
    """Create one record.

    Returns:
        Its id, allocated when none was supplied.

    Raises:
        Problem: 422 with one detail per wrong field.
    """
    issues: Issues = []
    _check_type(view, draft.data, draft.path, issues)
    return create_many(connection, view.kind, [draft], context, issues)[0]


def create_many(
    connection: Connection,
    kind: Kind,
    drafts: Sequence[Draft],
    context: Context,
    issues: Issues | None = None,
) -> list[str]:
    """Create records, all of them or none.

    Args:
        connection: within a write transaction.
        kind: what they are.
        drafts: the records.
        context: time and platform.
        issues: what is already known to be wrong.

    Returns:
        Their ids, in order.

    Raises:
        Problem: 422 with one detail per wrong field.
    """
    issues = [] if issues is None else issues
    references = References()
    records: list[tuple[str, Entity]] = []
    words = context.platform.vocabularies
    for data, path in drafts:
        sourced_id = validate_id(kind, data, path, issues, required=kind.needs_id)
        entity = validate(kind, "create", data, path, issues, words)
        references.collect(kind, entity, path)
        if kind.name == "demographics" and sourced_id is not None:
            references.expect("users", sourced_id, f"{path}.sourcedId")
        records.append((sourced_id or str(uuid.uuid4()), entity))
    references.check(connection, issues)
    _check_new(connection, kind, records, drafts, issues)
    if issues:
        raise invalid(issues)
    if kind.name == "enrollments":
        complete_enrollments(connection, (entity for _, entity in records))
    storage.add(connection, kind, records, context.modified)
    return [sourced_id for sourced_id, _ in records]


def _check_new(
    connection: Connection,
    kind: Kind,
    records: Sequence[tuple[str, Entity]],
    drafts: Sequence[Draft],
    issues: Issues,
) -> None:
    """No id may be taken, nor come twice in one request."""
    taken = storage.existing_ids(connection, kind, (sourced_id for sourced_id, _ in records))
    for (sourced_id, _), draft in zip(records, drafts, strict=True):
        if sourced_id in taken:
            issues.append(detail(f"{draft.path}.sourcedId", f"Already exists: {sourced_id[:100]!r}"))
        taken.add(sourced_id)


def _check_type(view: View, data: Data, path: str, issues: Issues) -> None:
    """Through some views only one `type` may be written."""
    given = data.get("type")
    if view.type is not None and given is not None and given != view.type:
        issues.append(detail(f"{path}.type", f"Must be {view.type}"))


# ---------------------------------------------------------------- changing


def replace(connection: Connection, view: View, sourced_id: str, data: Data, context: Context) -> Written:
    """Put a record in the place of the one with this id; a gradebook record is created when there is none.

    Raises:
        Problem: 404, or 422 with one detail per wrong field.
    """
    kind, path = view.kind, view.kind.single
    stored = find(connection, view, sourced_id)
    if stored is None and not kind.upserts:
        raise not_found(f"{view.label} not found")
    issues: Issues = []
    if stored is None:
        _check_path_id(sourced_id, path, issues)
    _check_type(view, data, path, issues)
    _check_same_id(kind, data, path, sourced_id, issues, required=kind.needs_id)
    mode: Mode = "merge" if kind.merges else "replace"
    entity = validate(kind, mode, data, path, issues, context.platform.vocabularies)
    _check_references(connection, kind, entity, path, issues)
    if stored is not None and kind.merges:
        entity = _merged(kind, stored.entity, entity)
        if data.get("status") == "active":  # a resource's status cannot be put, but it can be brought back
            entity["status"] = "active"
    elif stored is not None and "userProfiles" in stored.entity:
        entity["userProfiles"] = stored.entity["userProfiles"]
    return _write(connection, kind, stored, sourced_id, entity, context)


def patch(connection: Connection, view: View, sourced_id: str, data: Data, context: Context) -> Written:
    """Change the fields that are given; null clears, metadata is merged.

    Raises:
        Problem: 404, or 422 with one detail per wrong field.
    """
    kind, path = view.kind, view.kind.single
    stored = find_or_refuse(connection, view, sourced_id)
    issues: Issues = []
    _check_same_id(kind, data, path, sourced_id, issues, required=False)
    changes = validate(kind, "patch", data, path, issues, context.platform.vocabularies)
    _check_references(connection, kind, changes, path, issues)
    entity = _merged(kind, stored.entity, changes, merge_metadata=True)
    if kind.name == "enrollments" and "class" in changes and changes.get("school") is None:
        entity.pop("school", None)  # it is the new class' school now
    return _write(connection, kind, stored, sourced_id, entity, context)


def delete(connection: Connection, view: View, sourced_id: str, context: Context) -> None:
    """Mark a record as deleted; it stays and can be read.

    Raises:
        Problem: 404.
    """
    stored = find_or_refuse(connection, view, sourced_id)
    if stored.entity["status"] != "tobedeleted":
        entity = {**stored.entity, "status": "tobedeleted"}
        storage.change(connection, view.kind, stored.seq, sourced_id, entity, context.modified)


def _check_path_id(sourced_id: str, path: str, issues: Issues) -> None:
    """An id in the path that becomes the id of a new record has to be one."""
    filled(sourced_id, f"{path}.sourcedId", issues, {})
    check_tree(sourced_id, f"{path}.sourcedId", issues)


def _check_same_id(kind: Kind, data: Data, path: str, sourced_id: str, issues: Issues, *, required: bool) -> None:
    """The id in the body may not differ from the one in the path."""
    given = validate_id(kind, data, path, issues, required=required)
    ignored = kind.name == "classes"  # its PUT body has no id; one that is there says nothing
    if given is not None and given != sourced_id and not ignored:
        issues.append(detail(f"{path}.sourcedId", "Must be the id in the path"))


def _check_references(connection: Connection, kind: Kind, entity: Entity, path: str, issues: Issues) -> None:
    references = References()
    references.collect(kind, entity, path)
    references.check(connection, issues)
    if issues:
        raise invalid(issues)


def _merged(kind: Kind, stored: Entity, changes: Entity, *, merge_metadata: bool = False) -> Entity:
    """The stored record with some fields changed; None removes."""
    entity = {**stored, **changes}
    both = (stored.get("metadata"), changes.get("metadata"))
    if (merge_metadata or kind.name == "resources") and all(isinstance(one, dict) for one in both):
        entity["metadata"] = {**cast("Entity", both[0]), **cast("Entity", both[1])}
    cleared = {name: kind.by_name[name].default for name, value in entity.items() if value is None}
    for name, default in cleared.items():
        if default is None:
            del entity[name]
        else:
            entity[name] = default
    return entity


def _write(
    connection: Connection, kind: Kind, stored: Stored | None, sourced_id: str, entity: Entity, context: Context
) -> Written:
    if kind.name == "enrollments":
        complete_enrollments(connection, [entity])
    if stored is None:
        storage.add(connection, kind, [(sourced_id, entity)], context.modified)
        added = storage.fetch_document(connection, kind, sourced_id)
        return Written(added, created=True)
    document = storage.change(connection, kind, stored.seq, sourced_id, entity, context.modified)
    return Written(document, created=False)

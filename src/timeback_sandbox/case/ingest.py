"""Takes packages in: read, checked and made into rows at once, stored in one transaction."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, cast

import msgspec
from sqlalchemy import Connection, Table, bindparam, delete, func, select
from sqlalchemy.exc import IntegrityError

from timeback_sandbox.case.checking import Issue, issues_of
from timeback_sandbox.case.forms import PackageForm
from timeback_sandbox.case.problems import Problem, bad_body, invalid, not_found
from timeback_sandbox.case.rows import Rows, UnlikelyValueError, rows_of
from timeback_sandbox.case.tables import ASSOCIATIONS, DOCUMENTS, ITEMS, SPAN_BITS, UPLOADS, span
from timeback_sandbox.case.words import is_association_type
from timeback_sandbox.serving_call import read_json
from timeback_sandbox.statements import Values, insert_rows
from timeback_sandbox.store import Store

__all__ = ["Package", "put_package", "read_package", "store_package"]

_decoder = msgspec.json.Decoder(PackageForm)
_CHUNK = 500
_NUL = b"\\u0000"
"""No text may have it, as no list could be filtered by such texts; extensions may, and what no form names."""


class Package(NamedTuple):
    """A package that may be stored.

    Attributes:
        rows: What it is stored as.
        body: As it came.
    """

    rows: Rows
    body: bytes


def read_package(body: bytes, *, strict: bool = False, expected_id: str | None = None) -> Package:
    """The package that a body holds.

    Args:
        body: As it came.
        strict: Whether associations must be of a type that the standard knows.
        expected_id: The id that its framework must have; None for any.

    Raises:
        Problem: 400, it is no JSON object; 422 with everything that is wrong with it.
    """
    try:
        form = _decoder.decode(body)
        if not body.isascii():
            body.decode()  # members that no form has were passed over
        if expected_id is not None and form.cf_document.identifier.lower() != expected_id.lower():
            raise UnlikelyValueError
        if strict and not all(is_association_type(one.association_type) for one in form.cf_associations):
            raise UnlikelyValueError
        if _NUL in body and issues_of(msgspec.json.decode(body), strict=strict, expected_id=expected_id):
            raise UnlikelyValueError
        return Package(rows_of(form), body)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise _refusal(body, error, strict=strict, expected_id=expected_id) from None


def _refusal(body: bytes, error: Exception, *, strict: bool, expected_id: str | None) -> Problem:
    """Why a body is no package."""
    try:
        data = read_json(body, "object", bad_body)
    except Problem as refused:
        return refused
    if not isinstance(data, dict):
        return bad_body("The body must be a JSON object: a package with CFDocument, CFItems and CFAssociations")
    issues = issues_of(cast("dict[str, object]", data), strict=strict, expected_id=expected_id)
    return invalid(issues or [{"path": "(root)", "message": str(error)}])


# ---------------------------------------------------------------- storing


def store_package(store: Store, package: Package, *, may_create: bool = True, may_replace: bool = False) -> None:
    """Store a package, in one transaction.

    Args:
        store: Where to.
        package: What to store.
        may_create: Whether its framework may be new.
        may_replace: Whether its framework may be there already.

    Raises:
        Problem: 404 or 400, one of these is not so; 422, an id belongs to another framework.
    """
    try:
        with store.write() as connection:
            put_package(connection, package, may_create=may_create, may_replace=may_replace)
    except IntegrityError:
        with store.read() as connection:
            issues = _taken(connection, package.rows)
        if not issues:
            raise
        raise _taken_problem(issues) from None


def put_package(
    connection: Connection, package: Package, *, may_create: bool = True, may_replace: bool = False
) -> None:
    """The same within a transaction.

    Raises:
        Problem: 404, 400 or 422.
        IntegrityError: An id belongs to another framework.
    """
    rows = package.rows
    found: int | None = connection.execute(_NUMBER, {"id": rows.sourced_id.lower()}).scalar()
    number: int
    if found is None:
        if not may_create:
            raise not_found("CFPackage", rows.sourced_id)
        number = 1 + connection.execute(select(func.coalesce(func.max(DOCUMENTS.c.seq), 0))).scalar_one()
    else:
        number = found
        if not may_replace:
            issues = _taken(connection, rows)
            raise (
                _taken_problem(issues)
                if issues
                else bad_body(f"CFDocument {rows.sourced_id} already exists; use PUT to replace it")
            )
        _remove(connection, number)
    first, _ = span(number)
    insert_rows(connection, DOCUMENTS, [(number, *rows.document)])
    insert_rows(connection, UPLOADS, [(number, package.body)])
    for table, values in ((ITEMS, rows.items), (ASSOCIATIONS, rows.associations)):
        if values:
            insert_rows(connection, table, [(at, *row) for at, row in enumerate(values, first)])


_NUMBER = select(DOCUMENTS.c.seq).where(func.lower(DOCUMENTS.c.sourced_id) == bindparam("id"))


def _remove(connection: Connection, number: int) -> None:
    """Takes a framework away with all that belongs to it."""
    first, last = span(number)
    for table in (ITEMS, ASSOCIATIONS):
        connection.execute(delete(table).where(table.c.seq.between(first, last)))
    for table in (DOCUMENTS, UPLOADS):
        connection.execute(delete(table).where(table.c.seq == number))


# ---------------------------------------------------------------- ids of other frameworks


def _taken_problem(issues: Sequence[Issue]) -> Problem:
    return invalid(issues, f"{len(issues)} identifiers belong to other frameworks: {issues[0]['message']}")


def _taken(connection: Connection, rows: Rows) -> list[Issue]:
    """The ids of a package that belong to another framework."""
    owners = {
        number: (title, sourced_id)
        for number, title, sourced_id in connection.execute(
            select(DOCUMENTS.c.seq, DOCUMENTS.c.title, DOCUMENTS.c.sourced_id)
        )
    }
    return [
        *_taken_of(connection, "CFItems", ITEMS, rows.items, rows.sourced_id, owners),
        *_taken_of(connection, "CFAssociations", ASSOCIATIONS, rows.associations, rows.sourced_id, owners),
    ]


def _taken_of(
    connection: Connection,
    collection: str,
    table: Table,
    values: Sequence[Values],
    own: str,
    owners: Mapping[int, tuple[str, str]],
) -> Iterator[Issue]:
    positions = {cast("str", row[0]).lower(): at for at, row in enumerate(values)}
    ids = list(positions)
    key = func.lower(table.c.sourced_id)
    for start in range(0, len(ids), _CHUNK):
        found = connection.execute(select(table.c.seq, key).where(key.in_(ids[start : start + _CHUNK])))
        for seq, sourced_id in found:
            title, owner = owners[seq >> SPAN_BITS]
            if owner.lower() != own.lower():
                yield {
                    "path": f"{collection}.{positions[sourced_id]}.identifier",
                    "message": f"{sourced_id} belongs to CFDocument {owner} ({title[:100]})",
                }

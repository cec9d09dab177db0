"""Spreadsheets to import from: those that a tester has registered, and those that this machine serves."""

from __future__ import annotations

import csv
import http.client
import io
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import quote

from sqlalchemy import delete, insert, select

from timeback_sandbox.powerpath.tables_placement import SHEETS
from timeback_sandbox.webhooks.reach import Refused, Rules, parse_target, resolve

if TYPE_CHECKING:
    from timeback_sandbox.state import State

__all__ = ["BadSheet", "SheetRow", "read_rows", "read_sheet", "register_sheet", "unregister_sheet"]

_SECONDS: Final = 5.0
_MOST_READ: Final = 16 * 1024 * 1024
_LOOPBACK: Final = Rules(["loopback"])
_REQUIRED: Final = ("student", "subject", "grade")
_COLUMNS: Final = (*_REQUIRED, "testname")
_SHEETS = SHEETS.c


class BadSheet(Exception):  # noqa: N818 - becomes a row of the answer
    """A sheet that cannot be reached or read; the text says why."""


class SheetRow(NamedTuple):
    """A row of a sheet, and its number among the rows below the header, from 0 on."""

    number: int
    values: Mapping[str, str]


def register_sheet(state: State, url: str, sheet: str, text: str) -> None:
    """Lets a sheet be imported without a network; an earlier one of that address and name is replaced.

    Args:
        state: The sandbox.
        url: The spreadsheet's address, exactly as an import will name it.
        sheet: The name of the tab, in its own case.
        text: What is in it, as CSV with a header.

    Raises:
        ValueError: The text is no CSV, or address or name cannot be stored.
    """
    for name, value in (("spreadsheetUrl", url), ("sheet", sheet), ("csv", text)):
        if not value.strip():
            raise ValueError(f"{name} must not be blank")
        try:
            value.encode()
        except UnicodeEncodeError:
            raise ValueError(f"{name} holds half of a character (a lone surrogate)") from None
    try:
        _table(text)
    except csv.Error as error:
        raise ValueError(f"csv cannot be read as CSV: {error}") from None
    with state.store.write() as connection:
        connection.execute(delete(SHEETS).where(_SHEETS.url == url, _SHEETS.sheet == sheet))
        connection.execute(insert(SHEETS).values(url=url, sheet=sheet, csv=text))


def unregister_sheet(state: State, url: str, sheet: str) -> None:
    """Forgets a sheet.

    Raises:
        KeyError: There is none of that address and name.
    """
    with state.store.write() as connection:
        if not connection.execute(delete(SHEETS).where(_SHEETS.url == url, _SHEETS.sheet == sheet)).rowcount:
            raise KeyError(sheet)


# ---------------------------------------------------------------- reading


def read_sheet(state: State, url: str, sheet: str) -> str:
    """What a sheet holds: a registered one, else what this machine answers at its address, the tab in `sheet`.

    Raises:
        BadSheet: It is neither.
    """
    with state.store.read() as connection:
        query = select(_SHEETS.csv).where(_SHEETS.url == url, _SHEETS.sheet == sheet)
        found: str | None = connection.execute(query).scalar()
    return found if found is not None else _fetch(url, sheet)


def read_rows(text: str) -> list[SheetRow]:
    """The rows of a sheet with what is in the columns that count, by their names in lower case.

    Raises:
        BadSheet: It is no CSV, lacks a column, or has no rows.
    """
    try:
        header, *rows = _table(text) or [[]]
    except csv.Error as error:
        raise BadSheet(f"The sheet cannot be read as CSV: {error}") from None
    places = {name.strip().lower(): place for place, name in reversed(list(enumerate(header)))}
    missing = [name for name in _REQUIRED if name not in places]
    if missing:
        raise BadSheet(f"The sheet lacks the columns {', '.join(missing)}; it needs {', '.join(_REQUIRED)}")
    found: list[SheetRow] = []
    for number, row in enumerate(rows):
        if any(cell.strip() for cell in row):
            cells = {name: row[places[name]].strip() for name in _COLUMNS if places.get(name, len(row)) < len(row)}
            found.append(SheetRow(number, {name: cell for name, cell in cells.items() if cell}))
    if not found:
        raise BadSheet("The sheet has no rows below its header")
    return found


def _table(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True))


def _fetch(url: str, sheet: str) -> str:
    """What an address on this machine answers.

    Raises:
        BadSheet: It is elsewhere, or does not answer with text.
    """
    try:
        target = parse_target(url)
        addresses = _LOOPBACK.check(target, resolve(target.host, target.port) if _may_be_here(target.host) else [])
    except (Refused, OSError, UnicodeError):
        raise BadSheet(
            "The sheet cannot be reached: it is not registered with the sandbox, and not on this machine"
        ) from None
    if target.scheme != "http":
        raise BadSheet("The sheet cannot be reached: this machine is asked by http, not by https")
    joint = "&" if b"?" in target.path else "?"
    path = f"{target.path.decode('ascii')}{joint}sheet={quote(sheet, safe='')}"
    connection = http.client.HTTPConnection(str(addresses[0]), target.port, timeout=_SECONDS)
    try:
        connection.request("GET", path, headers={"Host": target.authority, "Accept": "text/csv"})
        response = connection.getresponse()
        body = response.read(_MOST_READ + 1)
        if response.status != 200:
            raise BadSheet(f"The sheet cannot be reached: its address answered {response.status}")
        if len(body) > _MOST_READ:
            raise BadSheet("The sheet is larger than 16 MiB")
        return body.decode("utf-8")
    except UnicodeDecodeError:
        raise BadSheet("The sheet is not UTF-8") from None
    except (OSError, http.client.HTTPException, OverflowError) as error:
        raise BadSheet(f"The sheet cannot be reached: {error}") from None
    finally:
        connection.close()


def _may_be_here(host: str) -> bool:
    """Whether a host may be this machine without asking a network for its name."""
    name = host.rstrip(".")
    return name == "localhost" or name.endswith(".localhost") or ":" in host or name.replace(".", "").isdigit()

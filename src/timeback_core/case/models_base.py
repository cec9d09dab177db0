"""What the records of CASE share: names on the wire, either spelling of ids, and links."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from timeback_core.case.vocabulary import wire_name
from timeback_core.model import Model
from timeback_core.wire import is_list, is_object, parse_timestamp

__all__ = ["CaseRecord", "Changing", "Identified", "LinkURI", "OptionalLinkURI"]


class CaseRecord(Model, kw_only=True, rename=wire_name):
    """A record of CASE. Dates and times are text as the server sent it."""

    @classmethod
    def _adapted(cls, values: dict[str, Any]) -> dict[str, Any]:
        """Return a record in the standard's own spelling, ``identifier``, in that of the platform, ``sourcedId``."""
        adapted: dict[str, Any] = _with_sourced_ids(values)
        return adapted


def _with_sourced_ids(value: Any) -> Any:
    """Return decoded JSON with a ``sourcedId`` beside each ``identifier``; what extensions hold is not touched."""
    if is_list(value):
        return [_with_sourced_ids(entry) for entry in value]
    if not is_object(value):
        return value
    adapted = {name: item if name == "extensions" else _with_sourced_ids(item) for name, item in value.items()}
    if "identifier" in adapted:
        adapted.setdefault("sourcedId", adapted["identifier"])
    return adapted


class Identified(CaseRecord, kw_only=True):
    """A record with an id, which other services refer to it by.

    Attributes:
        sourced_id: The id; it is the ``identifier`` that the record was uploaded with.
    """

    sourced_id: str

    @property
    def identifier(self) -> str:
        """`sourced_id` under its name in the standard."""
        return self.sourced_id


class LinkURI(Identified, kw_only=True, gc=False):
    """A reference to a record: its id, its title and where it lives.

    Attributes:
        sourced_id: The id of what is referred to.
        title: What it is called; may be empty.
        uri: Its address; it need not lead anywhere.
        target_type: For a node outside of CASE: what it is, ``ext:`` and a word.
    """

    title: str | None = None
    uri: str | None = None
    target_type: str | None = None


OptionalLinkURI = LinkURI
"""A reference whose address may be missing; every `LinkURI` reads so."""


class Changing(Identified, kw_only=True):
    """A record that says when it was last changed.

    Attributes:
        uri: The record's address, given by whoever made it.
        last_change_date_time: When it was last changed, as text; `last_changed_at` can be compared.
    """

    uri: str | None = None
    last_change_date_time: str | None = None

    @property
    def last_changed_at(self) -> datetime | None:
        """When the record was last changed, aware; a time without zone counts as UTC, ``None`` if it is no time."""
        try:
            return parse_timestamp(self.last_change_date_time or "")
        except ValueError:
            return None

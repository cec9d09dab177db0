"""Finds everything that is wrong with the items of an envelope."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, cast

from timeback_sandbox.caliper.instants import MILLISECONDS_EXACT, instant
from timeback_sandbox.caliper.issues import MOST, Issue, Path, described, issue
from timeback_sandbox.caliper.schema_entities import entity_schema
from timeback_sandbox.caliper.schema_events import event_schema
from timeback_sandbox.caliper.schema_forms import Field, Form, Schema

__all__ = ["EVENT_ID", "Inspector", "TooManyIssuesError", "is_event"]

EVENT_ID = "^urn:uuid:"
_EVENT_ID = re.compile(EVENT_ID)


def is_event(item: Mapping[str, Any]) -> bool:
    """Whether an item of an envelope is an event; otherwise it is an entity."""
    kind = item.get("type")
    return "action" in item or (isinstance(kind, str) and kind.endswith("Event"))


class TooManyIssuesError(Exception):
    """There is so much wrong that looking further helps nobody."""


class Inspector:
    """Collects issues. What it lets pass is what the platform lets pass; subclasses are stricter.

    Attributes:
        issues: What was found.
        exact_times: Whether moments have to be in UTC with three fraction digits.
    """

    exact_times = False

    def __init__(self) -> None:
        self.issues: list[Issue] = []

    def report(
        self, code: str, path: Path, message: str, *, expected: str | None = None, received: str | None = None
    ) -> None:
        """Notes an issue.

        Raises:
            TooManyIssuesError: There are a great many already.
        """
        if len(self.issues) >= MOST:
            raise TooManyIssuesError
        self.issues.append(issue(code, path, message, expected=expected, received=received))

    # ------------------------------------------------------------ items

    def item(self, value: object, path: Path) -> None:
        """Looks at one item of an envelope."""
        if not isinstance(value, dict):
            self.wrong_type(value, path, "object")
            return
        item = cast("dict[str, Any]", value)
        if is_event(item):
            self.event(item, path)
        else:
            self.entity(item, path)

    def event(self, event: dict[str, Any], path: Path) -> None:
        """Looks at an event."""
        self.record(event, self.schema_of_event(event), path)

    def schema_of_event(self, event: dict[str, Any]) -> Schema:
        """What the event is held against."""
        return event_schema(event.get("type"), event.get("profile"))

    def entity(self, entity: dict[str, Any], path: Path) -> None:
        """Looks at an entity that stands by itself."""
        self.record(entity, entity_schema(entity.get("type")), path)

    # ------------------------------------------------------------ records and fields

    def record(self, value: dict[str, Any], schema: Schema, path: Path) -> None:
        """Looks at the fields of a record."""
        fields = schema.fields
        for name, field in fields.items():
            if name in value:
                found = value[name]
                if found is None:
                    if field.required:
                        self.missing((*path, name), _EXPECTED[field.form], "null")
                    elif field.form is not Form.ANY:
                        self.wrong_type(None, (*path, name), _EXPECTED[field.form])
                else:
                    self.field(field, found, (*path, name))
            elif field.required:
                self.missing((*path, name), _EXPECTED[field.form])
        if schema.closed:
            unknown = [name for name in value if name not in fields]
            if unknown:
                listed = ", ".join(repr(name) for name in unknown[:20])
                self.report("unrecognized_keys", path, f"{schema.name} has no {listed}; extensions take other data")

    def field(self, field: Field, value: Any, path: Path) -> None:
        """Looks at the value of a field, which is not null."""
        form = field.form
        if field.words:
            self.word(field, value, path)
        elif form is Form.RECORD:
            self.nested(field, value, path)
        elif form is Form.RECORDS:
            if self.is_list(value, path):
                for index, one in enumerate(value):
                    self.nested(field, one, (*path, index))
        elif form in {Form.ENTITIES, Form.IDENTIFIERS}:
            if self.is_list(value, path):
                for index, one in enumerate(value):
                    self.reference(field, one, (*path, index))
        elif form is Form.ENTITY:
            self.reference(field, value, path)
        elif form is Form.TEXTS:
            if self.is_list(value, path):
                for index, one in enumerate(value):
                    if not isinstance(one, str):
                        self.wrong_type(one, (*path, index), "string")
        elif not _FITS[form](value):
            self.wrong_type(value, path, _EXPECTED[form])
        else:
            self.content(field, value, path)

    def content(self, field: Field, value: Any, path: Path) -> None:
        """Looks closer at a value that is of the right type."""
        if field.form is Form.EVENT_ID:
            if not _EVENT_ID.match(value):
                self.report("invalid_string", path, "An event's id is urn:uuid: and a UUID", received=_short(value))
        elif field.form is Form.MOMENT:
            self.moment(value, path)
        elif field.form is Form.WHOLE and field.least is not None and value < field.least:
            self.report("too_small", path, f"At least {field.least} is expected", received=str(value)[:40])

    def moment(self, value: str, path: Path) -> None:
        """Looks at a date and time."""
        if instant(value) is None:
            self.report("invalid_string", path, "A date and time is expected, such as 2026-03-04T15:20:30.000Z",
                        expected="RFC 3339 date and time", received=_short(value))  # fmt: skip
        elif self.exact_times and not MILLISECONDS_EXACT.fullmatch(value):
            self.report("invalid_string", path, "Times are in UTC with exactly three fraction digits",
                        expected="YYYY-MM-DDTHH:MM:SS.mmmZ", received=_short(value))  # fmt: skip

    def word(self, field: Field, value: Any, path: Path) -> None:
        """Looks at a text of which there are only some."""
        if not isinstance(value, str):
            self.wrong_type(value, path, "string")
        elif value not in field.words:
            code = "invalid_literal" if len(field.words) == 1 else "invalid_enum_value"
            expected = " | ".join(field.words)
            self.report(code, path, f"One of these is expected: {expected}", expected=expected, received=_short(value))

    def nested(self, field: Field, value: Any, path: Path) -> None:
        """Looks at a record within a record."""
        if isinstance(value, dict) and field.schema is not None:
            self.record(cast("dict[str, Any]", value), field.schema, path)
        else:
            self.wrong_type(cast("object", value), path, "object")

    def reference(self, field: Field, value: Any, path: Path) -> None:  # noqa: ARG002 - for stricter ones
        """Looks at what stands for an entity."""
        if not isinstance(value, str | dict):
            self.wrong_type(value, path, "string | object")

    def is_list(self, value: Any, path: Path) -> bool:
        """Whether a value is a list; notes it if not."""
        if isinstance(value, list):
            return True
        self.wrong_type(value, path, "array")
        return False

    def wrong_type(self, value: object, path: Path, expected: str) -> None:
        """Notes a value of another type than expected."""
        received = described(value)
        self.report("invalid_type", path, f"Expected {expected}, got {received}", expected=expected, received=received)

    def missing(self, path: Path, expected: str, received: str = "undefined") -> None:
        """Notes that something has to be there."""
        self.report("invalid_type", path, "Required", expected=expected, received=received)


def _short(value: str) -> str:
    return value if len(value) <= 100 else f"{value[:100]}…"


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_whole(value: object) -> bool:
    return (isinstance(value, int) and not isinstance(value, bool)) or (isinstance(value, float) and value.is_integer())


def _is_flag(value: object) -> bool:
    return isinstance(value, bool)


def _is_map(value: object) -> bool:
    return isinstance(value, dict)


def _is_anything(value: object) -> bool:  # noqa: ARG001
    return True


_FITS: Mapping[Form, Callable[[object], bool]] = {
    Form.ANY: _is_anything,
    Form.NUMBER: _is_number,
    Form.WHOLE: _is_whole,
    Form.FLAG: _is_flag,
    Form.MAP: _is_map,
    **dict.fromkeys((Form.TEXT, Form.IRI, Form.EVENT_ID, Form.EMAIL, Form.MOMENT, Form.DURATION), _is_text),
}
_EXPECTED: Mapping[Form, str] = {
    Form.ANY: "any",
    Form.NUMBER: "number",
    Form.WHOLE: "integer",
    Form.FLAG: "boolean",
    Form.ENTITY: "string | object",
    **dict.fromkeys((Form.MAP, Form.RECORD), "object"),
    **dict.fromkeys((Form.TEXTS, Form.ENTITIES, Form.IDENTIFIERS, Form.RECORDS), "array"),
    **dict.fromkeys((Form.TEXT, Form.IRI, Form.EVENT_ID, Form.EMAIL, Form.MOMENT, Form.DURATION), "string"),
}

"""What the standard and the platform's prose forbid, although the platform lets it pass."""

from __future__ import annotations

import re
from typing import Any, cast

from timeback_sandbox.caliper.issues import Path
from timeback_sandbox.caliper.schema_entities import (
    ENTITY_TYPES,
    IDENTIFIER,
    UNDESCRIBED,
    entity_schema,
    family_members,
)
from timeback_sandbox.caliper.schema_events import CONTEXT, USER
from timeback_sandbox.caliper.schema_forms import Field, Form
from timeback_sandbox.caliper.validation import Inspector
from timeback_sandbox.caliper.vocabulary import ACTIONS, DATA_VERSION, EVENT_KINDS, PLACES, UNLISTED_SUBJECTS

__all__ = ["StrictInspector", "is_iri"]

_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:[^\s<>\"{}|\\^`]+")
_WEB = re.compile(r"https?://[^/?#]+", re.IGNORECASE)
_EVENT_ID = re.compile(r"urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)
_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)*")
_DURATION = re.compile(r"P(?=.)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?", re.ASCII)
_SCHEMAS = {"TimebackUser": USER, "TimebackActivityContext": CONTEXT}


def is_iri(text: str) -> bool:
    """Whether a text is an absolute IRI."""
    if not _IRI.fullmatch(text):
        return False
    return bool(_WEB.match(text)) if text[:5].lower() in {"http:", "https"} else True


class StrictInspector(Inspector):
    """Collects what the plain inspector does, and the finer faults."""

    exact_times = True

    def __init__(self) -> None:
        super().__init__()
        self._seen: set[str] = set()

    def event(self, event: dict[str, Any], path: Path) -> None:
        """Looks at an event."""
        super().event(event, path)
        self._vocabulary(event, path)
        self._places(event, path)
        if event.get("profile") == "TimebackProfile":
            self._timeback(event, path)
        event_id = event.get("id")
        if isinstance(event_id, str):
            if event_id in self._seen:
                self.report("custom", (*path, "id"), "Another event of this envelope has the same id")
            self._seen.add(event_id)

    def entity(self, entity: dict[str, Any], path: Path) -> None:
        """Looks at an entity that stands by itself."""
        super().entity(entity, path)
        self._known_type(entity.get("type"), (*path, "type"))

    # ------------------------------------------------------------ fields

    def content(self, field: Field, value: Any, path: Path) -> None:
        """Looks closer at a value that is of the right type."""
        super().content(field, value, path)
        form = field.form
        if form is Form.IRI and not is_iri(value):
            self._malformed(path, "An absolute IRI is expected", value)
        elif form is Form.EVENT_ID and not _EVENT_ID.fullmatch(value):
            self._malformed(path, "An event's id is urn:uuid: and a UUID", value)
        elif form is Form.EMAIL and not _EMAIL.fullmatch(value):
            self._malformed(path, "An e-mail address is expected", value)
        elif form is Form.DURATION and not _DURATION.fullmatch(value):
            self._malformed(path, "An ISO 8601 duration is expected, such as PT18S", value)
        elif path[-1] == "@context":
            last = cast("list[object]", value)[-1:] if isinstance(value, list) else [value]
            if last != [DATA_VERSION]:
                self.report("invalid_string", path, f"The context is, or ends with, {DATA_VERSION}")

    def word(self, field: Field, value: Any, path: Path) -> None:
        """Looks at a text of which there are only some."""
        super().word(field, value, path)
        if field.name == "subject" and isinstance(value, str) and value in UNLISTED_SUBJECTS:
            self.report("invalid_enum_value", path, f"{value!r} is no subject that the platform describes",
                        received=value)  # fmt: skip

    def reference(self, field: Field, value: Any, path: Path) -> None:
        """Looks at what stands for an entity."""
        if isinstance(value, str):
            if field.form is not Form.IDENTIFIERS and not is_iri(value):
                self._malformed(path, "An absolute IRI is expected", value)
        elif isinstance(value, dict):
            entity = cast("dict[str, Any]", value)
            if field.form is Form.IDENTIFIERS:
                self.record(entity, IDENTIFIER, path)
            else:
                self._nested_entity(entity, path)
        else:
            super().reference(field, value, path)

    def _nested_entity(self, entity: dict[str, Any], path: Path) -> None:
        kind = entity.get("type")
        if not isinstance(kind, str):
            self.missing((*path, "type"), "string")
        elif kind in ENTITY_TYPES or kind in _SCHEMAS:
            self.record(entity, _SCHEMAS.get(kind) or entity_schema(kind), path)
            return
        else:
            self._known_type(kind, (*path, "type"))
        named = entity.get("id")
        if not isinstance(named, str):
            self.missing((*path, "id"), "string")
        elif not is_iri(named):
            self._malformed((*path, "id"), "An absolute IRI is expected", named)

    def _known_type(self, kind: object, path: Path) -> None:
        if isinstance(kind, str) and kind not in ENTITY_TYPES and kind not in UNDESCRIBED and kind != "Entity":
            self.report("invalid_enum_value", path, "Caliper has no such type of entity", received=kind[:100])

    def _malformed(self, path: Path, message: str, value: str) -> None:
        self.report("invalid_string", path, message, received=value[:100])

    # ------------------------------------------------------------ events

    def _vocabulary(self, event: dict[str, Any], path: Path) -> None:
        kind, action = event.get("type"), event.get("action")
        if not isinstance(kind, str) or not isinstance(action, str):
            return
        known = EVENT_KINDS.get(kind)
        if known is None and kind != "Event":
            self.report("invalid_enum_value", (*path, "type"), "Caliper has no such type of event", received=kind[:100])
        elif known is not None and event.get("profile") in known.profiles:
            return  # looked at already
        elif action not in (ACTIONS if known is None else known.actions):
            self.report("invalid_enum_value", (*path, "action"), "Caliper has no such action", received=action[:100])

    def _places(self, event: dict[str, Any], path: Path) -> None:
        """Looks whether the entities are of types that belong in their places."""
        kind = event.get("type")
        known = EVENT_KINDS.get(kind) if isinstance(kind, str) else None
        places = dict(PLACES)
        if known is not None and known.places:
            places.update(cast("tuple[str, str]", part.split("=")) for part in known.places.split())
        for place, families in places.items():
            entity = event.get(place)
            if not isinstance(entity, dict):
                continue
            found = cast("dict[str, Any]", entity).get("type")
            if isinstance(found, str) and found not in family_members(families) and found != "Entity":
                self.report("invalid_union", (*path, place, "type"), f"No {place} of this event can be of this type",
                            expected=families.replace("|", " | "), received=found[:100])  # fmt: skip

    def _timeback(self, event: dict[str, Any], path: Path) -> None:
        """Looks at the numbers of a metrics collection."""
        generated = event.get("generated")
        items = cast("dict[str, Any]", generated).get("items") if isinstance(generated, dict) else None
        if not isinstance(items, list):
            return
        where = (*path, "generated", "items")
        values: dict[str, float] = {}
        for index, one in enumerate(cast("list[object]", items)):
            if not isinstance(one, dict):
                continue
            metric = cast("dict[str, Any]", one)
            name, value = metric.get("type"), metric.get("value")
            if not isinstance(name, str) or isinstance(value, bool) or not isinstance(value, int | float):
                continue
            values[name] = value
            if event.get("type") == "TimeSpentEvent" and value < 0:
                self.report("too_small", (*where, index, "value"), "Seconds are not negative", received=str(value)[:40])
        total, correct = values.get("totalQuestions"), values.get("correctQuestions")
        if (total is None) != (correct is None):
            self.report("custom", where, "totalQuestions and correctQuestions go together")
        elif total is not None and correct is not None and correct > total:
            self.report("custom", where, "There are more correct questions than questions")

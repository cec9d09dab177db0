"""What callers send for webhooks and filters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import urlsplit

from msgspec import UNSET, UnsetType

from timeback_core.error_reading import redact_url
from timeback_core.inputs import Input, Issues, Text
from timeback_core.webhooks.filter_values import FilterValue, type_of_value
from timeback_core.webhooks.vocabulary import FilterOperation, FilterType
from timeback_core.wire import WireType

__all__ = ["WebhookCreateInput", "WebhookFilterCreateInput", "WebhookFilterUpdateInput", "WebhookUpdateInput"]

_WANTED = "must be an absolute http or https URL with a host"


def _write_url(value: object) -> str:
    """Return a URL exactly as it was given, but for blanks around it."""
    if not isinstance(value, str):
        raise ValueError(f"{_WANTED}, got {type(value).__name__}")  # noqa: TRY004  # collected as an issue
    text = value.strip()
    if any(ord(mark) <= 32 or ord(mark) == 127 for mark in text):
        raise ValueError(f"{_WANTED}; this one has blanks or control characters in it")
    try:
        parts = urlsplit(text)
        valid = parts.scheme in {"http", "https"} and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:  # what it says may hold a password
        raise ValueError(f"{_WANTED}; this one has a port or a host that is none") from None
    if not valid or "\\" in text:
        shown = redact_url(text)
        raise ValueError(_WANTED if "@" in shown else f"{_WANTED}, got {shown!r}")
    return text


if TYPE_CHECKING:
    UrlInput = str
else:

    class UrlInput(WireType):
        """An absolute http or https URL, sent byte for byte: receivers may compare it exactly."""

        accepts = (str,)
        write = staticmethod(_write_url)


def complete_webhook(payload: dict[str, Any]) -> None:
    """Add the keys that the service wants to see even when there is nothing to say."""
    payload.setdefault("description", None)
    payload.setdefault("sensor", None)


class WebhookCreateInput(Input, kw_only=True):
    """A webhook to register."""

    name: Text
    target_url: UrlInput
    """Where deliveries go: an absolute http or https URL, sent exactly as given."""
    secret: Text
    """What signs deliveries: ``whsec_`` and base64 of at least 24 random bytes, or any text."""
    active: bool | UnsetType = UNSET
    """Whether it gets deliveries at once; ``True`` unless given."""
    description: str | UnsetType | None = UNSET
    sensor: str | UnsetType | None = UNSET
    """The sensor whose events it gets; ``None``, the default, for the events of every sensor, whoever sends them."""

    @classmethod
    def refine(cls, payload: dict[str, Any], issues: Issues) -> None:  # noqa: ARG003  # nothing is left to check
        """Fill in what was left out."""
        payload.setdefault("active", True)
        complete_webhook(payload)


class WebhookUpdateInput(Input, kw_only=True):
    """Changes of a webhook; what is left out stays as it is, ``None`` clears a description or a sensor."""

    name: Text | UnsetType = UNSET
    target_url: UrlInput | UnsetType = UNSET
    """Where deliveries go: an absolute http or https URL, sent exactly as given."""
    secret: Text | UnsetType = UNSET
    active: bool | UnsetType = UNSET
    description: str | UnsetType | None = UNSET
    sensor: str | UnsetType | None = UNSET


class _FilterInput(Input, kw_only=True):
    """What both filter inputs do: the operation under its two names, and the type that the value shows."""

    text_shows_type: ClassVar[bool] = True
    """Whether a value that is text makes the filter one of text, unless the type is given."""

    @classmethod
    def renamed(cls) -> dict[str, str]:
        """Return the name under which the operation of a record that was read is taken."""
        return {"filterOperator": "filterOperation"}

    @classmethod
    def adapt(cls, values: dict[str, Any]) -> dict[str, Any]:
        """Take the operation under either name, and tell the type by the value where only the value is given."""
        adapted = dict(values)
        if adapted.get("filterOperation") is None and "filterOperator" in adapted:
            adapted["filterOperation"] = adapted["filterOperator"]
        value = adapted.get("filterValue")
        found = type_of_value(value)
        if found and adapted.get("filterType") is None and (cls.text_shows_type or not isinstance(value, str)):
            adapted["filterType"] = found
        return adapted

    @classmethod
    def refine(cls, payload: dict[str, Any], issues: Issues) -> None:
        """Send the operation under both names, which must agree."""
        mirror_operation(payload, issues)


def mirror_operation(payload: dict[str, Any], issues: Issues | None = None) -> None:
    """Give both names of the operation the same value.

    Args:
        payload: A filter's, completed in place.
        issues: Takes note when the two differ; without it ``filterOperation`` wins.
    """
    operation, operator = payload.get("filterOperation"), payload.get("filterOperator")
    if issues is not None and operator is not None and operator != operation:
        issues.add("filterOperator", f"says {operator!r} where filterOperation says {operation!r}; give one of them")
    if operation is not None:
        payload["filterOperator"] = operation


class WebhookFilterCreateInput(_FilterInput, kw_only=True):
    """A filter to add to a webhook."""

    webhook_id: Text
    filter_key: Text
    """A path into the event, such as ``type``, ``actor.id`` or ``generated.items.value``."""
    filter_value: FilterValue
    """What to compare with: text, a number, ``True`` or ``False``, or a list of these for ``in`` and ``notIn``."""
    filter_type: FilterType | UnsetType = UNSET
    """As what to compare; told by the value unless given, so that ``"10"`` is text and ``10`` a number."""
    filter_operation: FilterOperation | UnsetType = UNSET
    """How to compare; required."""
    filter_operator: FilterOperation | UnsetType = UNSET
    """Another name of `filter_operation`."""
    active: bool | UnsetType = UNSET
    """Whether it counts; ``True`` unless given."""

    @classmethod
    def refine(cls, payload: dict[str, Any], issues: Issues) -> None:
        """Fill in what was left out."""
        if payload.get("filterOperation") is None:
            issues.add("filterOperation", "Required")
        payload.setdefault("active", True)
        super().refine(payload, issues)


class WebhookFilterUpdateInput(_FilterInput, kw_only=True):
    """Changes of a filter; what is left out stays as it is."""

    text_shows_type: ClassVar[bool] = False
    webhook_id: Text | UnsetType = UNSET
    """Another webhook, to which the filter moves."""
    filter_key: Text | UnsetType = UNSET
    filter_value: FilterValue | UnsetType = UNSET
    """What to compare with; a value that is no text changes `filter_type`, too, unless that is given."""
    filter_type: FilterType | UnsetType = UNSET
    filter_operation: FilterOperation | UnsetType = UNSET
    filter_operator: FilterOperation | UnsetType = UNSET
    """Another name of `filter_operation`."""
    active: bool | UnsetType = UNSET

"""The headers of a delivery, from whatever form a web framework hands them over in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol, cast, runtime_checkable

__all__ = ["DeliveryHeaders", "HeaderSource", "header_bytes", "read_headers"]


@runtime_checkable
class WithItems(Protocol):
    """Headers as most web frameworks have them: names and values by `items`."""

    def items(self) -> Iterable[tuple[str, str]]:
        """Names and values."""
        ...


HeaderSource = WithItems | Iterable[tuple[str | bytes, str | bytes]]
"""A mapping by name in any case, Django's ``META`` or a WSGI environment among them, or ASGI's list of pairs."""


class DeliveryHeaders(dict[str, str]):
    """Headers by name, in lower case."""


def read_headers(source: HeaderSource) -> DeliveryHeaders:
    """Return headers by name in lower case; of one that comes twice the first."""
    if isinstance(source, DeliveryHeaders):
        return source
    headers = DeliveryHeaders()
    pairs = source.items() if isinstance(source, WithItems) else source
    for name, value in cast("Iterable[tuple[object, object]]", pairs):
        key, text = _text(name), _text(value)
        if key is not None and text is not None:
            headers.setdefault(_plain_name(key), text)
    return headers


def header_bytes(value: str) -> bytes:
    """Return a header's value as it was on the wire; servers read those bytes as Latin-1."""
    try:
        return value.encode("latin-1")
    except UnicodeEncodeError:
        return value.encode("utf-8", "surrogatepass")


def _plain_name(name: str) -> str:
    """Return a header's own name in lower case: ``HTTP_WEBHOOK_ID`` is ``webhook-id``."""
    return name.removeprefix("HTTP_").replace("_", "-").lower() if name.startswith("HTTP_") else name.lower()


def _text(value: object) -> str | None:
    """Return text as it is and bytes as Latin-1; ``None`` for what else an environment holds."""
    if isinstance(value, bytes):
        return value.decode("latin-1")
    return value if isinstance(value, str) else None

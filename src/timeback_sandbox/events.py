"""A learning event that has just been stored, as other services learn of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

__all__ = ["NewEvent"]


class NewEvent(NamedTuple):
    """One newly stored event.

    Attributes:
        id: The number that the store gave it.
        external_id: The id that its sender gave it.
        sensor: The sensor of its envelope.
        send_time: The send time of its envelope, as it came.
        client_id: Whose token sent it; None without tokens.
        stored_at: The sandbox's time.
        instant: Its `eventTime` in milliseconds since 1970.
        event: The event as submitted, decoded.
        document: The event as submitted, as JSON.
    """

    id: int
    external_id: str
    sensor: str
    send_time: str
    client_id: str | None
    stored_at: datetime
    instant: int
    event: dict[str, Any]
    document: bytes

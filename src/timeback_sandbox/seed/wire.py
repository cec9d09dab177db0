"""Small builders of the values that OneRoster records consist of."""

from __future__ import annotations

from datetime import date

Record = dict[str, object]
"""One record in the form a client would send it: camelCase keys, references as `{"sourcedId": …}`."""


def ref(sourced_id: str) -> dict[str, str]:
    """A reference as it is written: the id and nothing else."""
    return {"sourcedId": sourced_id}


def flag(value: bool) -> str:
    """A boolean as OneRoster spells it on the wire."""
    return "true" if value else "false"


def instant(day: date, hour: int = 0, minute: int = 0) -> str:
    """A UTC timestamp on that day, in the format of `dateLastModified`."""
    return f"{day.isoformat()}T{hour:02d}:{minute:02d}:00.000Z"

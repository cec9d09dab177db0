"""Values in what callers send to PowerPath: addresses and responses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from timeback_core.error_reading import redact_url
from timeback_core.inputs import Input, Issues
from timeback_core.wire import WireType, is_sequence

__all__ = ["Open", "Responses", "SnakeCase", "UriInput", "note_unless"]

_WANTED = "must be an absolute address such as https://qti.example/assessment-tests/t-1"


class Open(Input, kw_only=True):
    """An input that may have further fields, which are sent as they are."""

    takes_unknown = True


class SnakeCase(Input, kw_only=True, rename=None):
    """An input whose names are in snake_case on the wire, too; names in camelCase are taken all the same."""

    @classmethod
    def adapt(cls, values: dict[str, Any]) -> dict[str, Any]:
        """Bring known names into snake_case."""
        known = {_camel(name): name for name in cls.__struct_fields__}
        return {known.get(name, name): value for name, value in values.items()}


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(map(str.capitalize, rest))


def _write_uri(value: object) -> str:
    """Return an address exactly as it was given."""
    if not isinstance(value, str):
        raise ValueError(f"{_WANTED}, got {type(value).__name__}")  # noqa: TRY004  # collected as an issue
    if any(ord(mark) <= 32 or ord(mark) == 127 for mark in value):
        raise ValueError(f"{_WANTED}; this one has blanks or control characters in it")
    try:
        parts = urlsplit(value)
    except ValueError:  # what it says may hold a password
        raise ValueError(f"{_WANTED}; this one has a host that is none") from None
    if not parts.scheme or not (parts.netloc or parts.path) or (parts.scheme in {"http", "https"} and not parts.netloc):
        raise ValueError(f"{_WANTED}, got {redact_url(value)!r}")
    return value


def _write_responses(value: object) -> dict[str, Any]:
    """Return a student's responses exactly as they were given."""
    if not isinstance(value, Mapping):
        raise ValueError(f"must be an object by response identifier, got {type(value).__name__}")  # noqa: TRY004
    return {str(name): _response(name, answer) for name, answer in cast("Mapping[object, object]", value).items()}


def _response(name: object, answer: object) -> str | list[str]:
    if isinstance(answer, str):
        return answer
    if is_sequence(answer) and all(isinstance(part, str) for part in answer):
        return list(answer)
    raise ValueError(f"{name}: must be text or a list of texts, got {answer!r}")


if TYPE_CHECKING:
    UriInput = str
    Responses = Mapping[str, str | list[str]]
else:

    class UriInput(WireType):
        """An absolute address to send, byte for byte."""

        accepts = (str,)
        write = staticmethod(_write_uri)

    class Responses(WireType):
        """A student's responses by response identifier, to send verbatim: blanks count."""

        accepts = (dict,)
        write = staticmethod(_write_responses)


def note_unless(condition: bool, path: str, message: str, issues: Issues) -> None:
    """Note a problem unless the condition holds."""
    if not condition:
        issues.add(path, message)

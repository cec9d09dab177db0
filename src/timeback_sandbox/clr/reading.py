"""A credential as it came: its text member by member, which goes back as it is, and what the text says."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any, Final, NamedTuple, NoReturn, cast

import msgspec

from timeback_core.wire import repeated_name
from timeback_sandbox.problems import Problem

if TYPE_CHECKING:
    from timeback_sandbox.serving import Call

__all__ = ["LARGEST_BODY", "Received", "read_credential"]

LARGEST_BODY: Final = 4 * 1024 * 1024
_TYPES: Final = frozenset({"application/json", "application/ld+json", "application/vc+ld+json"})
_MEMBERS: Final = msgspec.json.Decoder(dict[str, msgspec.Raw])


class Received(NamedTuple):
    """A credential that was sent.

    Attributes:
        members: The text of each member. What is answered is made of these, so that numbers keep their spelling and
            embedded credentials every byte.
        document: The same, decoded.
    """

    members: dict[str, msgspec.Raw]
    document: dict[str, Any]


def read_credential(call: Call) -> Received:
    """The credential of a request.

    Raises:
        Problem: 400, it is no JSON object, or calls itself something else; 413, it is too large.
    """
    kind = call.content_type
    if kind is not None and kind.partition(";")[0].strip().lower() not in _TYPES:
        raise Problem(400, f"Content-Type is {kind[:100]!r}; a credential is sent as JSON: {', '.join(sorted(_TYPES))}")
    if len(call.body) > LARGEST_BODY:
        raise Problem(413, f"A credential has at most {LARGEST_BODY} bytes, this one has {len(call.body)}")
    if not call.body.strip():
        raise Problem(400, "The body is empty; a credential as a JSON object is expected")
    try:
        members = _MEMBERS.decode(call.body)
        document = json.loads(
            call.body, object_pairs_hook=_object, parse_float=_number, parse_int=_integer, parse_constant=_constant
        )
    except msgspec.ValidationError as error:
        raise Problem(400, f"The body is no JSON object: {error}") from None
    except RecursionError:
        raise Problem(400, "The body is nested too deeply") from None
    except ValueError as error:  # those of msgspec, of the json module and of UTF-8 are such
        raise Problem(400, f"The body is not valid JSON: {error}") from None
    return Received(members, cast("dict[str, Any]", document))


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object; a member that is there twice would be signed once and read in two ways."""
    found = dict(pairs)
    twice = repeated_name(pairs) if len(found) < len(pairs) else None
    if twice is not None:
        raise ValueError(f"an object has the member {twice[:100]!r} twice")
    return found


def _number(text: str) -> float:
    """A number with a fraction or an exponent."""
    number = float(text)
    if math.isinf(number):
        raise ValueError(f"the number {text[:40]} is too large")
    return number


def _integer(text: str) -> int:
    """A whole number."""
    if len(text) > 400:
        raise ValueError(f"a number has {len(text)} digits")
    return int(text)


def _constant(text: str) -> NoReturn:
    raise ValueError(f"{text} is no number of JSON")

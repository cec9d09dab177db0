"""Where the API is: what stands in stored answers in place of its address, and what an absolute URI is."""

from __future__ import annotations

import re
from ipaddress import AddressValueError, IPv6Address
from typing import TYPE_CHECKING, cast

import msgspec

if TYPE_CHECKING:
    from timeback_sandbox.serving import Call

__all__ = ["BASES", "MARK", "api_address", "as_stored", "filled", "is_absolute", "own_address"]

BASES = ("/ims/case/v1p1", "/case/1.1")
"""The paths of the API, by platform."""

MARK = "\x02"
"""Stands for the address of the API where an answer is stored; no JSON text has this character."""

_MARK = MARK.encode()

# one character class at a time: alternatives would cost more than all the rest of an ingest
_USUAL = re.compile(r"https?://[A-Za-z0-9.-]+(?::[0-9]+)?(?:/[A-Za-z0-9._~!$&'()*+,;=:@/-]*+)?")
_PATH = r"(?:[A-Za-z0-9._~!$&'()*+,;=:@/-]++|%[0-9A-Fa-f]{2})*+"
_MORE = r"(?:[A-Za-z0-9._~!$&'()*+,;=:@/?-]++|%[0-9A-Fa-f]{2})*+"
_ABSOLUTE = re.compile(
    r"[A-Za-z][A-Za-z0-9+.-]*+:"
    r"(?://(?:(?:[A-Za-z0-9._~!$&'()*+,;=:-]|%[0-9A-Fa-f]{2})*@)?"
    r"(?:\[(?P<v6>[0-9A-Fa-f:.]+)\]|(?:[A-Za-z0-9._~!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*)(?::[0-9]*)?"
    rf"(?:/{_PATH})?|(?!//){_PATH})"
    rf"(?:\?{_MORE})?(?:#{_MORE})?"
)


def is_absolute(uri: str) -> bool:
    """Whether a text is a URI with a scheme.

    Source: RFC 3986, section 3.
    """
    if _USUAL.fullmatch(uri):
        return True
    match = _ABSOLUTE.fullmatch(uri)
    if match is None:
        return False
    address = match["v6"]
    if address is None:
        return True
    try:
        IPv6Address(address)
    except AddressValueError:
        return False
    return True


def api_address(call: Call) -> str:
    """The address of the API as the caller named it: host, and the path of the platform."""
    first, second = BASES
    return call.base_url + (second if call.path.startswith(f"{second}/") else first)


def own_address(collection: str, sourced_id: str) -> str:
    """The address of an object here, with the mark.

    Args:
        collection: What it is among, such as `CFItems`.
        sourced_id: Its id, a UUID.
    """
    return f"{MARK}/{collection}/{sourced_id}"


def as_stored(uri: str) -> str:
    """A URI for the encoder, which would escape the mark; what is ready it takes as it is."""
    return cast("str", msgspec.Raw(f'"{uri}"'.encode())) if uri[:1] == MARK else uri


def filled(document: bytes, address: str) -> bytes:
    """A stored answer, or several joined ones, with the address of the API in place of its marks."""
    return document.replace(_MARK, msgspec.json.encode(address)[1:-1])

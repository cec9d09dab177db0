"""Which receivers may be contacted. A webhook must not become a way into somebody's network.

A name is resolved once, every address that it stands for is checked, and one of these addresses is what is connected
to: a name that points elsewhere a moment later changes nothing.
"""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias
from urllib.parse import quote, urlsplit

__all__ = ["Address", "Refused", "Resolver", "Rules", "Target", "parse_target", "resolve"]

Address: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address
Network: TypeAlias = ipaddress.IPv4Network | ipaddress.IPv6Network

Resolver: TypeAlias = Callable[[str, int], Sequence[str]]
"""Finds the addresses of a host and port; raises OSError when there are none."""

_URL_SAFE = "!#$%&'()*+,/:;=?@[]~-._"
_LOOPBACK_NAMES = ("127.0.0.1", "::1")
_NAME = re.compile(r"[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_])?\.?", re.ASCII)


class Refused(Exception):  # noqa: N818 - a decision, not a failure
    """The receiver must not be contacted; the text says why, without a secret."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where a webhook leads, taken apart once.

    Attributes:
        scheme: `http` or `https`.
        host: As it is looked up: lower case, ASCII, without brackets.
        port: Given or usual.
        authority: The value of the `Host` header.
        path: Path and query as they stand in the request line.
    """

    scheme: str
    host: str
    port: int
    authority: str
    path: bytes


def parse_target(url: str) -> Target:
    """A webhook's URL, taken apart.

    Raises:
        Refused: It is no http or https URL, or holds credentials.
    """
    try:
        parts = urlsplit(url)
        host, given = parts.hostname, parts.port
    except ValueError:
        raise Refused("the target is no URL that can be used") from None
    if parts.scheme not in {"http", "https"} or not host:
        raise Refused("the target is no http or https URL")
    if "@" in parts.netloc:
        raise Refused("the target holds credentials; a webhook's secret is what receivers check")
    host = _ascii(host)
    usual = 443 if parts.scheme == "https" else 80
    bracketed = f"[{host}]" if ":" in host else host
    path = quote(parts.path or "/", safe=_URL_SAFE) + (f"?{quote(parts.query, safe=_URL_SAFE)}" if parts.query else "")
    return Target(
        scheme=parts.scheme,
        host=host,
        port=usual if given is None else given,
        authority=bracketed if given in {None, usual} else f"{bracketed}:{given}",
        path=path.encode("ascii"),
    )


def _ascii(host: str) -> str:
    if ":" in host:
        if "%" in host:
            raise Refused("the target's address names a network interface (a zone)")
        try:
            ipaddress.IPv6Address(host)
        except ValueError:
            raise Refused("the target's host is no address") from None
        return host
    try:
        name = host if host.isascii() else host.encode("idna").decode("ascii")
    except UnicodeError:
        raise Refused("the target's host is no name that can be looked up") from None
    if not _NAME.fullmatch(name) or len(name) > 253:
        raise Refused("the target's host is no name that can be looked up")
    return name


def resolve(host: str, port: int) -> Sequence[str]:
    """The addresses of a host, as the machine finds them; names under `localhost` are not looked up anywhere.

    Source: RFC 6761, section 6.3.
    """
    if host.rstrip(".") == "localhost" or host.rstrip(".").endswith(".localhost"):
        return _LOOPBACK_NAMES
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


class Rules:
    """Which receivers are allowed.

    Args:
        words: `loopback`, `any`, host names, addresses, and networks such as `10.1.0.0/16`.

    Raises:
        ValueError: A word is none of these.
    """

    def __init__(self, words: Sequence[str]) -> None:
        self._any = "any" in words
        self._loopback = "loopback" in words
        self._names: set[str] = set()
        self._networks: list[Network] = []
        for word in words:
            if word not in {"any", "loopback"}:
                self._take(word)

    def _take(self, word: str) -> None:
        try:
            self._networks.append(ipaddress.ip_network(word.strip("[]")))
        except ValueError:
            name = word.lower().rstrip(".")
            if "/" in word or not _NAME.fullmatch(name):
                raise ValueError(
                    f"webhook_targets holds {word!r}; it takes 'loopback', 'any', host names, "
                    "addresses and networks such as 10.1.0.0/16"
                ) from None
            self._names.add(name)

    def check(self, target: Target, found: Sequence[str]) -> list[Address]:
        """The addresses to connect to.

        Args:
            target: Where the webhook leads.
            found: Every address that its host stands for.

        Raises:
            Refused: One of them is not allowed.
        """
        addresses = [_address(text) for text in found]
        if not addresses:
            raise Refused("the target's host has no address")
        if target.host.rstrip(".") not in self._names:
            for address in addresses:
                if not self._allows(address):
                    raise Refused(
                        f"{target.host} leads to {address}, where webhooks may not go; "
                        "the setting webhook_targets opens more than this machine"
                    )
        return addresses

    def _allows(self, address: Address) -> bool:
        if self._any or (self._loopback and address.is_loopback):
            return True
        return any(address.version == network.version and address in network for network in self._networks)


def _address(text: str) -> Address:
    """An address, an IPv4 address in IPv6 clothes as what it is.

    Raises:
        Refused: It is none, or belongs to one network interface.
    """
    if "%" in text:
        raise Refused("the target leads to an address of one network interface (a zone)")
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        raise Refused("the target leads to something that is no address") from None
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address

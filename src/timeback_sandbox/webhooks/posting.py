"""The HTTP of a delivery: a POST to an address that was chosen, under the name that the receiver is known by."""

from __future__ import annotations

import ssl
import time
from collections.abc import Mapping, Sequence
from contextlib import aclosing

import httpx2

from timeback_sandbox.webhooks.reach import Address, Target
from timeback_sandbox.webhooks.schedule import Outcome, outcome_of, retry_after

__all__ = ["Poster"]

_MOST_READ = 64 * 1024
"""Bytes of an answer that are read, so that its connection ends in good order; nobody looks at them."""


class Poster:
    """Posts; knows no proxies, follows no redirects, keeps no connections, sets no time limit.

    Args:
        trust: What https receivers have to prove; None: a certificate that the system trusts.
    """

    def __init__(self, trust: ssl.SSLContext | None) -> None:
        self._trust = trust
        self._transports: dict[str, httpx2.AsyncHTTPTransport] = {}

    async def post(
        self, addresses: Sequence[Address], target: Target, headers: Mapping[str, str], body: bytes
    ) -> Outcome:
        """How a POST went.

        Args:
            addresses: Where the receiver may be; the first that can be connected to gets it.
            target: What the receiver is called.
            headers: What the delivery says about itself.
            body: The delivery.
        """
        error: httpx2.HTTPError | None = None
        for address in addresses:
            try:
                return await self._post_to(address, target, headers, body)
            except httpx2.ConnectError as failed:  # nothing was sent: the next address may answer
                error = failed
            except httpx2.HTTPError as failed:
                error = failed
                break
        return Outcome(error="the receiver has no address" if error is None else _reason(error))

    async def close(self) -> None:
        """Gives back what it holds."""
        for transport in self._transports.values():
            await transport.aclose()
        self._transports.clear()

    async def _post_to(self, address: Address, target: Target, headers: Mapping[str, str], body: bytes) -> Outcome:
        """Connects to the address; name and port appear only in what is said there, TLS included."""
        host = f"[{address}]" if address.version == 6 else str(address)
        request = httpx2.Request(
            "POST",
            f"{target.scheme}://{host}:{target.port}/",
            headers=[
                (b"Host", target.authority.encode("ascii")),
                (b"Connection", b"close"),
                *((name.encode("ascii"), value.encode()) for name, value in headers.items()),
            ],
            content=body,
            extensions={"target": target.path, "sni_hostname": target.host},
        )
        response = await self._transport(target.scheme).handle_async_request(request)
        try:
            await _drain(response)
        finally:
            await response.aclose()
        return outcome_of(response.status_code, retry_after(response.headers.get("retry-after"), time.time()))

    def _transport(self, scheme: str) -> httpx2.AsyncHTTPTransport:
        """One for each scheme: to learn whom the system trusts takes longer than a delivery.

        It is what is below a client: nothing there could follow a redirect, or keep the cookies of receivers.
        """
        if scheme not in self._transports:
            if scheme == "https":
                trust = self._trust or ssl.create_default_context()
            else:
                trust = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            self._transports[scheme] = httpx2.AsyncHTTPTransport(
                verify=trust,
                trust_env=False,
                limits=httpx2.Limits(max_connections=None, max_keepalive_connections=0),
            )
        return self._transports[scheme]


async def _drain(response: httpx2.Response) -> None:
    """Reads the beginning of an answer."""
    read = 0
    async with aclosing(response.aiter_raw()) as chunks:
        async for chunk in chunks:
            read += len(chunk)
            if read >= _MOST_READ:
                return


def _reason(error: httpx2.HTTPError) -> str:
    """What went wrong with the connection."""
    words = {
        httpx2.ConnectError: "the receiver cannot be connected to",
        httpx2.RemoteProtocolError: "the receiver's answer is no HTTP, or was cut off",
        httpx2.LocalProtocolError: "the delivery cannot be written as HTTP",
        httpx2.NetworkError: "the connection to the receiver broke",
    }
    said = next((words[kind] for kind in words if isinstance(error, kind)), type(error).__name__)
    return f"{said}: {error}" if str(error) else said

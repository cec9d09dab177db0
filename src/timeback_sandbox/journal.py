"""The journal of requests: what came in, what went out, with every secret masked."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import cast
from urllib.parse import parse_qsl, urlencode

import msgspec

from timeback_sandbox.faults import FaultRule
from timeback_sandbox.faults import matches as fault_matches

__all__ = ["JournalEntry", "Pending", "redact_body", "redact_query", "select"]

MASK = "***"
_SECRET_HEADERS = frozenset(
    {
        "authorization",
        "proxy-authorization",
        "cookie",
        "set-cookie",
        "x-sandbox-key",
        "x-api-key",
        "x-auth-token",
    }
)
_SECRET_WORDS = ("password", "secret", "token", "apikey", "clientassertion")
_SECRET_KEY = re.compile(r'"[^"]*(?:password|secret|token|api[_-]?key|client[_-]?assertion)[^"]*"\s*:', re.IGNORECASE)
_ESCAPE = re.compile(r"\\u00([0-7][0-9a-fA-F])")


class JournalEntry(msgspec.Struct, kw_only=True, frozen=True):
    """One request as the journal shows it.

    Args:
        seq: Number of the request, rising.
        time: The sandbox's time at which it arrived.
        method: HTTP method.
        path: Decoded path.
        query: Query string as it came, secrets masked.
        headers: Headers by lower-case name, secrets masked; repeated ones joined by a comma.
        body: Body as text, secrets masked, cut at the journal's limit; None: no body.
        request_id: Value of `X-Request-ID`, if the caller sent one.
        client_id: Whose token it carried, if the token was good.
        status: Status of the answer; None: none was given (yet), or the connection was cut.
        duration_ms: Milliseconds until the answer was out; None: not out yet.
        fault: Id of the fault that hit it.
        worker: Process that answered.
    """

    seq: int
    time: datetime
    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: str | None
    request_id: str | None
    client_id: str | None
    status: int | None
    duration_ms: float | None
    fault: str | None
    worker: int


class Pending:
    """A request while it is on its way: raw and cheap; masked only when somebody looks."""

    __slots__ = (
        "body",
        "client_id",
        "duration",
        "fault",
        "headers",
        "method",
        "path",
        "query",
        "request_id",
        "seq",
        "size",
        "status",
        "time",
        "worker",
    )

    def __init__(
        self,
        method: str,
        path: str,
        query: bytes,
        headers: list[tuple[bytes, bytes]],
        time: float,
        worker: int,
    ) -> None:
        self.seq = 0
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.time = time
        self.worker = worker
        self.body: list[bytes] | None = None
        self.size = 0
        self.request_id: bytes | None = None
        self.client_id: str | None = None
        self.status: int | None = None
        self.duration: float | None = None
        self.fault: str | None = None

    def keep(self, chunk: bytes, limit: int) -> None:
        """Remembers a piece of the request's body, up to `limit` bytes in all."""
        if self.body is None:
            self.body = []
        room = limit - self.size
        if room > 0:
            self.body.append(chunk[:room])
        self.size += len(chunk)

    def entry(self) -> JournalEntry:
        """The request as the journal shows it."""
        headers: dict[str, str] = {}
        for raw_name, raw_value in self.headers:
            name = raw_name.decode("latin-1").lower()
            value = _masked_header(name, raw_value.decode("latin-1"))
            headers[name] = f"{headers[name]}, {value}" if name in headers else value
        body = None
        if self.body is not None:
            kept = b"".join(self.body)
            body = redact_body(kept, headers.get("content-type", ""), cut=self.size > len(kept))
        return JournalEntry(
            seq=self.seq,
            time=datetime.fromtimestamp(self.time, UTC),
            method=self.method,
            path=self.path,
            query=redact_query(self.query.decode("latin-1")),
            headers=headers,
            body=body,
            request_id=None if self.request_id is None else self.request_id.decode("latin-1"),
            client_id=self.client_id,
            status=self.status,
            duration_ms=None if self.duration is None else round(self.duration * 1000, 3),
            fault=self.fault,
            worker=self.worker,
        )


def _masked_header(name: str, value: str) -> str:
    """A header's value, or the mask; an authorization keeps its scheme, which tells how a client signs in."""
    if name not in _SECRET_HEADERS:
        return value
    scheme, blank, _ = value.partition(" ")
    return f"{scheme} {MASK}" if blank and name.endswith(("authorization", "x-auth-token")) else MASK


def _is_secret(name: str) -> bool:
    """Whether a field of this name holds a secret."""
    plain = name.lower().replace("_", "").replace("-", "")
    return any(word in plain for word in _SECRET_WORDS)


def redact_query(query: str) -> str:
    """A query string or form with the values of secret fields masked; one without any stays as it is."""
    pairs = parse_qsl(query, keep_blank_values=True)
    if not any(_is_secret(name) for name, _ in pairs):
        return query
    return urlencode([(name, MASK if _is_secret(name) else value) for name, value in pairs], safe="*")


def redact_body(body: bytes, content_type: str, *, cut: bool = False) -> str:
    """A request body as text with secrets masked; `cut` says that it is only the beginning."""
    text = body.decode("utf-8", "replace")
    ending = "…" if cut else ""
    if "x-www-form-urlencoded" in content_type.lower():
        return redact_query(text) + ending
    if not cut:
        try:
            parsed: object = msgspec.json.decode(body)
        except (msgspec.DecodeError, RecursionError):
            pass
        else:
            masked, touched = _mask(parsed)
            return msgspec.json.encode(masked).decode() if touched else text
    # What is no JSON, or only a part of it, is shown up to its first secret, since nobody knows where that ends.
    plain = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
    secret = _SECRET_KEY.search(plain)
    return f'{plain[: secret.end()]} "{MASK}"…' if secret else text + ending


def _mask(value: object) -> tuple[object, bool]:
    """A JSON value with secret fields masked, and whether there were any."""
    if isinstance(value, dict):
        touched = False
        out: dict[str, object] = {}
        for name, item in cast("dict[str, object]", value).items():
            if _is_secret(name) and item is not None:
                out[name], touched = MASK, True
            else:
                out[name], inner = _mask(item)
                touched = touched or inner
        return out, touched
    if isinstance(value, list):
        results = [_mask(item) for item in cast("list[object]", value)]
        return [item for item, _ in results], any(touched for _, touched in results)
    return value, False


def select(
    entries: list[JournalEntry],
    *,
    method: str | None = None,
    path: str | None = None,
    status: int | None = None,
    since: int | None = None,
    limit: int | None = None,
) -> list[JournalEntry]:
    """The entries that fit, oldest first.

    Args:
        entries: Entries, oldest first.
        method: HTTP method, in any case.
        path: Glob over the path.
        status: Status of the answer.
        since: Only entries with a greater `seq`.
        limit: The newest so many; default: all.
    """
    rule = FaultRule(method=method, path=path or "*", delay=1)  # the same patterns as for faults
    chosen = [
        entry
        for entry in entries
        if fault_matches(rule, entry.method, entry.path)
        and (status is None or entry.status == status)
        and (since is None or entry.seq > since)
    ]
    return chosen if limit is None else chosen[-limit:] if limit > 0 else []

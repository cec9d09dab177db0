"""What every request passes on its way in: journal, faults, token check; and `X-Request-ID` on its way out.

One ASGI callable around the whole application, so that it also sees paths that do not exist. It runs on
each request and is written to cost little: nothing is parsed or copied that nobody has asked for.
"""

from __future__ import annotations

import asyncio
import logging
import os
from time import perf_counter

from timeback_sandbox.access import allowed, is_open
from timeback_sandbox.asgi import CLIENT, SANDBOX, Application, Message, Receive, Scope, Send
from timeback_sandbox.fault_effects import ConnectionCut, apply_fault, send_answer
from timeback_sandbox.formats import error_bytes
from timeback_sandbox.journal import Pending
from timeback_sandbox.sever import sever
from timeback_sandbox.state import State
from timeback_sandbox.tokens import Rejection

__all__ = ["SLASH", "SandboxMiddleware", "protect_slashes"]

logger = logging.getLogger("timeback_sandbox")

CONTROL_PREFIX = "/_sandbox"

SLASH = "\ue02f"
"""Stands for a percent-encoded slash in `scope["path"]`, until the path has been taken apart."""

_JSON: tuple[bytes, bytes] = (b"content-type", b"application/json")
_REASONS: dict[Rejection, str] = {
    "foreign": "The bearer token was not issued by this server",
    "expired": "The bearer token has expired",
    "revoked": "The bearer token has been revoked",
}


def protect_slashes(path: str, raw_path: bytes | None) -> str:
    """The decoded path, in which an encoded slash is no separator: `a%2Fb` stays one segment.

    The mark is turned back into a slash where path parameters are read.
    """
    if raw_path is None or b"%2" not in raw_path:
        return path
    raw = raw_path.partition(b"?")[0]
    if b"%2f" not in raw.lower():
        return path
    from urllib.parse import unquote

    return "/".join(
        unquote(segment.decode("latin-1"), errors="replace").replace("/", SLASH) for segment in raw.split(b"/")
    )


class SandboxMiddleware:
    """Journal, faults, token check, request id around an ASGI application.

    Args:
        app: The application.
        state: The sandbox's state.
    """

    __slots__ = ("_app", "_body_limit", "_no_auth", "_pid", "_state", "_strict")

    def __init__(self, app: Application, state: State) -> None:
        self._app = app
        self._state = state
        self._no_auth = state.settings.no_auth
        self._strict = state.settings.strict_scopes
        self._body_limit = state.settings.journal_body_bytes
        self._pid = os.getpid()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handles one request."""
        if scope["type"] != "http":
            await self._refuse_websocket(receive, send)
            return
        state = self._state
        room = state.room
        if room.shared:
            state.refresh()
        scope[SANDBOX] = state
        path = scope["path"] = protect_slashes(scope["path"], scope.get("raw_path"))
        if path.startswith(CONTROL_PREFIX):
            await self._app(scope, receive, send)  # guarded by its own key
            return

        started = perf_counter()
        authorization: bytes | None = None
        request_id: bytes | None = None
        has_body = False
        for name, value in scope["headers"]:
            if name == b"authorization":
                authorization = value
            elif name == b"x-request-id":
                request_id = value
            elif name == b"content-length" or name == b"transfer-encoding":  # noqa: PLR1714 - faster than a set
                has_body = True
        entry = Pending(
            scope["method"],
            path.replace(SLASH, "/"),
            scope["query_string"],
            scope["headers"],
            state.clock.timestamp(),
            self._pid,
        )
        entry.request_id = request_id

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                entry.status = message["status"]
                if request_id is not None:
                    message["headers"] = [*message["headers"], (b"x-request-id", request_id)]
            await send(message)

        read = self._reader(receive, entry) if has_body else receive
        rule = room.fire(entry.method, entry.path) if room.has_faults else None
        if rule is not None:
            entry.fault = rule.id
        room.open_entry(entry)
        try:
            if rule is None:
                await self._serve(scope, read, answer, entry, authorization)
            else:

                async def serve(scope: Scope, receive: Receive, send: Send) -> None:
                    await self._serve(scope, receive, send, entry, authorization)

                await apply_fault(rule, serve, scope, read, answer)
        except ConnectionCut:
            self._cut(scope)
        except asyncio.CancelledError:  # the caller has gone, or the sandbox is being stopped
            if entry.status is None:
                self._cut(scope)
            raise
        except Exception:
            logger.exception("%s %s failed", entry.method, entry.path)
            if entry.status is not None:  # too late for another answer
                raise
            await send_answer(answer, 500, [_JSON], error_bytes(entry.path, 500))
        finally:
            entry.duration = perf_counter() - started
            room.close_entry(entry)

    def _reader(self, receive: Receive, entry: Pending) -> Receive:
        """Reads the request's body and lets the journal keep its beginning."""
        limit = self._body_limit

        async def read() -> Message:
            message = await receive()
            if message["type"] == "http.request":
                chunk = message.get("body")
                if chunk:
                    entry.keep(chunk, limit)
            return message

        return read

    async def _serve(
        self, scope: Scope, receive: Receive, send: Send, entry: Pending, authorization: bytes | None
    ) -> None:
        """Checks the token and lets the application answer."""
        if not self._no_auth and not is_open(scope["path"]):
            refusal = self._refusal(scope, entry, authorization)
            if refusal is not None:
                status, description = refusal
                headers = [_JSON]
                if status == 401:
                    headers.append((b"www-authenticate", b'Bearer realm="timeback-sandbox"'))
                await send_answer(send, status, headers, error_bytes(scope["path"], status, description))
                return
        await self._app(scope, receive, send)

    def _refusal(self, scope: Scope, entry: Pending, authorization: bytes | None) -> tuple[int, str] | None:
        """Status and reason when a request may not pass; None when it may."""
        if authorization is None:
            return 401, "A bearer token is missing: send Authorization: Bearer <token>"
        if authorization[:7].lower() != b"bearer ":
            return 401, "The Authorization header holds no bearer token"
        grant = self._state.tokens.check(authorization[7:].strip().decode("latin-1"))
        if isinstance(grant, str):
            return 401, _REASONS[grant]
        entry.client_id = scope[CLIENT] = grant.client_id
        if self._strict and not allowed(grant.scopes, scope["method"], scope["path"]):
            return 403, "The token's scopes do not cover this operation"
        return None

    def _cut(self, scope: Scope) -> None:
        """Cuts the connection; in process it is enough that no answer ever starts."""
        local, remote = self._state.listening, scope.get("client")
        server = scope.get("server")
        if local is None or remote is None or server is None:
            return
        # some servers give ports as text
        sever((server[0], int(server[1] or 0)), (remote[0], int(remote[1])))

    async def _refuse_websocket(self, receive: Receive, send: Send) -> None:
        """There are no websockets here."""
        await receive()
        await send({"type": "websocket.close", "code": 1000, "reason": "this server has no websockets"})

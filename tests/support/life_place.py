"""A service of schools in threads of its own: reachable from any loop, thread or process, and silent on demand."""

from __future__ import annotations

import json
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

SECRET = "s3cr3t-marker"


class Place:
    """What a test knows of the service, and how it makes it fall silent.

    Attributes:
        url: Its address.
        tokens: Token requests that arrived.
        asked: Path with query of every other request that arrived.
        records: How many schools there are.
        headers: Header fields that every answer carries.
        answers: Statuses for the next requests, before the proper answers; with `headers`.
    """

    def __init__(self, records: int = 30) -> None:
        self.url = ""
        self.tokens = 0
        self.asked: list[str] = []
        self.connections = 0
        self.records = records
        self.headers: dict[str, str] = {}
        self.answers: list[int] = []
        self.token_lifetime = 3600
        self._open = {"token": threading.Event(), "data": threading.Event()}
        self._silent_from: int | None = None
        self._arrived = threading.Condition()
        for gate in self._open.values():
            gate.set()

    @property
    def settings(self) -> dict[str, Any]:
        """What a client needs to use it."""
        return {
            "base_url": self.url,
            "auth_url": f"{self.url}/oauth/token",
            "client_id": "someone",
            "client_secret": SECRET,
        }

    def silence(self, what: str, *, from_offset: int | None = None) -> None:
        """Keep answers back: those with a `token`, or the `data`, if wished only from an offset on."""
        self._silent_from = from_offset
        self._open[what].clear()

    def speak(self) -> None:
        """Give the answers that were kept back, and all others."""
        for gate in self._open.values():
            gate.set()

    def wait_for(self, *, tokens: int = 0, asked: int = 0) -> None:
        """Return when so many requests have arrived."""
        with self._arrived:
            assert self._arrived.wait_for(lambda: self.tokens >= tokens and len(self.asked) >= asked, 20), (
                self.tokens,
                self.asked,
            )

    # The server's side

    def note(self, path: str | None) -> None:
        with self._arrived:
            if path is None:
                self.tokens += 1
            else:
                self.asked.append(path)
            self._arrived.notify_all()

    def wait_token(self) -> None:
        self._open["token"].wait(60)

    def wait_data(self, offset: int) -> None:
        if self._silent_from is None or offset >= self._silent_from:
            self._open["data"].wait(60)

    def page(self, limit: int, offset: int) -> list[dict[str, Any]]:
        numbers = range(offset, min(offset + limit, self.records))
        return [{"sourcedId": f"o{number}", "name": f"School {number}", "type": "school"} for number in numbers]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    place: Place

    def setup(self) -> None:
        super().setup()
        self.place.connections += 1

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("content-length", "0")))
        self.place.note(None)
        self.place.wait_token()
        self._answer({"access_token": f"token-{self.place.tokens}", "expires_in": self.place.token_lifetime})

    def do_GET(self) -> None:
        asked = parse_qs(urlsplit(self.path).query)
        offset = int(asked.get("offset", ["0"])[0])
        self.place.note(self.path)
        self.place.wait_data(offset)
        status = self.place.answers.pop(0) if self.place.answers else 200
        self._answer({"orgs": self.place.page(int(asked.get("limit", ["100"])[0]), offset)}, status)

    def _answer(self, body: dict[str, Any], status: int = 200) -> None:
        content = json.dumps(body).encode()
        try:
            self.send_response_only(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.send_header("X-Total-Count", str(self.place.records))
            for name, value in self.place.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)
        except OSError:  # whoever asked has gone
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that breaks off is what these tests are about."""


@contextmanager
def placed(records: int = 30, tls: ssl.SSLContext | None = None) -> Iterator[Place]:
    """A running service; at the end it lets go of everything that it kept waiting."""
    place = Place(records)
    server = _Server(("127.0.0.1", 0), type("Handler", (_Handler,), {"place": place}))
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    place.url = f"{'https://localhost' if tls else 'http://127.0.0.1'}:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield place
    finally:
        place.speak()
        server.shutdown()
        server.server_close()
        thread.join(10)

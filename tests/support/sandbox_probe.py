"""A sandbox application with a few routes of its own, and a caller for it, for tests of what surrounds the APIs."""

from __future__ import annotations

import base64
import json
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlencode

from litestar import Request as LitestarRequest
from litestar import Response as LitestarResponse
from litestar import get, post
from litestar.params import FromPath

from timeback_core.transport.asgi import AsgiSender
from timeback_core.transport.message import Request, Response
from timeback_sandbox.app import Route, create_app_for
from timeback_sandbox.settings import Settings
from timeback_sandbox.state import State

BASE = "http://sandbox.timeback.localhost"


def probe_routes() -> list[Route]:
    """Routes that show what reached them; `writes` in the application's state counts the POSTs."""

    @get("/ims/probe/{id:str}")
    async def read(id: FromPath[str]) -> dict[str, str]:
        return {"id": id, "filler": "x" * 400}

    @post("/ims/probe", status_code=201)
    async def write(request: LitestarRequest[Any, Any, Any]) -> dict[str, int]:
        request.app.state.writes = request.app.state.get("writes", 0) + 1
        return {"bytes": len(await request.body())}

    @get("/ims/oneroster/rostering/v1p2/probe")
    async def roster() -> dict[str, str]:
        return {}

    @get("/ims/boom")
    async def boom() -> LitestarResponse[bytes]:
        raise RuntimeError("the insides")

    return [read, write, roster, boom]


class Answer:
    """An answer, its body at hand as JSON."""

    def __init__(self, response: Response) -> None:
        self.status = response.status
        self.headers = response.headers
        self.content = response.content

    @property
    def json(self) -> Any:
        return json.loads(self.content)

    @property
    def minor(self) -> str:
        """The minor code of an IMS error payload; fails when the payload is not complete."""
        body = self.json
        assert body["imsx_codeMajor"] == "failure"
        assert body["imsx_severity"] == "error"
        assert body["imsx_description"]
        field = body["imsx_CodeMinor"]["imsx_codeMinorField"][0]
        assert field["imsx_codeMinorFieldName"] == "TargetEndSystem"
        return str(field["imsx_codeMinorFieldValue"])


class Caller:
    """Calls an application in process."""

    def __init__(self, app: Any, state: State) -> None:
        self.app = app
        self.state = state
        self.sender = AsgiSender(app, base_url=BASE, lifespan=False)
        self.token: str | None = None

    async def __call__(
        self,
        method: str,
        path: str,
        *,
        headers: Mapping[str, str] | None = None,
        json_body: object = None,
        form: Mapping[str, str] | None = None,
        content: bytes | None = None,
        timeout: float = 10.0,
    ) -> Answer:
        sent = dict(headers or {})
        if self.token is not None and "authorization" not in {name.lower() for name in sent}:
            sent["Authorization"] = f"Bearer {self.token}"
        if json_body is not None:
            content = json.dumps(json_body).encode()
            sent["Content-Type"] = "application/json"
        if form is not None:
            content = urlencode(form).encode()
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        return Answer(await self.sender.send(Request(method, BASE + path, sent, content, timeout)))

    async def control(self, method: str, path: str, json_body: object = None) -> Answer:
        """Calls the control API with its key."""
        headers = {"X-Sandbox-Key": self.state.control_key}
        return await self(method, f"/_sandbox{path}", headers=headers, json_body=json_body)

    async def get_token(self, scope: str | None = None, endpoint: str = "main", path: str = "/oauth/token") -> str:
        """A token for the right credentials."""
        client = self.state.credentials[endpoint]
        form = {"grant_type": "client_credentials"} | ({"scope": scope} if scope else {})
        headers = {"Authorization": basic(client.client_id, client.client_secret)}
        answer = await self("POST", path, form=form, headers=headers)
        assert answer.status == 200, answer.content
        return str(answer.json["access_token"])

    async def sign_in(self, scope: str | None = None) -> None:
        """Lets every further request carry a token."""
        self.token = await self.get_token(scope)


def basic(client_id: str, secret: str) -> str:
    """A Basic authorization."""
    return "Basic " + base64.b64encode(f"{client_id}:{secret}".encode()).decode()


@asynccontextmanager
async def probe(**settings: Any) -> AsyncGenerator[Caller]:
    """An empty sandbox in memory with the probe routes, not signed in."""
    state = State(Settings(seed="empty", **settings))
    caller = Caller(create_app_for(state, probe_routes()), state)
    try:
        yield caller
    finally:
        await caller.sender.close()
        state.close()

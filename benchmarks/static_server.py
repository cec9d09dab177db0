"""A server that answers with bytes it made beforehand, so that a measurement sees the client and nothing else.

The first segment of the path says how it behaves: ``/n100000-l50/…`` has 100,000 users and waits 50 ms before every
answer. Below that it has the OneRoster users (list with ``limit`` and ``offset``, one by id), the intake of Caliper,
and a token endpoint.
``/stats`` tells how many tokens were asked for; ``/reset`` sets that to nought. Started by ``local.py``.
"""

from __future__ import annotations

import asyncio
import functools
import json
import re
from typing import Any, Protocol
from urllib.parse import parse_qs

PREFIX = re.compile(r"^/n(\d+)-l(\d+)(/.*)$")
USERS = "/ims/oneroster/rostering/v1p2/users"
TOKEN = json.dumps({"access_token": "static-token", "token_type": "Bearer", "expires_in": 3600}).encode()
GIVEN = ["Ava", "Mateo", "Priya", "Noah", "Zoë", "Kwame", "Lena", "Hiroshi", "Amara", "Łukasz"]
FAMILY = ["Nguyen", "García", "Okafor", "Smith", "Petrov", "Haddad", "Müller", "Johnson", "Silva", "Tanaka"]

counts = {"token": 0, "requests": 0}


class Transport(Protocol):
    """What granian hands over for the answer."""

    async def __call__(self) -> bytes: ...

    def response_bytes(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None: ...

    def response_empty(self, status: int, headers: list[tuple[str, str]]) -> None: ...


@functools.cache
def user(number: int) -> bytes:
    """One user as a roster has them: about 900 bytes, no two alike."""
    given, family = GIVEN[number % 10], FAMILY[number // 10 % 10]
    school = f"school-{number % 40:03d}"
    org = {
        "href": f"https://roster.example/ims/oneroster/rostering/v1p2/orgs/{school}",
        "sourcedId": school,
        "type": "org",
    }
    record = {
        "sourcedId": f"user-{number:06d}",
        "status": "active",
        "dateLastModified": f"2026-{number % 9 + 1:02d}-{number % 28 + 1:02d}T08:{number % 60:02d}:00.000Z",
        "metadata": {"cohort": f"c{number % 12}", "source": "sis"},
        "userMasterIdentifier": f"umi-{number:08d}",
        "username": f"{given}.{family}.{number}".lower(),
        "userIds": [
            {"type": "SIS", "identifier": f"{number:09d}"},
            {"type": "state", "identifier": f"S{number:08d}"},
        ],
        "enabledUser": "true",
        "givenName": given,
        "familyName": family,
        "middleName": None,
        "roles": [{"roleType": "primary", "role": "student" if number % 12 else "teacher", "org": org}],
        "agents": [],
        "primaryOrg": org,
        "email": f"user{number}@students.example",
        "preferredFirstName": given,
        "pronouns": None,
        "grades": [str(number % 12 + 1)],
        "sms": None,
        "phone": f"+1555{number % 10_000_000:07d}",
    }
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode()


@functools.cache
def page(total: int, offset: int, limit: int) -> bytes:
    """The page's body, kept: the second walk over the roster costs the server nothing."""
    rows = b",".join(user(number) for number in range(offset, min(offset + limit, total)))
    counters = (
        f'],"totalCount":{total},"pageCount":{-(-total // limit)},"pageNumber":{offset // limit + 1},'
        f'"offset":{offset},"limit":{limit}}}'
    )
    return b'{"users":[' + rows + counters.encode()


JSON = ("content-type", "application/json")
ACCEPTED = b'{"status":"success","message":"Events accepted","errors":null,"jobId":"17"}'


async def transport_body(transport: Transport) -> bytes:
    """The whole body of the request: an answer before it would be unfair to nobody, but unlike any server."""
    return await transport()


async def app(scope: Any, transport: Transport) -> None:
    """The RSGI application."""
    path: str = scope.path
    if path == "/stats":
        transport.response_bytes(200, [JSON], json.dumps(counts).encode())
        return
    if path == "/reset":
        counts.update(token=0, requests=0)
        transport.response_empty(204, [])
        return
    found = PREFIX.match(path)
    if found is None:
        transport.response_bytes(404, [JSON], b'{"message":"not here"}')
        return
    total, latency, rest = int(found[1]), int(found[2]), found[3]
    counts["requests"] += 1
    if latency:
        await asyncio.sleep(latency / 1000)
    if rest == "/caliper/event":
        await transport_body(transport)
        transport.response_bytes(200, [JSON], ACCEPTED)
    elif rest == "/token":
        counts["token"] += 1
        transport.response_bytes(200, [JSON], TOKEN)
    elif rest.startswith(USERS + "/"):
        number = int(rest.rpartition("-")[2])
        transport.response_bytes(200, [JSON], b'{"user":' + user(number) + b"}")
    elif rest.rstrip("/") == USERS:
        query = parse_qs(scope.query_string)
        offset = int(query.get("offset", ["0"])[0])
        limit = int(query.get("limit", ["100"])[0])
        transport.response_bytes(200, [JSON, ("x-total-count", str(total))], page(total, offset, limit))
    else:
        transport.response_bytes(404, [JSON], b'{"message":"not here"}')

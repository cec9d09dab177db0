"""Plays the exchanges of `exchanges/*.json`: what the server answers, and what the client has to do about it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from transport_fakes import Bench, Tokens

from timeback_core.errors import APIError, TimebackError

FOLDER = Path(__file__).parent / "exchanges"
CASES = [
    pytest.param(case, id=f"{file.stem}: {case['name']}")
    for file in sorted(FOLDER.glob("*.json"))
    for case in json.loads(file.read_text())
]


def answer(step: dict[str, Any]) -> dict[str, Any]:
    """A step of the script; JSON has no bytes, so `text` stands for a body that is not JSON."""
    return {**step, "body": step["text"].encode()} if "text" in step else step


@pytest.mark.anyio
@pytest.mark.parametrize("case", CASES)
async def test_exchange(case: dict[str, Any]) -> None:
    bench = Bench(*map(answer, case["answers"]), **case.get("config", {}))
    settings = dict(case.get("call", {}))
    tokens = Tokens(*settings.pop("tokens")) if "tokens" in settings else None
    expect = case["expect"]
    error: TimebackError | None = None
    try:
        response = await bench.execute(**settings, tokens=tokens)
    except TimebackError as raised:
        error = raised
    assert (type(error).__name__ if error else None) == expect.get("error")
    assert len(bench.sent) == expect["requests"]
    assert bench.delays == expect["delays"]
    if error is None:
        assert response.attempts == expect["requests"]
    else:
        assert isinstance(error, APIError)
        assert error.attempts == expect.get("attempts", expect["requests"])
        assert error.request_id == bench.sent[0].headers["X-Request-ID"]
        for attribute in ("status", "retry_after"):
            if attribute in expect:
                actual = error.status_code if attribute == "status" else error.retry_after
                assert actual == expect[attribute]
        assert expect.get("fragment", "") in str(error)
        if "cause" in expect:
            assert type(error.__cause__).__name__ == expect["cause"]
    for name, values in expect.get("headers", {}).items():
        assert [request.headers.get(name) for request in bench.sent] == values
    if "dropped" in expect and tokens is not None:
        assert tokens.dropped == expect["dropped"]

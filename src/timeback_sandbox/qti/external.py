"""Scores that an item leaves to an address of its own: asked when that is on this machine, else stood in for."""

from __future__ import annotations

import http.client
import logging
import math
from collections.abc import Mapping
from typing import Any, Final, cast

import msgspec

from timeback_core.qti.scoring import CustomOperator, OperatorCall, Record, Value
from timeback_sandbox.qti.scoring import compiled
from timeback_sandbox.webhooks.reach import Refused, Rules, parse_target, resolve

__all__ = ["ASKING", "EXTERNAL_SCORE", "STANDING_IN"]

logger = logging.getLogger("timeback_sandbox.qti")

EXTERNAL_SCORE: Final = "com.alpha-1edtech.ExternalApiScore"
_SECONDS: Final = 5.0
_MOST_READ: Final = 1024 * 1024
_LOOPBACK: Final = Rules(["loopback"])


def _stand_in(call: OperatorCall) -> Value:
    """1 for any answer and 0 for none, as a number or, for an outcome that is a record, as a report."""
    item = compiled(call.xml)
    answered = item is not None and item.program.is_answered(call.responses)
    score = 1.0 if answered else 0.0
    outcome = None if item is None else item.outcomes.get(call.outcome_identifier)
    if outcome is None or outcome.cardinality != "record":
        return score
    comment = "Sandbox grader: response accepted" if answered else "Sandbox grader: no response"
    return Record({"scoreGiven": score, "scoreMaximum": 1.0, "comment": comment})


def _ask(call: OperatorCall) -> Value:
    """What the item's scorer answers; NULL when it fails, and what stands in for it when it is elsewhere."""
    try:
        target = parse_target(call.definition)
        addresses = _LOOPBACK.check(target, resolve(target.host, target.port))
    except (Refused, OSError):
        logger.warning("the scorer %.200r is not on this machine; it is not asked", call.definition)
        return _stand_in(call)
    body = {
        "itemIdentifier": call.item_identifier,
        "outcomeIdentifier": call.outcome_identifier,
        "rawXml": call.xml,
        "responses": call.responses,
    }
    headers = {"Host": target.authority, "Content-Type": "application/json", "Accept": "application/json"}
    try:
        if target.scheme != "http":
            raise ValueError("a scorer on this machine is asked by http, not by https")
        answer = _post(str(addresses[0]), target.port, target.path.decode(), headers, msgspec.json.encode(body))
        return _value(answer, call.outcome_identifier)
    except (OSError, http.client.HTTPException, ValueError, TypeError, msgspec.MsgspecError) as error:
        logger.warning("the scorer %.200r failed, which scores nothing: %s", call.definition, error)
        return None


def _post(host: str, port: int, path: str, headers: Mapping[str, str], body: bytes) -> bytes:
    """The body that a POST is answered with.

    Raises:
        ValueError: The answer is no success, or longer than 1 MiB.
    """
    connection = http.client.HTTPConnection(host, port, timeout=_SECONDS)
    try:
        connection.request("POST", path, body, dict(headers))
        response = connection.getresponse()
        found = response.read(_MOST_READ + 1)
        if not 200 <= response.status < 300:
            raise ValueError(f"it answered {response.status}")
        if len(found) > _MOST_READ:
            raise ValueError("its answer is longer than 1 MiB")
    finally:
        connection.close()
    return found


def _value(answer: bytes, outcome: str) -> Value:
    """The value of an outcome in a scorer's answer.

    Raises:
        ValueError: It has none that an outcome can take.
    """
    decoded: object = msgspec.json.decode(answer)
    outcomes: object = cast("dict[str, Any]", decoded).get("outcomes") if isinstance(decoded, dict) else None
    found: object = cast("dict[str, Any]", outcomes).get(outcome) if isinstance(outcomes, dict) else None
    if isinstance(found, dict):
        fields = cast("dict[str, object]", found)
        return Record({name: _scalar(value) for name, value in fields.items() if value is not None})
    return _scalar(found)


def _scalar(value: object) -> str | float | bool:
    if isinstance(value, bool | str):
        return value
    if isinstance(value, int | float) and math.isfinite(number := float(value)):
        return number
    raise ValueError("its answer holds no outcome that is a number, a text or an object of those")


ASKING: Final[Mapping[str, CustomOperator]] = {EXTERNAL_SCORE: _ask}
"""Asks scorers on this machine."""

STANDING_IN: Final[Mapping[str, CustomOperator]] = {EXTERNAL_SCORE: _stand_in}
"""Asks nobody."""

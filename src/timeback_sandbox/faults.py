"""Faults as data: what may go wrong, for which requests, and how often. Deciding needs no I/O."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from fnmatch import translate
from functools import lru_cache
from hashlib import blake2b
from typing import Literal, get_args

import msgspec

__all__ = [
    "BodyFault",
    "DropFault",
    "FaultRule",
    "FaultState",
    "decide",
    "first_match",
    "matches",
    "retry_after_header",
    "rolls",
]

BodyFault = Literal["truncated", "malformed", "html", "wrong_shape", "trickled"]
"""What happens to an answer's body: announced longer than sent; JSON cut short; an HTML page in its
place; another JSON shape than promised; sent in small pieces over `trickle_seconds`."""

DropFault = Literal["before", "after"]
"""When the connection is cut: before the request is carried out, or after, with no word of the result."""

_EVERYTHING = "*"


class FaultRule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """One thing that goes wrong. The effects combine: a delay before a 503 with a truncated body is fine.

    Args:
        id: Name of the rule, to remove it by; the sandbox gives one when it is empty.
        method: HTTP method it applies to, in any case; None: all.
        path: Glob over the decoded path, `*` crosses slashes: `/ims/*/users*`. Default: every path,
            the token endpoint included, the control API never.
        path_regex: Regular expression to be found in the path, instead of the glob.
        status: Answer with this status (200-599) and do not carry out the request. Default: carry it out.
        retry_after: `Retry-After` of that answer: seconds, or the header's text as it shall be sent.
        retry_after_form: `date` sends the seconds as an HTTP date from now on.
        delay: Seconds to wait first.
        drop: Cut the connection, `before` or `after` carrying out the request.
        body: What to do to the body of the answer.
        trickle_seconds: How long a trickled body takes. Default 1.
        redirect: Absolute URL to answer with a 302 (or with `status`, when that is a 3xx).
        count: How many times it happens; None: until it is removed.
        skip: How many matching requests pass before it starts.
        probability: Chance per matching request, 0 to 1.
        seed: Starts the sequence of chances, so that it repeats.
    """

    id: str = ""
    method: str | None = None
    path: str = _EVERYTHING
    path_regex: str | None = None
    status: int | None = None
    retry_after: float | str | None = None
    retry_after_form: Literal["seconds", "date"] = "seconds"
    delay: float = 0.0
    drop: DropFault | None = None
    body: BodyFault | None = None
    trickle_seconds: float = 1.0
    redirect: str | None = None
    count: int | None = None
    skip: int = 0
    probability: float = 1.0
    seed: int = 0

    def __post_init__(self) -> None:
        problems = list(_problems(self))
        if problems:
            raise ValueError("; ".join(problems))


class FaultState(msgspec.Struct, kw_only=True):
    """A rule with its counts.

    Args:
        rule: The rule.
        seen: Requests that matched it so far.
        fired: How many of them it hit.
    """

    rule: FaultRule
    seen: int = 0
    fired: int = 0

    @property
    def exhausted(self) -> bool:
        """Whether the rule has done all that it was asked to do."""
        return self.rule.count is not None and self.fired >= self.rule.count


def _problems(rule: FaultRule) -> Iterable[str]:
    """What is wrong with a rule, one sentence each."""
    if rule.status is not None and not 200 <= rule.status <= 599:
        yield f"status is from 200 to 599, got {rule.status}"
    if not 0.0 <= rule.probability <= 1.0:
        yield f"probability is from 0 to 1, got {rule.probability}"
    if rule.count is not None and rule.count < 1:
        yield f"count is at least 1, got {rule.count}"
    if rule.skip < 0:
        yield f"skip is 0 or more, got {rule.skip}"
    for name in ("delay", "trickle_seconds"):
        seconds: float = getattr(rule, name)
        if not 0.0 <= seconds <= 3600.0:
            yield f"{name} is from 0 to 3600 seconds, got {seconds}"
    if isinstance(rule.retry_after, float | int) and not 0 <= rule.retry_after <= 1e9:
        yield f"retry_after is 0 or more seconds, got {rule.retry_after}"
    for name in ("retry_after", "redirect"):
        text = getattr(rule, name)
        if isinstance(text, str) and not (text.isascii() and text.isprintable()):
            yield f"{name} must be plain printable text"
    for name, words in (("drop", get_args(DropFault)), ("body", get_args(BodyFault))):
        word = getattr(rule, name)
        if word is not None and word not in words:
            yield f"{name} is one of {', '.join(words)}, got {word!r}"
    if rule.path_regex is not None:
        if rule.path != _EVERYTHING:
            yield "give path or path_regex, not both"
        try:
            re.compile(rule.path_regex)
        except re.error as error:
            yield f"path_regex {rule.path_regex!r} is no regular expression: {error}"
    if not (rule.status or rule.delay or rule.drop or rule.body or rule.redirect):
        yield "a fault needs at least one of status, delay, drop, body, redirect"


@lru_cache(maxsize=512)
def _compiled(path: str, path_regex: str | None) -> re.Pattern[str]:
    """The pattern that decides about paths."""
    return re.compile(path_regex) if path_regex is not None else re.compile(translate(path))


def matches(rule: FaultRule, method: str, path: str) -> bool:
    """Whether a rule is about this request."""
    if rule.method is not None and rule.method.upper() != method:
        return False
    if rule.path_regex is None and rule.path == _EVERYTHING:
        return True
    pattern = _compiled(rule.path, rule.path_regex)
    return (pattern.search(path) if rule.path_regex is not None else pattern.match(path)) is not None


def rolls(probability: float, seed: int, nth: int) -> bool:
    """Whether chance hits the `nth` matching request (from 0); the same arguments give the same answer."""
    if probability >= 1.0:
        return True
    digest = blake2b(f"{seed}:{nth}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") / 2**64 < probability


def decide(state: FaultState) -> tuple[bool, FaultState]:
    """Whether a matching request is hit now, and the rule's counts afterwards."""
    if state.exhausted:
        return False, state
    rule, nth = state.rule, state.seen
    hit = nth >= rule.skip and rolls(rule.probability, rule.seed, nth)
    return hit, FaultState(rule=rule, seen=nth + 1, fired=state.fired + hit)


def first_match(
    states: list[FaultState], method: str, path: str
) -> tuple[FaultRule | None, list[tuple[int, FaultState]]]:
    """The rule that hits a request, and the new counts by position of every rule that was asked.

    Rules are asked in the order in which they were added; the first that hits ends the round.
    """
    changed: list[tuple[int, FaultState]] = []
    for position, state in enumerate(states):
        if state.exhausted or not matches(state.rule, method, path):
            continue
        hit, after = decide(state)
        changed.append((position, after))
        if hit:
            return state.rule, changed
    return None, changed


def retry_after_header(rule: FaultRule, now: datetime) -> str | None:
    """The text of a rule's `Retry-After` header; `now` is real time, which the caller of the API sees too."""
    value = rule.retry_after
    if value is None or isinstance(value, str):
        return value
    if rule.retry_after_form == "date":
        return format_datetime((now + timedelta(seconds=value)).astimezone(UTC), usegmt=True)
    return f"{value:g}" if value < 1e6 else str(int(value))

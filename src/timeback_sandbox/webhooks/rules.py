"""What a webhook and a filter have to be. Everything that is wrong with a body is reported together."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, cast
from urllib.parse import urlsplit

import msgspec

from timeback_sandbox.problems import Problem
from timeback_sandbox.webhooks.bodies import FilterErrors, Issue, WebhookErrors
from timeback_sandbox.webhooks.matching import OPERATIONS, TYPES, Filter, FilterError, compile_filter

__all__ = [
    "FilterFields",
    "InvalidFilter",
    "InvalidWebhook",
    "WebhookFields",
    "no_object",
    "read_filter",
    "read_webhook",
]

_NO_HEADER = re.compile(r"[\x00-\x1f\x7f]")
"""Characters that a header cannot carry, and a secret goes into one."""
LONGEST_PATH = 1000
"""Characters of a filter's path: it is followed while events are stored, so that a long one would hold up everybody."""
_UNFIT_FOR_URLS = re.compile(r"[\x00-\x20\x7f]")
_KINDS = ((bool, "boolean"), (str, "string"), (int, "number"), (float, "number"), (list, "array"), (dict, "object"))


class WebhookFields(NamedTuple):
    """What a caller may say about a webhook, in the order of the table."""

    name: str
    description: str | None
    target_url: str
    secret: str
    active: bool
    sensor: str | None


class FilterFields(NamedTuple):
    """What a caller may say about a filter, in the order of the table."""

    webhook_id: str
    filter_key: str
    filter_value: str
    filter_type: str
    filter_operation: str
    active: bool


class InvalidWebhook(Problem):
    """A webhook cannot be used.

    Args:
        issues: Everything that is wrong with it.
    """

    def __init__(self, issues: Sequence[Issue]) -> None:
        super().__init__(400, "Invalid webhook data")
        self.issues = list(issues)

    def body(self) -> bytes:
        """The answer's body."""
        return msgspec.json.encode(WebhookErrors(error=self.description, details=self.issues))


class InvalidFilter(Problem):
    """A filter cannot be used.

    Args:
        issues: Everything that is wrong with it.
    """

    def __init__(self, issues: Sequence[Issue]) -> None:
        said = "; ".join(f"{'.'.join(issue.path) or 'body'}: {issue.message}" for issue in issues)
        super().__init__(400, f"Invalid webhook filter data: {said}")
        self.issues = list(issues)

    def body(self) -> bytes:
        """The answer's body."""
        return msgspec.json.encode(FilterErrors(status="error", message=self.description, errors=self.issues))


def no_object(value: object) -> Issue:
    """That a body is no JSON object."""
    return Issue(
        code="invalid_type", expected="object", received=_kind(value), path=[], message="Expected a JSON object"
    )


def read_webhook(body: Mapping[str, Any]) -> WebhookFields:
    """The webhook that a body describes. What it says besides is ignored.

    Raises:
        InvalidWebhook: With everything that is wrong.
    """
    reader = _Reader(body)
    fields = WebhookFields(
        name=reader.text("name"),
        description=reader.text_or_null("description"),
        target_url=reader.text("targetUrl").strip(),
        secret=reader.text("secret"),
        active=reader.truth("active"),
        sensor=reader.text_or_null("sensor"),
    )
    if fields.target_url and not _is_target(fields.target_url):
        reader.add("invalid_string", "absolute http or https URL", "string", "targetUrl", "Invalid url")
    if _NO_HEADER.search(fields.secret):
        reader.add(
            "invalid_string", "text without control characters", "string", "secret", "A header cannot carry the secret"
        )
    if reader.issues:
        raise InvalidWebhook(reader.issues)
    return fields


def read_filter(body: Mapping[str, Any], webhooks: Sequence[str]) -> FilterFields:
    """The filter that a body describes. What it says besides is ignored.

    Args:
        body: Of the request.
        webhooks: The webhook that it names, if there is one of that id.

    Raises:
        InvalidFilter: With everything that is wrong.
    """
    reader = _Reader(body)
    webhook_id = reader.text("webhookId")
    if webhook_id and webhook_id not in webhooks:
        reader.add("custom", "id of a webhook", "unknown id", "webhookId", f"There is no webhook {_short(webhook_id)}")
    key = reader.text("filterKey")
    if len(key) > LONGEST_PATH:
        limit = f"at most {LONGEST_PATH} characters"
        reader.add("too_big", limit, f"{len(key)} characters", "filterKey", f"A path has {limit}")
    value = reader.text("filterValue", empty=True)
    kind = reader.word("filterType", TYPES)
    operation = _operation(reader)
    active = reader.truth("active")
    if not reader.wrong("filterValue", "filterType", "filterOperation", "filterOperator"):
        try:
            compile_filter(Filter(key, value, cast("Any", kind), operation))
        except FilterError as error:
            reader.add("custom", f"a value for {kind} and {operation}", "string", "filterValue", str(error))
    if reader.issues:
        raise InvalidFilter(reader.issues)
    return FilterFields(webhook_id, key, value, kind, operation, active)


def _operation(reader: _Reader) -> str:
    """The operation by either of its names."""
    given = [name for name in ("filterOperation", "filterOperator") if reader.body.get(name) is not None]
    words = [reader.word(name, OPERATIONS) for name in given or ["filterOperation"]]
    if len(set(words)) > 1 and all(words):
        reader.add(
            "custom",
            words[0],
            words[1],
            "filterOperator",
            "filterOperation and filterOperator differ; send one of them",
        )
    return words[0]


class _Reader:
    """Takes members out of a body and remembers what is wrong with them; what is wrong comes back empty."""

    def __init__(self, body: Mapping[str, Any]) -> None:
        self.body = body
        self.issues: list[Issue] = []

    def add(self, code: str, expected: str, received: str, name: str, message: str) -> None:
        self.issues.append(Issue(code=code, expected=expected, received=received, path=[name], message=message))

    def wrong(self, *names: str) -> bool:
        """Whether anything is wrong with one of these members."""
        return any(issue.path[0] in names for issue in self.issues)

    def text(self, name: str, *, empty: bool = False) -> str:
        value = self.body.get(name)
        if not isinstance(value, str):
            self._type(name, "string")
            return ""
        if not empty and not value.strip():
            self.add("too_small", "at least 1 character", "0 characters", name, "Must not be empty")
            return ""
        return value

    def text_or_null(self, name: str) -> str | None:
        value = self.body.get(name)
        if value is not None and not isinstance(value, str):
            self._type(name, "string")
            return None
        return value

    def truth(self, name: str) -> bool:
        value = self.body.get(name)
        if not isinstance(value, bool):
            self._type(name, "boolean")
            return False
        return value

    def word(self, name: str, words: Sequence[str]) -> str:
        value = self.body.get(name)
        if not isinstance(value, str):
            self._type(name, "string")
            return ""
        if value not in words:
            expected = " | ".join(f"'{word}'" for word in words)
            self.add("invalid_enum_value", expected, _short(value), name, f"Invalid enum value. Expected {expected}")
            return ""
        return value

    def _type(self, name: str, expected: str) -> None:
        if name not in self.body:
            self.add("invalid_type", expected, "undefined", name, "Required")
        else:
            received = _kind(self.body[name])
            self.add("invalid_type", expected, received, name, f"Expected {expected}, received {received}")


def _is_target(url: str) -> bool:
    if _UNFIT_FOR_URLS.search(url):
        return False
    try:
        parts = urlsplit(url)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:  # a port that is no number, brackets that do not match
        return False


def _kind(value: object) -> str:
    return next((name for kind, name in _KINDS if isinstance(value, kind)), "null")


def _short(text: str) -> str:
    return repr(text if len(text) <= 100 else f"{text[:100]}…")

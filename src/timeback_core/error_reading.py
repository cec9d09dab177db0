"""What an answer of the server says about an error: pure functions over bodies, headers and URLs.

Nothing here raises for strange input. A server that answers `null` where a list belongs, or HTML where JSON
belongs, is exactly when a reader of errors has to keep working.
"""

from __future__ import annotations

from timeback_core._light import cast

TYPE_CHECKING = False  # the type checkers know the name; importing typing for it would slow down every start
if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from timeback_core.masterytrack.models import MasteryTrackExistingAssignment

MESSAGE_LIMIT = 500
"""A raw body is cut at this many characters when it has to serve as the message."""

PREVIEW_LIMIT = 200
"""A body that could not be read is shown up to this many characters."""

SAFE_HEADERS = frozenset(
    {
        "age",
        "allow",
        "cache-control",
        "cf-ray",
        "content-encoding",
        "content-length",
        "content-type",
        "date",
        "etag",
        "last-modified",
        "ratelimit-limit",
        "ratelimit-remaining",
        "ratelimit-reset",
        "retry-after",
        "server",
        "via",
        "x-amzn-requestid",
        "x-amzn-trace-id",
        "x-correlation-id",
        "x-ratelimit-limit",
        "x-ratelimit-remaining",
        "x-ratelimit-reset",
        "x-request-id",
        "x-total-count",
    }
)
"""Response headers that an error may carry: they name no person and hold no credential."""


def decode_body(content: bytes) -> object:
    """Return what a body says: parsed JSON, else its text, else None when it is blank."""
    text = content.decode("utf-8", "replace")
    if not text.strip():
        return None
    import msgspec

    try:
        parsed: object = msgspec.json.decode(content)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return text
    return parsed


def as_mapping(value: object) -> dict[str, object] | None:
    """Return the value if it is a JSON object, else None."""
    return cast("dict[str, object]", value) if isinstance(value, dict) else None


def _filled(value: object) -> str | None:
    """Return a string with something in it, else None."""
    return value if isinstance(value, str) and value.strip() else None


def read_message(body: object) -> str | None:
    """Return the message that a body gives, by the rule for all services, or None when it gives none."""
    if isinstance(body, str):
        return cut(body.strip(), MESSAGE_LIMIT) or None
    fields = as_mapping(body)
    if fields is None:
        return None
    message = _filled(fields.get("message"))
    if message is None and "error" in fields:  # an OAuth body: the description says more than the code
        message = _filled(fields.get("error_description")) or _filled(fields.get("error"))
    return message or _filled(fields.get("imsx_description"))


def cut(text: str, limit: int) -> str:
    """Return the text, cut at the limit with an ellipsis when it is longer."""
    return text if len(text) <= limit else text[: limit - 1] + "…"


def read_text(body: object, name: str) -> str | None:
    """Return a text field of a body that is an object, else None."""
    fields = as_mapping(body)
    value = fields.get(name) if fields else None
    return value if isinstance(value, str) else None


def read_minor_codes(body: object) -> list[dict[str, str]]:
    """Return the minor codes of an IMS error payload as `{"field", "value"}`; empty when there are none."""
    fields = as_mapping(body)
    minor = None
    if fields is not None:  # the platform writes the C large, the standard small
        minor = as_mapping(fields.get("imsx_CodeMinor")) or as_mapping(fields.get("imsx_codeMinor"))
    entries = _as_list(minor.get("imsx_codeMinorField")) if minor else []
    found: list[dict[str, str]] = []
    for entry in entries:
        pair = as_mapping(entry)
        if pair is not None:
            found.append(
                {
                    "field": _as_text(pair.get("imsx_codeMinorFieldName")),
                    "value": _as_text(pair.get("imsx_codeMinorFieldValue")),
                }
            )
    return found


def read_details(body: object) -> list[object]:
    """Return the detail entries of an IMS error payload, else those of `meta.issues`; empty when there are none."""
    fields = as_mapping(body) or {}
    return _as_list(fields.get("imsx_error_details")) or read_issues(body)


def read_issues(body: object) -> list[object]:
    """Return the entries of `meta.issues`, each with its field as `path`; empty when there are none."""
    meta = as_mapping((as_mapping(body) or {}).get("meta")) or {}
    found: list[object] = []
    for entry in _as_list(meta.get("issues")):
        issue = as_mapping(entry)
        if issue is not None and "path" not in issue and "field" in issue:
            named = {"path" if name == "field" else name: value for name, value in issue.items()}
            found.append(named)
        else:
            found.append(entry)
    return found


def read_errors(body: object) -> list[object]:
    """Return the entries of `errors` or `details`, whichever a body fills; empty when there are none."""
    fields = as_mapping(body) or {}
    return _as_list(fields.get("errors")) or _as_list(fields.get("details"))


def read_existing_assignment(body: object) -> MasteryTrackExistingAssignment | None:
    """Return the assignment that a refusal of MasteryTrack names as the one in the way, or None."""
    data = as_mapping((as_mapping(body) or {}).get("data"))
    existing = as_mapping(data.get("existing_assignment")) if data else None
    if existing is None:
        return None
    from importlib import import_module

    # by name, so that what is at the bottom does not lean on a service
    kind = import_module("timeback_core.masterytrack.models").MasteryTrackExistingAssignment
    from_dict = import_module("timeback_core.decoding").convert_record
    return cast("MasteryTrackExistingAssignment", from_dict(existing, kind))


def _as_list(value: object) -> list[object]:
    """Return a list as it is, a single entry as a list of one, anything else as an empty list."""
    if isinstance(value, list):
        return list(cast("list[object]", value))
    return [value] if isinstance(value, dict | str) and value else []


def _as_text(value: object) -> str:
    """Return the value as text; a missing part is the empty string."""
    return "" if value is None else str(value)


def safe_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """Return the headers that an error may carry, with lower-case names."""
    return {name.lower(): value for name, value in headers.items() if name.lower() in SAFE_HEADERS}


def header(headers: Mapping[str, str], name: str) -> str | None:
    """Return a header by its name in any case, or None."""
    found = headers.get(name)
    if found is not None:
        return found
    wanted = name.lower()
    return next((value for key, value in headers.items() if key.lower() == wanted), None)


def redact_url(url: str) -> str:
    """Return the URL without user-info, fragment and the values of its query.

    The names of the query parameters stay, since they help to tell requests apart; the values are filters
    and identifiers, which name people.
    """
    url = url.partition("#")[0]
    address, question_mark, query = url.partition("?")
    scheme, separator, rest = address.partition("://")
    if separator:
        authority, slash, path = rest.partition("/")
        address = f"{scheme}{separator}{authority.rpartition('@')[2]}{slash}{path}"
    if not question_mark:
        return address
    names = dict.fromkeys(part.partition("=")[0] for part in query.split("&") if part)
    return f"{address}?{'&'.join(names)}"


def host_of(url: str) -> str:
    """Return the host (and port) of an absolute URL, or an empty string."""
    rest = url.partition("://")[2]
    for mark in "/?#":
        rest = rest.partition(mark)[0]
    return rest.rpartition("@")[2]


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Return the seconds that an answer asks to wait, or None.

    A date is compared with the answer's own: both are by the server's clock, which need not agree with ours.

    Args:
        headers: The headers of the answer, names in any case.
    """
    value = header(headers, "retry-after")
    if value is None:
        return None
    return parse_retry_after(value, now=_http_date(header(headers, "date") or ""))


def parse_retry_after(value: str | None, *, now: datetime | None = None) -> float | None:
    """Return the seconds that a `Retry-After` header asks to wait.

    Args:
        value: The header: non-negative seconds, decimals allowed, or an HTTP date (GMT when it has no zone).
        now: The moment from which a date counts; the current time when omitted.

    Returns:
        Seconds, 0 for a date in the past; None when there is no header or it cannot be read.

    Source:
        RFC 9110, section 10.2.3.
    """
    if value is None:
        return None
    value = value.strip()
    if value.replace(".", "", 1).isascii() and value.replace(".", "", 1).isdigit():
        return float(value)
    moment = _http_date(value)
    if moment is None:
        return None
    from datetime import UTC, datetime

    return max(0.0, (moment - (now or datetime.now(UTC))).total_seconds())


def _http_date(text: str) -> datetime | None:
    """The moment that an HTTP date stands for, GMT when it names no zone; None when it cannot be read."""
    if not text[:3].isalpha():
        return None
    from datetime import UTC
    from email.utils import parsedate_to_datetime

    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


def body_preview(text: str) -> str:
    """Return the beginning of a body that could not be read, with dots where it was cut."""
    return text if len(text) <= PREVIEW_LIMIT else f"{text[:PREVIEW_LIMIT]}..."

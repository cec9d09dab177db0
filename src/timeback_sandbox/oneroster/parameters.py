"""The query parameters of reads: seven on lists, `fields` on single reads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from timeback_sandbox.oneroster.errors import bad_field, bad_request, detail, invalid
from timeback_sandbox.oneroster.kind import Kind
from timeback_sandbox.oneroster.platforms import Platform
from timeback_sandbox.paging import MAX_OFFSET, Pairs, first_values, whole_number
from timeback_sandbox.serving import read_pairs

_MAX_SEARCH = 1_000
_MOST_PARAMETERS = 100


@dataclass(frozen=True, slots=True)
class ListQuery:
    """What a list request asks for."""

    limit: int
    offset: int
    sort: str | None
    descending: bool
    filter: str | None
    search: str | None
    fields: frozenset[str] | None


def parse_pairs(query: bytes) -> list[tuple[str, str]]:
    """The names and values of a query string.

    Raises:
        Problem: 400, it is not UTF-8, or has hundreds of parameters.
    """
    return read_pairs(query, _MOST_PARAMETERS, bad_request)


def parse_list_query(pairs: Pairs, kind: Kind, platform: Platform) -> ListQuery:
    """The parameters of a list. Of one that comes twice, the first counts; unknown ones are ignored.

    Raises:
        Problem: 422 for limit, offset and orderBy, 400 for fields.
    """
    given = first_values(pairs)
    issues: list[dict[str, str]] = []
    limit = _integer(given, "limit", platform.default_limit, 1, platform.max_limit, issues)
    offset = _integer(given, "offset", 0, 0, MAX_OFFSET, issues)
    order = given.get("orderBy")
    if order is not None and order not in platform.orders:
        issues.append(detail("orderBy", "Must be one of: " + ", ".join(platform.orders)))
    search = given.get("search")
    if search is not None and len(search) > _MAX_SEARCH:
        issues.append(detail("search", f"Must be at most {_MAX_SEARCH} characters"))
    if issues:
        raise invalid(issues)
    return ListQuery(
        limit=limit,
        offset=offset,
        sort=given.get("sort"),
        descending=order == platform.orders[1],
        filter=given.get("filter"),
        search=search or None,
        fields=parse_fields(given.get("fields"), kind, platform),
    )


def single_fields(pairs: Pairs, kind: Kind, platform: Platform) -> frozenset[str] | None:
    """The `fields` of a single read; None when all are wanted."""
    return parse_fields(first_values(pairs).get("fields"), kind, platform)


def parse_fields(text: str | None, kind: Kind, platform: Platform) -> frozenset[str] | None:
    """The selected field names, `sourcedId` always among them.

    Raises:
        Problem: 400 `invalid_selection_field`, one of them is unknown or blank.
    """
    if text is None:
        return None
    names = [name.strip() for name in text.split(",")]
    known = kind.read_names | platform.extra_fields.get(kind.name, frozenset())
    for name in names:
        if name not in known:
            shown = repr(name[:100]) if name else "a blank name"
            raise bad_field(f"{shown} is no field of {kind.name}")
    return frozenset({*names, "sourcedId"})


Bound = Literal["limit", "offset"]


def _integer(
    given: dict[str, str], name: Bound, default: int, low: int, high: int, issues: list[dict[str, str]]
) -> int:
    value = whole_number(given.get(name), default, low, high)
    if value is None:
        issues.append(detail(name, f"Must be a whole number from {low} to {high}"))
        return default
    return value

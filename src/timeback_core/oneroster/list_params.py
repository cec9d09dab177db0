"""The keywords that every list of records takes, as one type."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypedDict

from timeback_core.filters import WhereClause
from timeback_core.oneroster.vocabulary import OrderBy

__all__ = ["ListParams"]


class ListParams(TypedDict, total=False):
    """Keywords of a list: ``await client.users.list(**params)``."""

    limit: int
    """Records per page."""
    offset: int
    """Records to skip."""
    sort: str
    """The field to sort by."""
    order_by: OrderBy
    """Direction of the sort."""
    where: WhereClause | str
    """The condition; see `timeback_core.filters`."""
    fields: Sequence[str]
    """The fields to fetch."""
    search: str
    """Free text that a record has to contain."""

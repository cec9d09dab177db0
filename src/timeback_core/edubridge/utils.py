"""Small helpers under the name by which applications import them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from timeback_core.edubridge.dates import normalize_end_date, normalize_start_date
from timeback_core.edubridge.models_users import User
from timeback_core.edubridge.totals import aggregate_activity_metrics
from timeback_core.values import normalize_boolean, normalize_date

__all__ = [
    "aggregate_activity_metrics",
    "normalize_boolean",
    "normalize_date",
    "normalize_end_date",
    "normalize_start_date",
    "normalize_user",
]

UserLike = TypeVar("UserLike", User, Mapping[str, Any])


def normalize_user(user: UserLike) -> UserLike:
    """Return the user with ``enabled_user`` as a bool; the one given stays as it was.

    Args:
        user: A record, or a mapping under the wire's or Python's names. Of the texts, only ``true`` is True; a
            user that does not say so is not enabled.
    """
    if isinstance(user, User):
        return user.replace(enabled_user=normalize_boolean(user.enabled_user or False))
    name = "enabled_user" if "enabled_user" in user else "enabledUser"
    return cast("UserLike", {**user, name: normalize_boolean(user.get(name) or False)})

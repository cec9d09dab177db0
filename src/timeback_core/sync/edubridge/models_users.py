# Written by tools/generate_sync.py from timeback_core/edubridge/models_users.py; changes belong there.
"""Users as EduBridge shows them: the OneRoster user with its profiles and demographics."""

from __future__ import annotations

from typing import ClassVar

from timeback_core.edubridge.models_users import (
    Demographics,
    PrimaryOrg,
    User,
    UserApp,
    UserCredential,
    UserId,
    UserProfile,
    UserRole,
)
from timeback_core.sync.counted_page import CountedPage

__all__ = [
    "Demographics",
    "PrimaryOrg",
    "User",
    "UserApp",
    "UserCredential",
    "UserId",
    "UserPage",
    "UserProfile",
    "UserRole",
]


class UserPage(CountedPage[User]):
    """One page of users."""

    __slots__ = ()

    key: ClassVar[str] = "users"

    @property
    def users(self) -> list[User]:
        """The users of the page; `data` under its name on the wire."""
        return self.data

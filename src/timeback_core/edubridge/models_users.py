"""Users as EduBridge shows them: the OneRoster user with its profiles and demographics."""

from __future__ import annotations

from typing import Any, ClassVar

from timeback_core.counted_page import CountedPage
from timeback_core.edubridge.models_base import Moment, Tolerant
from timeback_core.edubridge.models_tracks import GUIDRef
from timeback_core.model import Model
from timeback_core.wire import Day

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


class UserId(Model, kw_only=True, gc=False):
    """An identifier that another system has for a user."""

    type: str | None = None
    """Which system, or which kind of identifier."""
    identifier: str | None = None


class UserRole(Model, kw_only=True):
    """What a user is at one organisation."""

    role: str | None = None
    """A word of `timeback_core.edubridge.types.Role`."""
    role_type: str | None = None
    """``primary`` for the user's main role, else ``secondary``."""
    org: GUIDRef | None = None
    user_profile: str | None = None
    """Identifier of the profile that goes with the role."""
    begin_date: Day | None = None
    end_date: Day | None = None
    metadata: dict[str, Any] | None = None


class UserApp(Model, kw_only=True):
    """The application that a user profile belongs to."""

    sourced_id: str | None = None
    name: str | None = None
    description: str | None = None
    domain: str | list[str] | None = None
    """A host name, or several."""
    metadata: dict[str, Any] | None = None


class UserCredential(Model, kw_only=True, gc=False):
    """A login of a user at an application."""

    id: str | None = None
    type: str | None = None
    username: str | None = None
    password: str | None = None
    """Shows as asterisks in `repr`."""


class UserProfile(Tolerant, kw_only=True):
    """A user's account at an application."""

    profile_id: str | None = None
    profile_type: str | None = None
    vendor_id: str | None = None
    application_id: str | None = None
    description: str | None = None
    app: UserApp | None = None
    credentials: list[UserCredential] = []  # noqa: RUF012  # msgspec gives each record its own


class PrimaryOrg(GUIDRef, kw_only=True, gc=False):
    """The organisation that a user mainly belongs to."""


class Demographics(Model, kw_only=True):
    """Demographic facts about a user. The flags are the texts ``true`` and ``false``."""

    sourced_id: str | None = None
    status: str | None = None
    date_last_modified: Moment | None = None
    metadata: dict[str, Any] | None = None
    birth_date: Day | None = None
    sex: str | None = None
    """``male``, ``female``, ``other`` or ``unspecified``."""
    american_indian_or_alaska_native: str | None = None
    asian: str | None = None
    black_or_african_american: str | None = None
    native_hawaiian_or_other_pacific_islander: str | None = None
    white: str | None = None
    demographic_race_two_or_more_races: str | None = None
    hispanic_or_latino_ethnicity: str | None = None
    country_of_birth_code: str | None = None
    state_of_birth_abbreviation: str | None = None
    city_of_birth: str | None = None
    public_school_residence_status: str | None = None


class User(Tolerant, kw_only=True):
    """A person: student, teacher, guardian, administrator."""

    sourced_id: str
    status: str | None = None
    date_last_modified: Moment | None = None
    metadata: dict[str, Any] | None = None
    enabled_user: str | bool | None = None
    """``"true"`` or ``"false"``; a bool after `normalize_user`."""
    given_name: str | None = None
    family_name: str | None = None
    middle_name: str | None = None
    username: str | None = None
    email: str | None = None
    roles: list[UserRole] = []  # noqa: RUF012  # msgspec gives each record its own
    agents: list[GUIDRef] = []  # noqa: RUF012  # msgspec gives each record its own
    """Users who act for this one, such as parents."""
    user_ids: list[UserId] = []  # noqa: RUF012  # msgspec gives each record its own
    user_profiles: list[UserProfile] = []  # noqa: RUF012  # msgspec gives each record its own
    primary_org: PrimaryOrg | None = None
    grades: list[str] = []  # noqa: RUF012  # msgspec gives each record its own
    demographics: Demographics | None = None
    user_master_identifier: str | None = None
    identifier: str | None = None
    preferred_first_name: str | None = None
    preferred_middle_name: str | None = None
    preferred_last_name: str | None = None
    pronouns: str | None = None
    password: str | None = None
    """Shows as asterisks in `repr`."""
    sms: str | None = None
    phone: str | None = None


class UserPage(CountedPage[User]):
    """One page of users."""

    __slots__ = ()

    key: ClassVar[str] = "users"

    @property
    def users(self) -> list[User]:
        """The users of the page; `data` under its name on the wire."""
        return self.data

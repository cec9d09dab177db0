"""Inputs about people: users, agents, credentials, enrolments and demographics."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

from msgspec import UNSET, Meta, UnsetType

from timeback_core.inputs import Input, Text
from timeback_core.model import Model
from timeback_core.oneroster.grades import GradeInput
from timeback_core.oneroster.inputs_common import Email, Many, Metadata, PrimaryOrg, RefInput, UserIdInput
from timeback_core.oneroster.vocabulary import EnrollmentRole, EnrollRole, RoleType, Sex, Status, UserRole
from timeback_core.wire import DayInput, FlagInput, FlagText

__all__ = [
    "AgentInput",
    "CredentialInput",
    "CredentialLogin",
    "DemographicsCreateInput",
    "EnrollInput",
    "EnrollmentCreateInput",
    "EnrollmentPatchInput",
    "UserCreateInput",
    "UserRoleInput",
    "UserRoleItem",
]


class UserRoleItem(Input, kw_only=True):
    """What a user is at one organisation."""

    role_type: RoleType
    """``primary`` for the user's main role at the organisation, else ``secondary``."""
    role: UserRole
    """What the user is; which words a server takes depends on the platform."""
    org: RefInput
    """The organisation."""
    user_profile: str | UnsetType = UNSET
    """Identifier of the profile that goes with the role."""
    begin_date: DayInput | UnsetType | None = UNSET
    """First day of the role."""
    end_date: DayInput | UnsetType | None = UNSET
    """End of the role; that day no longer belongs to it."""
    metadata: Metadata | UnsetType | None = UNSET


class CredentialLogin(Input, kw_only=True):
    """Name and password of a user at an application."""

    username: Text
    password: Text


if TYPE_CHECKING:
    UserRoleInput = UserRoleItem | Model | Mapping[str, Any]
    PrimaryOrgInput = PrimaryOrg | RefInput
    LoginInput = CredentialLogin | Mapping[str, Any]
else:
    UserRoleInput = UserRoleItem
    PrimaryOrgInput = PrimaryOrg
    LoginInput = CredentialLogin


class UserCreateInput(Input, kw_only=True):
    """A user to create or to replace."""

    sourced_id: Text | UnsetType = UNSET
    """Identifier; the server makes one when left out."""
    status: Status | UnsetType = UNSET
    metadata: Metadata | UnsetType | None = UNSET
    enabled_user: FlagInput
    """Whether the user may sign in."""
    given_name: Text
    family_name: Text
    middle_name: str | UnsetType | None = UNSET
    username: str | UnsetType | None = UNSET
    email: Email | UnsetType | None = UNSET
    roles: Annotated[Many[UserRoleInput], Meta(min_length=1)]
    """What the user is, and where; at least one role."""
    user_ids: Many[UserIdInput] | UnsetType = UNSET
    """Identifiers that other systems have for the user."""
    user_master_identifier: str | UnsetType | None = UNSET
    """An identifier that stays the same over all systems."""
    agents: Many[RefInput] | UnsetType = UNSET
    """Users who act for this one, such as parents."""
    primary_org: PrimaryOrgInput | UnsetType = UNSET
    """The organisation that the user mainly belongs to."""
    preferred_first_name: str | UnsetType | None = UNSET
    preferred_middle_name: str | UnsetType | None = UNSET
    preferred_last_name: str | UnsetType | None = UNSET
    pronouns: str | UnsetType | None = UNSET
    grades: Many[GradeInput] | UnsetType = UNSET
    """Grades as numbers (-1 to 13) or labels such as ``K``."""
    password: str | UnsetType | None = UNSET
    sms: str | UnsetType | None = UNSET
    phone: str | UnsetType | None = UNSET


class AgentInput(Input, kw_only=True):
    """Who is to act for a user."""

    agent_sourced_id: Text
    """Identifier of the user who acts."""


class CredentialInput(Input, kw_only=True):
    """A login of a user at an application."""

    application_name: Text
    """Which application; there is one login per user and application."""
    credentials: LoginInput


class EnrollmentCreateInput(Input, kw_only=True):
    """An enrolment to create or to replace."""

    sourced_id: Text | UnsetType = UNSET
    """Identifier; the server makes one when left out."""
    status: Status | UnsetType = UNSET
    metadata: Metadata | UnsetType = UNSET
    role: EnrollmentRole
    primary: FlagInput | UnsetType = UNSET
    """For teachers: whether this one is the main teacher of the class."""
    begin_date: DayInput | UnsetType = UNSET
    """First day of the enrolment."""
    end_date: DayInput | UnsetType = UNSET
    """End of the enrolment; that day no longer belongs to it."""
    user: RefInput
    class_: RefInput
    """The class; ``class`` on the wire."""
    school: RefInput | UnsetType = UNSET
    """The school; taken from the class when left out."""


class EnrollmentPatchInput(Input, kw_only=True):
    """Changes of an enrolment; what is left out stays, and `metadata` is merged with what is stored."""

    sourced_id: Text | UnsetType = UNSET
    status: Status | UnsetType = UNSET
    metadata: Metadata | UnsetType | None = UNSET
    role: EnrollmentRole | UnsetType = UNSET
    primary: FlagInput | UnsetType = UNSET
    """For teachers: whether this one is the main teacher of the class."""
    begin_date: DayInput | UnsetType | None = UNSET
    """First day of the enrolment."""
    end_date: DayInput | UnsetType | None = UNSET
    """End of the enrolment; that day no longer belongs to it."""
    user: RefInput | UnsetType = UNSET
    class_: RefInput | UnsetType = UNSET
    """The class; ``class`` on the wire."""
    school: RefInput | UnsetType = UNSET


class EnrollInput(Input, kw_only=True):
    """Who is to be enrolled in a class, and as what."""

    sourced_id: Text
    """Identifier of the user, not of the enrolment."""
    role: EnrollRole
    """``student`` or ``teacher``; selects the endpoint."""
    primary: FlagInput | UnsetType = UNSET
    """For teachers: whether this one is the main teacher of the class."""
    begin_date: DayInput | UnsetType = UNSET
    """First day of the enrolment."""
    end_date: DayInput | UnsetType = UNSET
    """End of the enrolment; that day no longer belongs to it."""
    metadata: Metadata | UnsetType = UNSET


class DemographicsCreateInput(Input, kw_only=True):
    """Demographic facts about a user, to create or to replace. Flags take bools; the wire has texts."""

    sourced_id: Text
    """Identifier of the user."""
    status: Status | UnsetType = UNSET
    metadata: Metadata | UnsetType | None = UNSET
    birth_date: DayInput | UnsetType | None = UNSET
    sex: Sex | UnsetType | None = UNSET
    american_indian_or_alaska_native: FlagText | UnsetType | None = UNSET
    asian: FlagText | UnsetType | None = UNSET
    black_or_african_american: FlagText | UnsetType | None = UNSET
    native_hawaiian_or_other_pacific_islander: FlagText | UnsetType | None = UNSET
    white: FlagText | UnsetType | None = UNSET
    demographic_race_two_or_more_races: FlagText | UnsetType | None = UNSET
    hispanic_or_latino_ethnicity: FlagText | UnsetType | None = UNSET
    country_of_birth_code: str | UnsetType | None = UNSET
    state_of_birth_abbreviation: str | UnsetType | None = UNSET
    city_of_birth: str | UnsetType | None = UNSET
    public_school_residence_status: str | UnsetType | None = UNSET

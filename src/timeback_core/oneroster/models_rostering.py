"""Records of the rostering service: people, organisations, sessions, courses, classes and enrolments."""

from __future__ import annotations

from typing import Any

from timeback_core.model import Model
from timeback_core.oneroster.grades import Grade
from timeback_core.oneroster.refs import Base, Ref, RefWithHref, UserId
from timeback_core.wire import Day

__all__ = [
    "AcademicSession",
    "Class",
    "Course",
    "CredentialCreateResponse",
    "DecryptedCredential",
    "Demographics",
    "Enrollment",
    "Organization",
    "User",
    "UserProfile",
    "UserProfileApp",
    "UserProfileCredential",
    "UserRoleAssignment",
]


class UserRoleAssignment(Model, kw_only=True, gc=False):
    """What a user is at one organisation."""

    role: str
    """``student``, ``teacher``, … : a word of `timeback_core.oneroster.vocabulary.UserRole`."""
    role_type: str | None = None
    """``primary`` for the user's main role at the organisation, else ``secondary``."""
    org: RefWithHref | None = None
    """The organisation."""
    user_profile: str | None = None
    """Identifier of the profile that goes with the role."""
    begin_date: Day | None = None
    """First day of the role."""
    end_date: Day | None = None
    """End of the role; that day no longer belongs to it."""


class UserProfileApp(Model, kw_only=True):
    """The application that a user profile belongs to."""

    sourced_id: str | None = None
    name: str | None = None
    description: str | None = None
    domain: str | None = None
    metadata: dict[str, Any] | None = None


class UserProfileCredential(Model, kw_only=True, gc=False):
    """A login of a user at an application."""

    id: str | None = None
    type: str | None = None
    username: str | None = None
    password: str | None = None
    """Not shown by the server; ask for it with `decrypt_credential`."""


class UserProfile(Model, kw_only=True):
    """A user's account at an application; kept by the server."""

    profile_id: str | None = None
    profile_type: str | None = None
    vendor_id: str | None = None
    application_id: str | None = None
    description: str | None = None
    app: UserProfileApp | None = None
    credentials: list[UserProfileCredential] = []  # noqa: RUF012  # msgspec gives each record its own


class Demographics(Base, kw_only=True):
    """Demographic facts about a user; its identifier is the user's."""

    birth_date: Day | None = None
    sex: str | None = None
    """``male``, ``female``, ``other`` or ``unspecified``."""
    american_indian_or_alaska_native: bool | None = None
    asian: bool | None = None
    black_or_african_american: bool | None = None
    native_hawaiian_or_other_pacific_islander: bool | None = None
    white: bool | None = None
    demographic_race_two_or_more_races: bool | None = None
    hispanic_or_latino_ethnicity: bool | None = None
    country_of_birth_code: str | None = None
    state_of_birth_abbreviation: str | None = None
    city_of_birth: str | None = None
    public_school_residence_status: str | None = None


class User(Base, kw_only=True, gc=False):
    """A person: student, teacher, guardian, administrator."""

    enabled_user: bool | None = None
    """Whether the user may sign in."""
    given_name: str | None = None
    family_name: str | None = None
    middle_name: str | None = None
    username: str | None = None
    email: str | None = None
    roles: list[UserRoleAssignment] = []  # noqa: RUF012  # msgspec gives each record its own
    """What the user is, and where."""
    agents: list[RefWithHref] = []  # noqa: RUF012  # msgspec gives each record its own
    """Users who act for this one, such as parents."""
    primary_org: RefWithHref | None = None
    """The organisation that the user mainly belongs to."""
    grades: list[Grade] | None = None
    """Grades as whole numbers, -1 to 13; one that is none of these stays the server's text."""
    user_ids: list[UserId] | None = None
    """Identifiers that other systems have for the user."""
    user_profiles: list[UserProfile] | None = None
    """Accounts at applications; kept by the server."""
    user_master_identifier: str | None = None
    """An identifier that stays the same over all systems."""
    identifier: str | None = None
    """A human-readable identifier; read-only."""
    preferred_first_name: str | None = None
    preferred_middle_name: str | None = None
    preferred_last_name: str | None = None
    pronouns: str | None = None
    sms: str | None = None
    phone: str | None = None
    password: str | None = None
    """Can be written; a server does not show it."""
    demographics: Demographics | None = None
    """Filled by `users(id).demographics()` only."""
    orgs: list[RefWithHref] | None = None
    """Organisations, where an older server lists them beside the roles."""


class Organization(Base, kw_only=True):
    """A school, a district or another organisation."""

    name: str | None = None
    type: str | None = None
    """``school``, ``district``, … : a word of `timeback_core.oneroster.vocabulary.OrgType`."""
    identifier: str | None = None
    """A human-readable identifier."""
    parent: RefWithHref | None = None
    """The organisation above this one."""
    children: list[RefWithHref] | None = None
    """The organisations below this one, as the server finds them by `parent`; read-only."""


class AcademicSession(Base, kw_only=True):
    """A school year, semester, term or grading period."""

    title: str | None = None
    start_date: Day | None = None
    """First day."""
    end_date: Day | None = None
    """End; that day no longer belongs to the session."""
    type: str | None = None
    """``gradingPeriod``, ``semester``, ``schoolYear`` or ``term``."""
    school_year: int | None = None
    """The year in which the school year ends."""
    org: RefWithHref | None = None
    """The organisation that the session belongs to."""
    parent: RefWithHref | None = None
    """The session that this one is a part of."""
    children: list[RefWithHref] | None = None
    """The parts of this session, as the server finds them by `parent`."""


class Course(Base, kw_only=True):
    """A course of study; what is taught in classes."""

    title: str | None = None
    course_code: str | None = None
    grades: list[Grade] | None = None
    """Grades as whole numbers, -1 to 13; one that is none of these stays the server's text."""
    subjects: list[str] | None = None
    subject_codes: list[str] | None = None
    org: Ref | None = None
    """The organisation that offers the course."""
    academic_session: Ref | None = None
    school_year: RefWithHref | None = None
    """The session that is the course's school year."""
    level: str | None = None
    grading_scheme: str | None = None
    resources: list[RefWithHref] | None = None
    """Resources of the course; the platform takes them but does not keep them."""
    primary_app: str | None = None
    """The application in which the course is mainly taken."""


class Class(Base, kw_only=True):
    """A course as taught to a group of students over some terms."""

    title: str | None = None
    class_code: str | None = None
    class_type: str | None = None
    """``homeroom`` or ``scheduled``."""
    location: str | None = None
    """Where the class meets, for example a room."""
    grades: list[Grade] | None = None
    """Grades as whole numbers, -1 to 13; one that is none of these stays the server's text."""
    subjects: list[str] | None = None
    subject_codes: list[str] | None = None
    course: RefWithHref | None = None
    school: RefWithHref | None = None
    """The school; it is written as `org`."""
    terms: list[RefWithHref] | None = None
    periods: list[str] | None = None
    """The times of day at which the class meets."""
    resources: list[RefWithHref] | None = None
    """Resources of the class; the platform takes them but does not keep them."""


class Enrollment(Base, kw_only=True):
    """A user's place in a class."""

    role: str | None = None
    """``administrator``, ``proctor``, ``student`` or ``teacher``."""
    primary: bool | None = None
    """For teachers: whether this one is the main teacher of the class."""
    begin_date: Day | None = None
    """First day of the enrolment."""
    end_date: Day | None = None
    """End of the enrolment; that day no longer belongs to it."""
    user: RefWithHref | None = None
    class_: RefWithHref | None = None
    """The class; ``class`` on the wire."""
    school: RefWithHref | None = None
    course: RefWithHref | None = None
    """The course of the class, where the server adds it."""


class CredentialCreateResponse(Model, kw_only=True):
    """What the server answers when a credential was registered."""

    user_profile_id: str | None = None
    credential_id: str | None = None
    """Identifier to decrypt the credential with."""
    message: str | None = None


class DecryptedCredential(Model, kw_only=True):
    """A credential's password in clear."""

    password: str | None = None
    """The password; shows as asterisks in `repr`."""

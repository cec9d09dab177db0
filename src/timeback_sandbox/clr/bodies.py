"""What requests and answers hold, for the API description; requests are checked by `rules`."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from timeback_core.clr.vocabulary import AssociationType

__all__ = ["ClrCredential", "ClrCredentialInput", "Discovery"]

Uri = Annotated[str, Meta(min_length=3, pattern=r"^[A-Za-z][A-Za-z0-9+.-]*:.+$")]
Moment = Annotated[str, Meta(examples=["2026-06-12T15:00:00Z"])]
Types = Annotated[list[str], Meta(min_length=1)]
Object = dict[str, Any]
"""An object whose members are not described here."""


class _Part(msgspec.Struct, kw_only=True, rename="camel"):
    """Any part of a record; it may hold further members, which are kept."""


class ClrImage(_Part, kw_only=True):
    """A picture: its address, or a data URI that holds it."""

    id: Uri
    type: Literal["Image"]
    caption: str | UnsetType = UNSET


class ClrProfile(_Part, kw_only=True):
    """Who issues or makes something."""

    id: Uri
    type: Types
    name: str | UnsetType = UNSET
    description: str | UnsetType = UNSET
    phone: str | UnsetType = UNSET
    url: Uri | UnsetType = UNSET
    email: str | UnsetType = UNSET
    image: ClrImage | UnsetType = UNSET


class ClrProof(_Part, kw_only=True):
    """A signature."""

    type: str
    created: Moment
    proof_purpose: str
    verification_method: str
    proof_value: str
    cryptosuite: str | UnsetType = UNSET


class AchievementCriteria(_Part, kw_only=True):
    """What it takes, in words or at an address."""

    id: Uri | UnsetType = UNSET
    narrative: str | UnsetType = UNSET


class Achievement(_Part, kw_only=True):
    """What was achieved."""

    id: Uri
    type: Types
    name: str
    description: str
    criteria: AchievementCriteria
    image: ClrImage | UnsetType = UNSET
    achievement_type: str | UnsetType = UNSET
    creator: ClrProfile | UnsetType = UNSET


class IdentityObject(_Part, kw_only=True):
    """One way to tell who the learner is."""

    type: Literal["IdentityObject"]
    identity_hash: str
    identity_type: str
    hashed: bool
    salt: str | UnsetType = UNSET


class Association(_Part, kw_only=True):
    """How two achievements relate."""

    type: Literal["Association"]
    association_type: AssociationType
    source_id: Uri
    target_id: Uri


class NestedCredentialSubject(_Part, kw_only=True):
    """Whom an embedded credential is about, and whatever it says."""

    id: str | UnsetType = UNSET


class VerifiableCredential(_Part, kw_only=True):
    """An embedded credential."""

    context: Types = msgspec.field(name="@context")
    id: str
    type: Types
    issuer: ClrProfile
    valid_from: Moment
    valid_until: Moment | UnsetType = UNSET
    credential_subject: NestedCredentialSubject
    proof: list[ClrProof] | UnsetType = UNSET


class ClrCredentialSubject(_Part, kw_only=True):
    """Whom the record is about, and what it consists of."""

    id: Uri | UnsetType = UNSET
    type: Types
    identifier: list[IdentityObject] | UnsetType = UNSET
    achievement: list[Achievement] | UnsetType = UNSET
    verifiable_credential: Annotated[list[VerifiableCredential], Meta(min_length=1)]
    association: list[Association] | UnsetType = UNSET


class ClrCredentialSchema(_Part, kw_only=True):
    """What the record can be validated with."""

    id: str
    type: str


class _Record(_Part, kw_only=True):
    """What a record says, signed or not."""

    context: Annotated[list[str], Meta(min_length=3)] = msgspec.field(name="@context")
    id: Uri
    type: Types
    issuer: ClrProfile
    name: str
    description: str | UnsetType = UNSET
    valid_from: Moment
    valid_until: Moment | UnsetType = UNSET
    credential_subject: ClrCredentialSubject
    credential_schema: list[ClrCredentialSchema] | UnsetType = UNSET


class ClrCredentialInput(_Record, kw_only=True):
    """A learner record to sign."""

    proof: list[ClrProof] | UnsetType = UNSET


class ClrCredential(_Record, kw_only=True):
    """A learner record with its proofs; the sandbox's own comes last."""

    proof: Annotated[list[ClrProof], Meta(min_length=1)]


class Discovery(msgspec.Struct, kw_only=True):
    """An OpenAPI description of the service."""

    openapi: str
    info: Object
    servers: list[Object]
    paths: Object
    components: Object
    verification_keys: list[dict[str, str]] = msgspec.field(name="x-timeback-verification-keys")

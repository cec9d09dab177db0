"""Learner records and what they are made of.

Every class serves reading and writing. Times are text: a signature covers how they are written, not only when they are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self, cast

import msgspec
from msgspec import field

from timeback_core.clr.models_base import ClrPart, Texts, one, several
from timeback_core.clr.vocabulary import AchievementType, AssociationType
from timeback_core.decoding import ShapeError, decode_record
from timeback_core.errors import InputValidationError, ValidationIssue

if TYPE_CHECKING:
    from timeback_core.transport.message import Response

__all__ = [
    "Achievement",
    "AchievementCriteria",
    "Association",
    "ClrCredential",
    "ClrCredentialSchema",
    "ClrCredentialSubject",
    "ClrImage",
    "ClrProfile",
    "ClrProof",
    "DiscoveryResponse",
    "IdentityObject",
    "NestedCredentialSubject",
    "VerifiableCredential",
]


class ClrImage(ClrPart, kw_only=True):
    """A picture."""

    id: str | None = None
    """Its URI, or a data URI."""
    type: str | None = "Image"
    caption: str | None = None


if TYPE_CHECKING:
    Image = ClrImage
else:
    Image = one(ClrImage)


class ClrProfile(ClrPart, kw_only=True):
    """Who issues credentials or defines achievements."""

    id: str | None = None
    """Its URI."""
    type: Texts | None = None
    """``["Profile"]``."""
    name: str | None = None
    description: str | None = None
    url: str | None = None
    phone: str | None = None
    email: str | None = None
    image: Image | None = None


if TYPE_CHECKING:
    Profile = ClrProfile
else:
    Profile = one(ClrProfile)


class ClrProof(ClrPart, kw_only=True):
    """A signature, or what else vouches for a credential."""

    type: str | None = None
    """``DataIntegrityProof``."""
    cryptosuite: str | None = None
    """How it was made, such as ``eddsa-rdfc-2022``."""
    created: str | None = None
    proof_purpose: str | None = None
    """``assertionMethod``."""
    verification_method: str | None = None
    """Where the key is to be found, or the key itself."""
    proof_value: str | None = None


class ClrCredentialSchema(ClrPart, kw_only=True):
    """A schema that a credential says to fit."""

    id: str | None = None
    type: str | None = "1EdTechJsonSchemaValidator2019"


class AchievementCriteria(ClrPart, kw_only=True):
    """What one has to do for an achievement."""

    id: str | None = None
    """URI of a page that tells it."""
    narrative: str | None = None


class IdentityObject(ClrPart, kw_only=True):
    """Who somebody is, in clear or as a hash."""

    type: str | None = "IdentityObject"
    identity_hash: str | None = None
    """The value itself, or ``sha256$`` and the hash of the value with the salt behind it."""
    identity_type: str | None = None
    """Such as ``emailAddress`` or ``oneRosterSourcedId``; see `timeback_core.clr.vocabulary.IDENTITY_TYPES`."""
    hashed: bool | None = None
    salt: str | None = None

    @classmethod
    def create(
        cls, value: str, *, identity_type: str = "emailAddress", salt: str | None = None, hashed: bool = True
    ) -> Self:
        """Return the identity that a value stands for.

        Args:
            value: What identifies the person, such as an address.
            identity_type: What kind of value it is.
            salt: Goes behind the value before it is hashed, and into the record. Without one, whoever can guess
                the value can confirm the guess.
            hashed: Whether the record holds the SHA-256 rather than the value.

        Raises:
            InputValidationError: The value is blank, or there is a salt but no hash.

        Source:
            Open Badges 3.0, IdentityHash.
        """
        issues: list[ValidationIssue] = []
        if not value.strip():
            issues.append(ValidationIssue("value", "must be a non-empty string"))
        if salt is not None and not hashed:
            issues.append(ValidationIssue("salt", "is for hashed values; leave it out, or hash the value"))
        if issues:
            raise InputValidationError("Invalid identity", issues)
        if not hashed:
            return cls(identity_hash=value, identity_type=identity_type, hashed=False)
        import hashlib

        digest = hashlib.sha256((value + (salt or "")).encode()).hexdigest()
        return cls(identity_hash=f"sha256${digest}", identity_type=identity_type, hashed=True, salt=salt)


class Association(ClrPart, kw_only=True):
    """How two achievements of a record relate."""

    type: str | None = "Association"
    association_type: AssociationType | str | None = None
    """With ``isChildOf``, the source is the child."""
    source_id: str | None = None
    """The id of an achievement, not of a credential."""
    target_id: str | None = None


if TYPE_CHECKING:
    Criteria = AchievementCriteria
    Identities = list[IdentityObject]
    Proofs = list[ClrProof]
    Schemas = list[ClrCredentialSchema]
    Associations = list[Association]
else:
    Criteria = one(AchievementCriteria)
    Identities = several(IdentityObject)
    Proofs = several(ClrProof)
    Schemas = several(ClrCredentialSchema)
    Associations = several(Association)


class Achievement(ClrPart, kw_only=True):
    """Something that can be achieved."""

    id: str | None = None
    """Its URI."""
    type: Texts | None = None
    """``["Achievement"]``."""
    name: str | None = None
    description: str | None = None
    criteria: Criteria | None = None
    image: Image | None = None
    achievement_type: AchievementType | None = None
    """One of `ACHIEVEMENT_TYPES`, or a type of your own with ``ext:`` in front."""
    creator: Profile | None = None


class NestedCredentialSubject(ClrPart, kw_only=True):
    """Whom a credential inside a record is about, and what it says; its members depend on the kind of credential."""

    id: str | None = None


if TYPE_CHECKING:
    Achievements = list[Achievement]
    NestedSubject = NestedCredentialSubject
else:
    Achievements = several(Achievement)
    NestedSubject = one(NestedCredentialSubject)


class VerifiableCredential(ClrPart, kw_only=True):
    """A credential inside a record, such as a badge, signed or not. It is kept exactly as it is."""

    context: Texts | None = field(default=None, name="@context")
    id: str | None = None
    type: Texts | None = None
    issuer: Profile | None = None
    valid_from: str | None = None
    valid_until: str | None = None
    credential_subject: NestedSubject | None = None
    proof: Proofs | None = None


if TYPE_CHECKING:
    Credentials = list[VerifiableCredential]
else:
    Credentials = several(VerifiableCredential)


class ClrCredentialSubject(ClrPart, kw_only=True):
    """The learner, and everything that the record says of them."""

    id: str | None = None
    """A URI."""
    type: Texts | None = None
    """``["ClrSubject"]``."""
    identifier: Identities | None = None
    achievement: Achievements | None = None
    verifiable_credential: Credentials | None = None
    """The credentials that the record is made of."""
    association: Associations | None = None


if TYPE_CHECKING:
    Subject = ClrCredentialSubject
else:
    Subject = one(ClrCredentialSubject)


class ClrCredential(ClrPart, kw_only=True, dict=True):
    """A learner record: credentials and achievements of one learner, signed by who vouches for them as a whole."""

    context: Texts | None = field(default=None, name="@context")
    """URLs that say what the members mean; see `timeback_core.clr.vocabulary.STANDARD_CONTEXTS`."""
    id: str
    """A URI; with the issuer's id it says which record it is."""
    type: Texts | None = None
    """Holds ``VerifiableCredential`` and ``ClrCredential``."""
    issuer: Profile | None = None
    name: str | None = None
    description: str | None = None
    valid_from: str | None = None
    valid_until: str | None = None
    credential_subject: Subject | None = None
    proof: Proofs | None = None
    credential_schema: Schemas | None = None

    @property
    def raw(self) -> dict[str, Any] | None:  # type: ignore[override]  # decoded: signatures know no bytes
        """The answer as it was received, decoded; ``None`` for a record made by the caller."""
        content = self._received_json()
        return None if content is None else cast("dict[str, Any]", msgspec.json.decode(content))

    @property
    def was_created(self) -> bool | None:
        """Whether the server made a new record (``True``) or replaced one; ``None`` if this is not its answer."""
        return cast("bool | None", vars(self).get("was_created"))

    @classmethod
    def from_response(cls, response: Response) -> Self:
        """Read an answer.

        Raises:
            ShapeError: It is empty, or no JSON object.
        """
        if not response.content.strip():
            raise ShapeError("the answer is empty: the credential may have been stored, but it was not returned")
        credential = decode_record(response.content, cls)
        vars(credential)["was_created"] = response.status == 201
        return credential


class DiscoveryResponse(dict[str, Any]):
    """The service's description of itself, as it was received."""

    @property
    def verification_keys(self) -> list[str]:
        """The public keys that the service says it signs with, as Multikey text; older ones too."""
        entries: object = self.get("x-timeback-verification-keys")
        listed = cast("list[object]", entries) if isinstance(entries, list) else []
        found = [
            cast("dict[str, object]", entry).get("publicKeyMultibase") for entry in listed if isinstance(entry, dict)
        ]
        return [key for key in found if isinstance(key, str)]

    @classmethod
    def from_response(cls, response: Response) -> Self:
        """Read an answer.

        Raises:
            ShapeError: It is no JSON object.
        """
        if not response.content.strip():
            raise ShapeError("the answer is empty")
        document: object = msgspec.json.decode(response.content)
        if not isinstance(document, dict):
            raise ShapeError(f"expected a JSON object, found {type(document).__name__}")
        return cls(cast("dict[str, Any]", document))

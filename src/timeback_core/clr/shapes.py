"""What the members of a credential must be before it is sent, as data."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Final, NamedTuple

from timeback_core.clr.vocabulary import ASSOCIATION_TYPES

__all__ = ["CREDENTIAL", "NESTED", "Member", "Shape"]


class Member(NamedTuple):
    """What one member must be.

    Attributes:
        kind: ``text``, ``moment``, ``flag``, ``object`` or ``contexts``, or the shape of an object.
        required: Whether it has to be there; text must then not be blank.
        many: Whether it is a list of that; a required list must not be empty.
        words: The only words allowed.
        default: What it is if it is left out.
    """

    kind: str | Shape
    required: bool = False
    many: bool = False
    words: tuple[str, ...] = ()
    default: str | None = None


class Shape(NamedTuple):
    """What an object must be: its members by their names on the wire, and their names in Python."""

    members: Mapping[str, Member]

    @property
    def python_names(self) -> dict[str, str]:
        """The wire's names by those of Python."""
        return {_snake(name): name for name in self.members if _snake(name) != name}


@functools.cache
def _snake(name: str) -> str:
    """Return a member's name in Python."""
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name.removeprefix("@"))


_TEXT: Final = Member("text")
_NEEDED: Final = Member("text", required=True)
_TYPES: Final = Member("text", required=True, many=True)
_SINCE: Final = Member("moment", required=True)
_UNTIL: Final = Member("moment")


def _fixed(word: str) -> Member:
    return Member("text", required=True, words=(word,), default=word)


_IMAGE: Final = Shape({"id": _NEEDED, "type": _fixed("Image"), "caption": _TEXT})
_PROFILE: Final = Shape(
    {
        "id": _NEEDED,
        "type": _TYPES,
        "name": _TEXT,
        "description": _TEXT,
        "url": _TEXT,
        "phone": _TEXT,
        "email": _TEXT,
        "image": Member(_IMAGE),
    }
)
_PROOF: Final = Shape(
    {
        "type": _NEEDED,
        "cryptosuite": _TEXT,
        "created": _SINCE,
        "proofPurpose": _NEEDED,
        "verificationMethod": _NEEDED,
        "proofValue": _NEEDED,
    }
)
_SCHEMA: Final = Shape({"id": _NEEDED, "type": Member("text", required=True, default="1EdTechJsonSchemaValidator2019")})
_CRITERIA: Final = Shape({"id": _TEXT, "narrative": _TEXT})
_ACHIEVEMENT: Final = Shape(
    {
        "id": _NEEDED,
        "type": _TYPES,
        "name": _NEEDED,
        "description": _NEEDED,
        "criteria": Member(_CRITERIA, required=True),
        "image": Member(_IMAGE),
        "achievementType": _TEXT,
        "creator": Member(_PROFILE),
    }
)
_IDENTITY: Final = Shape(
    {
        "type": _fixed("IdentityObject"),
        "identityHash": _NEEDED,
        "identityType": _NEEDED,
        "hashed": Member("flag", required=True),
        "salt": _TEXT,
    }
)
_ASSOCIATION: Final = Shape(
    {
        "type": _fixed("Association"),
        "associationType": Member("text", required=True, words=ASSOCIATION_TYPES),
        "sourceId": _NEEDED,
        "targetId": _NEEDED,
    }
)

NESTED: Final = Shape(
    {
        "@context": Member("text", required=True, many=True),
        "id": _NEEDED,
        "type": _TYPES,
        "issuer": Member(_PROFILE, required=True),
        "validFrom": _SINCE,
        "validUntil": _UNTIL,
        "credentialSubject": Member("object", required=True),
        "proof": Member(_PROOF, many=True),
    }
)
"""A credential inside a record."""

_SUBJECT: Final = Shape(
    {
        "id": _TEXT,
        "type": _TYPES,
        "identifier": Member(_IDENTITY, many=True),
        "achievement": Member(_ACHIEVEMENT, many=True),
        "verifiableCredential": Member(NESTED, required=True, many=True),
        "association": Member(_ASSOCIATION, many=True),
    }
)

CREDENTIAL: Final = Shape(
    {
        "@context": Member("contexts", required=True),
        "id": _NEEDED,
        "type": _TYPES,
        "issuer": Member(_PROFILE, required=True),
        "name": _NEEDED,
        "description": _TEXT,
        "validFrom": _SINCE,
        "validUntil": _UNTIL,
        "credentialSubject": Member(_SUBJECT, required=True),
        "proof": Member(_PROOF, many=True),
        "credentialSchema": Member(_SCHEMA, many=True),
    }
)
"""A learner record."""

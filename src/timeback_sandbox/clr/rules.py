"""What a learner record has to be. All that is wrong is reported at once.

Source: CLR 2.0, `ClrCredential` and what it consists of; the platform's API description of `POST /credentials/`.
"""

from __future__ import annotations

from typing import Any, Final, cast

from timeback_core.clr.vocabulary import (
    ACHIEVEMENT_TYPES,
    ASSOCIATION_TYPES,
    CLR_CONTEXT,
    IDENTITY_TYPES,
    OPEN_BADGES_CONTEXT,
    W3C_CONTEXT,
)
from timeback_sandbox.clr.shapes import (
    Check,
    Problems,
    at,
    boolean,
    email,
    list_of,
    moment,
    moment_of,
    needed,
    object_of,
    one_of,
    optional,
    text,
    texts_with,
    uri,
)

__all__ = ["check"]

_LEAST_CONTEXTS: Final = 3


def check(document: dict[str, Any], *, strict: bool = False) -> Problems:
    """What is wrong with a record; empty when nothing is.

    Args:
        document: The record, decoded.
        strict: Also check rules of the standard that the platform does not check.
    """
    problems = Problems()
    _RECORD(document, "", problems)
    if strict:
        _STRICT(document, "", problems)
    return problems


def _in_time(value: object, path: str, problems: Problems) -> None:
    """It is valid until later than it is valid from."""
    found = cast("dict[str, object]", value)
    begin, end = moment_of(found.get("validFrom")), moment_of(found.get("validUntil"))
    if begin is not None and end is not None and end <= begin:
        problems.report(at(path, "validUntil"), f"Must be later than validFrom, {found['validFrom']}")


def _contexts(value: object, path: str, problems: Problems) -> None:
    """The contexts of a record."""
    before = len(problems)
    list_of(text, _LEAST_CONTEXTS)(value, path, problems)
    if isinstance(value, list) and value and value[0] != W3C_CONTEXT and not _reported(problems, before, at(path, 0)):
        problems.report(at(path, 0), f"The first context must be {W3C_CONTEXT}")


def _reported(problems: Problems, since: int, path: str) -> bool:
    """Whether something was reported of a path."""
    return any(problem["path"] == path for problem in problems[since:])


_IMAGE: Final = object_of({"id": needed(uri), "type": needed(one_of("Image")), "caption": optional(text)})
_PROFILE: Final = object_of(
    {
        "id": needed(uri),
        "type": needed(list_of(text, 1)),
        "name": optional(text),
        "description": optional(text),
        "phone": optional(text),
        "url": optional(uri),
        "email": optional(email),
        "image": optional(_IMAGE),
    }
)
_PROOF: Final = object_of(
    {
        "type": needed(text),
        "created": needed(moment),
        "proofPurpose": needed(text),
        "verificationMethod": needed(text),
        "proofValue": needed(text),
        "cryptosuite": optional(text),
    }
)
_ACHIEVEMENT: Final = object_of(
    {
        "id": needed(uri),
        "type": needed(list_of(text, 1)),
        "name": needed(text),
        "description": needed(text),
        "criteria": needed(object_of({"id": optional(uri), "narrative": optional(text)})),
        "image": optional(_IMAGE),
        "achievementType": optional(text),
        "creator": optional(_PROFILE),
    }
)
_IDENTITY: Final = object_of(
    {
        "type": needed(one_of("IdentityObject")),
        "identityHash": needed(text),
        "identityType": needed(text),
        "hashed": needed(boolean),
        "salt": optional(text),
    }
)
_ASSOCIATION: Final = object_of(
    {
        "type": needed(one_of("Association")),
        "associationType": needed(one_of(*ASSOCIATION_TYPES)),
        "sourceId": needed(uri),
        "targetId": needed(uri),
    }
)
_EMBEDDED: Final = object_of(
    {
        "@context": needed(list_of(text, 1)),
        "id": needed(text),
        "type": needed(list_of(text, 1)),
        "issuer": needed(_PROFILE),
        "validFrom": needed(moment),
        "validUntil": optional(moment),
        "credentialSubject": needed(object_of({"id": optional(text)})),
        "proof": optional(list_of(_PROOF)),
    },
    _in_time,
)
_SUBJECT: Final = object_of(
    {
        "id": optional(uri),
        "type": needed(texts_with("ClrSubject")),
        "identifier": optional(list_of(_IDENTITY)),
        "achievement": optional(list_of(_ACHIEVEMENT)),
        "verifiableCredential": needed(list_of(_EMBEDDED, 1)),
        "association": optional(list_of(_ASSOCIATION)),
    }
)
_RECORD: Final = object_of(
    {
        "@context": needed(_contexts),
        "id": needed(uri),
        "type": needed(texts_with("VerifiableCredential", "ClrCredential")),
        "issuer": needed(_PROFILE),
        "name": needed(text),
        "description": optional(text),
        "validFrom": needed(moment),
        "validUntil": optional(moment),
        "credentialSubject": needed(_SUBJECT),
        "proof": optional(list_of(_PROOF)),
        "credentialSchema": optional(list_of(object_of({"id": needed(text), "type": needed(text)}))),
    },
    _in_time,
)


# ---------------------------------------------------------------- strict


def _standard_contexts(value: object, path: str, problems: Problems) -> None:
    """The contexts of the two standards follow that of the W3C, in their order."""
    if not isinstance(value, list):
        return
    for position, url in ((1, CLR_CONTEXT), (2, OPEN_BADGES_CONTEXT)):
        if len(cast("list[object]", value)) > position and value[position] != url:
            problems.report(at(path, position), f"This context must be {url}")


def _told_apart(value: object, path: str, problems: Problems) -> None:
    """The learner has an id or another identity."""
    found = cast("dict[str, object]", value)
    if "id" not in found and not found.get("identifier"):
        problems.report(at(path, "id"), "Required, unless there is an identifier")


def _if_text(rule: Check) -> Check:
    """A check of texts; that something else is there has been reported before."""

    def check_text(value: object, path: str, problems: Problems) -> None:
        if isinstance(value, str):
            rule(value, path, problems)

    return check_text


def _if_objects(rule: Check) -> Check:
    """A check of the objects in a list; that something else is there has been reported before."""

    def check_objects(value: object, path: str, problems: Problems) -> None:
        if isinstance(value, list):
            for position, entry in enumerate(cast("list[object]", value)):
                if isinstance(entry, dict):
                    rule(cast("object", entry), at(path, position), problems)

    return check_objects


def _strict_subject(value: object, path: str, problems: Problems) -> None:
    if isinstance(value, dict):
        _STRICT_SUBJECT(cast("object", value), path, problems)


_STRICT_SUBJECT: Final = object_of(
    {
        "achievement": optional(
            _if_objects(object_of({"achievementType": optional(_if_text(one_of(*ACHIEVEMENT_TYPES, extension=True)))}))
        ),
        "identifier": optional(
            _if_objects(object_of({"identityType": optional(_if_text(one_of(*IDENTITY_TYPES, extension=True)))}))
        ),
    },
    _told_apart,
)
_STRICT: Final = object_of({"@context": optional(_standard_contexts), "credentialSubject": optional(_strict_subject)})

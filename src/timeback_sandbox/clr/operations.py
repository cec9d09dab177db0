"""The operations of the API."""

from __future__ import annotations

from typing import Final

from timeback_sandbox.clr import bodies, keys, proving, records, rules
from timeback_sandbox.clr.discovery import describe
from timeback_sandbox.clr.reading import read_credential
from timeback_sandbox.oneroster.bodies import ERROR
from timeback_sandbox.problems import Problem
from timeback_sandbox.serving import Answer, Call, Route

__all__ = ["ROUTES"]

_TAG: Final = "CLR"


def _upsert(call: Call) -> Answer:
    """Checks, signs and keeps a record."""
    state, settings = call.state, call.state.settings
    now = call.now
    received = read_credential(call)
    document = received.document
    problems = rules.check(document, strict=settings.clr_strict)
    if not problems and settings.clr_verify_nested:
        problems.extend(proving.check_embedded(document, now))
    if problems:
        raise Problem(422, "Validation failed", details=problems)
    key = keys.signing_key(state)
    proven = proving.prove(
        received,
        key,
        keys.listed_keys(state, key.multibase),
        now=now,
        way=settings.clr_verification_method,
        fallback=settings.clr_proof_fallback,
    )
    with state.store.write() as connection:  # signed before, so that nobody waits for the signature
        made = records.keep(
            connection,
            document["id"],
            document["issuer"]["id"],
            proven.body,
            cryptosuite=proven.cryptosuite,
            signed_with=key.multibase,
            now=now,
        )
    return Answer(201 if made else 200, proven.body)


def _discover(call: Call) -> Answer:
    """Tells what the service offers, and which keys verify its proofs."""
    return Answer.of(200, describe(call.base_url, f"{call.base_url}/oauth/token", keys.listed_keys(call.state)))


def _always(_: Call) -> bool:
    return True


ROUTES: tuple[Route, ...] = (
    Route(
        "clr.credentials.upsert", "POST", "/credentials", _upsert, _TAG,
        "Signs a learner record, and keeps it in place of an earlier one of the same id and issuer",
        body=bodies.ClrCredentialInput, answers={201: bodies.ClrCredential, 200: bodies.ClrCredential},
        errors={
            413: "The record is larger than 4 MiB",
            422: "The record is wrong, or cannot be signed; the details name every place",
        },
        error_body=ERROR, blocks=_always,
    ),
    Route(
        "clr.discovery.get", "GET", "/discovery", _discover, _TAG,
        "Describes the service, with the keys that verify its proofs; needs no token",
        answers={200: bodies.Discovery}, error_body=ERROR,
    ),
)  # fmt: skip

"""What the CLR service takes, and what it says of everything else."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, Callable
from typing import Any

import pytest
from clr_service import CLR, CREDENTIALS, ISSUER, OPEN_BADGES, W3C, Clr, clr_service, example

from timeback_sandbox.clr.rules import check

pytestmark = pytest.mark.anyio

Change = Callable[[dict[str, Any]], object]


@pytest.fixture
async def service() -> AsyncGenerator[Clr]:
    async with clr_service() as made:
        yield made


def subject(record: dict[str, Any]) -> dict[str, Any]:
    return record["credentialSubject"]  # type: ignore[no-any-return]


def nested(record: dict[str, Any]) -> dict[str, Any]:
    return subject(record)["verifiableCredential"][0]  # type: ignore[no-any-return]


def put(*path: str | int, value: object) -> Change:
    """Sets the member at a path."""

    def change(record: dict[str, Any]) -> None:
        place: Any = record
        for name in path[:-1]:
            place = place[name]
        place[path[-1]] = value

    return change


def drop(*path: str | int) -> Change:
    """Removes the member at a path."""

    def change(record: dict[str, Any]) -> None:
        place: Any = record
        for name in path[:-1]:
            place = place[name]
        del place[path[-1]]

    return change


REQUIRED = [
    "@context",
    "id",
    "type",
    "issuer",
    "name",
    "validFrom",
    "credentialSubject",
    "issuer.id",
    "issuer.type",
    "credentialSubject.type",
    "credentialSubject.verifiableCredential",
    *(f"credentialSubject.identifier.0.{name}" for name in ("type", "identityHash", "identityType", "hashed")),
    *(f"credentialSubject.achievement.1.{name}" for name in ("id", "type", "name", "description", "criteria")),
    *(f"credentialSubject.association.0.{name}" for name in ("type", "associationType", "sourceId", "targetId")),
    *(
        f"credentialSubject.verifiableCredential.0.{name}"
        for name in ("@context", "id", "type", "issuer", "validFrom", "credentialSubject", "issuer.id", "issuer.type")
    ),
]


def steps(path: str) -> list[str | int]:
    return [int(name) if name.isdigit() else name for name in path.split(".")]


def told(record: dict[str, Any]) -> dict[str, str]:
    """What the rules say of which path."""
    problems = check(record)
    assert len({one["path"] for one in problems}) == len(problems)  # nothing is said twice
    return {one["path"]: one["message"] for one in problems}


def test_nothing_is_wrong_with_the_example() -> None:
    assert told(example()) == {}
    assert check(example(), strict=True) == []


@pytest.mark.parametrize("path", REQUIRED)
def test_a_missing_member_is_named(path: str) -> None:
    record = example()
    drop(*steps(path))(record)
    assert told(record) == {path: "Required"}


@pytest.mark.parametrize("path", REQUIRED)
def test_null_is_no_value_of_a_member(path: str) -> None:
    record = example()
    put(*steps(path), value=None)(record)
    details = told(record)
    assert list(details) == [path]
    assert details[path].endswith("is null")


PROOF = {
    "type": "DataIntegrityProof",
    "created": "2026-01-01T00:00:00Z",
    "proofPurpose": "assertionMethod",
    "verificationMethod": "https://elsewhere.example#key",
    "proofValue": "zzz",
}

WRONG: list[tuple[str, object, str]] = [
    ("@context", [W3C, CLR], "@context"),
    ("@context", [CLR, W3C, OPEN_BADGES], "@context.0"),
    ("@context", [W3C, CLR, {"term": "https://x.example/term"}], "@context.2"),
    ("@context", W3C, "@context"),
    ("id", "cred-1", "id"),
    ("id", "urn:", "id"),
    ("id", "urn:a b", "id"),
    ("id", "urn:a>", "id"),
    ("id", 7, "id"),
    ("type", "ClrCredential", "type"),
    ("type", ["VerifiableCredential"], "type"),
    ("type", ["ClrCredential"], "type"),
    ("type", [], "type"),
    ("type", ["VerifiableCredential", "ClrCredential", 3], "type.2"),
    ("name", ["Record"], "name"),
    ("description", None, "description"),
    ("issuer", "https://riverbend.example", "issuer"),
    ("issuer.id", "north", "issuer.id"),
    ("issuer.url", "riverbend.example", "issuer.url"),
    ("issuer.email", "north", "issuer.email"),
    ("issuer.phone", 5551234, "issuer.phone"),
    ("issuer.image", {"id": "logo.png", "type": "Image"}, "issuer.image.id"),
    ("issuer.image", {"id": "data:image/png;base64,AA", "type": "Picture"}, "issuer.image.type"),
    ("issuer.image", {"id": "data:image/png;base64,AA"}, "issuer.image.type"),
    ("validFrom", "2026-06-12", "validFrom"),
    ("validFrom", "2026-06-12T15:00:00", "validFrom"),
    ("validFrom", "2026-02-30T15:00:00Z", "validFrom"),
    ("validFrom", "12 June 2026", "validFrom"),
    ("validUntil", "2026-06-12T15:00:00Z", "validUntil"),
    ("validUntil", "2026-06-12T16:30:00+02:00", "validUntil"),
    ("credentialSubject", [], "credentialSubject"),
    ("credentialSubject.id", "student 42", "credentialSubject.id"),
    ("credentialSubject.type", ["Subject"], "credentialSubject.type"),
    ("credentialSubject.verifiableCredential", [], "credentialSubject.verifiableCredential"),
    ("credentialSubject.verifiableCredential", {}, "credentialSubject.verifiableCredential"),
    ("credentialSubject.verifiableCredential.0", "eyJ…", "credentialSubject.verifiableCredential.0"),
    (
        "credentialSubject.verifiableCredential.0.issuer",
        ISSUER,
        "credentialSubject.verifiableCredential.0.issuer",
    ),
    (
        "credentialSubject.verifiableCredential.0.validUntil",
        "2026-06-10T09:29:59Z",
        "credentialSubject.verifiableCredential.0.validUntil",
    ),
    (
        "credentialSubject.verifiableCredential.0.proof",
        PROOF,
        "credentialSubject.verifiableCredential.0.proof",
    ),
    (
        "credentialSubject.verifiableCredential.0.credentialSubject",
        [],
        "credentialSubject.verifiableCredential.0.credentialSubject",
    ),
    ("credentialSubject.achievement", {}, "credentialSubject.achievement"),
    ("credentialSubject.achievement.0.id", "course-6", "credentialSubject.achievement.0.id"),
    ("credentialSubject.achievement.0.criteria", "Pass", "credentialSubject.achievement.0.criteria"),
    ("credentialSubject.achievement.0.criteria.id", "pass", "credentialSubject.achievement.0.criteria.id"),
    ("credentialSubject.achievement.0.criteria.narrative", 5, "credentialSubject.achievement.0.criteria.narrative"),
    ("credentialSubject.achievement.0.achievementType", {}, "credentialSubject.achievement.0.achievementType"),
    (
        "credentialSubject.achievement.0.creator",
        {"id": "us", "type": ["Profile"], "url": "us.example"},
        "credentialSubject.achievement.0.creator.id",
    ),
    ("credentialSubject.identifier.0.hashed", "false", "credentialSubject.identifier.0.hashed"),
    ("credentialSubject.identifier.0.type", "Identity", "credentialSubject.identifier.0.type"),
    ("credentialSubject.association.0.associationType", "exemplar", "credentialSubject.association.0.associationType"),
    ("credentialSubject.association.0.type", "Link", "credentialSubject.association.0.type"),
    ("credentialSubject.association.0.sourceId", "unit", "credentialSubject.association.0.sourceId"),
    ("proof", PROOF, "proof"),
    ("proof", [{**PROOF, "created": "yesterday"}], "proof.0.created"),
    ("credentialSchema", [{"id": "https://x.example/schema"}], "credentialSchema.0.type"),
    ("credentialSchema", {"id": "https://x.example/schema", "type": "JsonSchema"}, "credentialSchema"),
]


@pytest.mark.parametrize(("path", "value", "named"), WRONG, ids=[f"{path}={value}"[:60] for path, value, _ in WRONG])
def test_a_wrong_member_is_named(path: str, value: object, named: str) -> None:
    record = example()
    put(*steps(path), value=value)(record)
    assert named in told(record)


async def test_everything_that_is_wrong_is_said_at_once(service: Clr) -> None:
    record = example()
    record["@context"] = [W3C, CLR]
    record["id"] = "cred-1"
    subject(record)["verifiableCredential"] = []
    subject(record)["association"][0]["associationType"] = "partOf"
    del record["name"]
    assert set(await service.details(record)) == {
        "@context",
        "id",
        "name",
        "credentialSubject.verifiableCredential",
        "credentialSubject.association.0.associationType",
    }


async def test_a_record_that_was_refused_is_not_kept(service: Clr) -> None:
    await service.details({**example(), "name": None})
    assert (await service.send(example())).status == 201


async def test_members_that_nobody_knows_are_kept(service: Clr) -> None:
    record = example()
    record["awardedDate"] = "2026-06-11T00:00:00Z"
    record["house"] = {"colour": "green", "points": [1, 2.5, None]}
    nested(record)["credentialSubject"]["result"] = [{"type": ["Result"], "value": "94"}]
    signed = await service.signed(record)
    del signed["proof"]
    assert signed == record


STRICT: list[tuple[Change, str]] = [
    (put("@context", value=[W3C, OPEN_BADGES, CLR]), "@context.1"),
    (put("@context", 2, value="https://purl.imsglobal.org/spec/ob/v3p0/context.json"), "@context.2"),
    (put("credentialSubject", "achievement", 0, "achievementType", value="Lesson"), "achievement.0.achievementType"),
    (put("credentialSubject", "identifier", 0, "identityType", value="badge"), "identifier.0.identityType"),
]


@pytest.mark.parametrize(("change", "named"), STRICT)
async def test_rules_of_the_standard_alone_count_when_asked_for(change: Change, named: str) -> None:
    record = example()
    change(record)
    async with clr_service() as service:
        assert (await service.send(record)).status == 201
    async with clr_service(clr_strict=True) as service:
        (path,) = (path for path in await service.details(record) if path.endswith(named))
        assert path in {named, f"credentialSubject.{named}"}
        assert (await service.send(example())).status == 201


async def test_a_strict_record_says_who_the_learner_is() -> None:
    record = example()
    del subject(record)["id"]
    async with clr_service(clr_strict=True) as service:
        assert (await service.send(record)).status == 201  # there is an identifier
        subject(record)["identifier"] = []
        assert "identifier" in (await service.details(record))["credentialSubject.id"]


async def test_words_of_ones_own_are_strict_enough() -> None:
    record = example()
    subject(record)["achievement"][0]["achievementType"] = "ext:Unit-Mastery_2"
    subject(record)["identifier"][0]["identityType"] = "ext:house.number"
    async with clr_service(clr_strict=True) as service:
        assert (await service.send(record)).status == 201


def test_strict_rules_leave_to_the_others_what_is_of_the_wrong_kind() -> None:
    for change in (
        put("@context", value=5),
        put("credentialSubject", value=5),
        put("credentialSubject", "achievement", value=5),
        put("credentialSubject", "achievement", 0, value=5),
        put("credentialSubject", "identifier", 0, "identityType", value=5),
    ):
        record = example()
        change(record)
        assert check(record, strict=True) == check(record) != []


# ---------------------------------------------------------------- what cannot be read


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"  ",
        b"[]",
        b'"eyJhbGciOiJSUzI1NiJ9.e30.x"',
        b"{",
        b'{"id": "urn:a",}',
        b'{"id": NaN}',
        b'{"n": 1e999}',
        b'{"n": -1e999}',
        b'{"id": "\\ud800"}',
        b'{"\\udfff": 1}',
        b'{"id": "\xff"}',
        b"\xff\xfe{\x00}\x00",
        b'{"id": "urn:a", "id": "urn:b"}',
        b'{"issuer": {"id": "urn:a", "id": "urn:b"}}',
        b'{"n": ' + b"9" * 10_000 + b"}",
        b'{"a":' * 20_000 + b"1" + b"}" * 20_000,
    ],
    ids=lambda text: text[:24].decode("latin-1"),
)
async def test_what_is_no_json_object_is_400(service: Clr, text: bytes) -> None:
    answer = await service.send_text(text)
    assert (answer.status, answer.minor) == (400, "invaliddata")


@pytest.mark.parametrize(
    "kind", ["application/json", "application/ld+json", "application/vc+ld+json; charset=utf-8", None]
)
async def test_json_may_have_three_names_or_none(service: Clr, kind: str | None) -> None:
    assert (await service.send_text(json.dumps(example()), kind)).status == 201


@pytest.mark.parametrize("kind", ["text/plain", "application/jwt", "application/x-www-form-urlencoded", ""])
async def test_another_content_type_is_400(service: Clr, kind: str) -> None:
    answer = await service.send_text(json.dumps(example()), kind)
    assert (answer.status, answer.minor) == (400, "invaliddata")


async def test_more_than_four_mebibytes_are_413(service: Clr) -> None:
    record = json.dumps(example())
    largest = 4 * 1024 * 1024
    assert (await service.send_text(record + " " * (largest - len(record)))).status == 201
    answer = await service.send_text(record + " " * (largest - len(record) + 1))
    assert (answer.status, answer.minor) == (413, "invaliddata")


async def test_what_is_nested_as_deeply_as_json_allows_is_answered(service: Clr) -> None:
    text = json.dumps({**example(), "deep": "HERE"})
    for depth in (50, 400, 900, 3_000):
        answer = await service.send_text(text.replace('"HERE"', "[" * depth + "]" * depth))
        assert answer.status in {200, 201, 400, 422}, answer.content[:300]


async def test_other_methods_are_405_with_those_that_there_are(service: Clr) -> None:
    for method in ("GET", "PUT", "DELETE", "PATCH"):
        answer = await service(method, CREDENTIALS)
        assert answer.status == 405
        assert "POST" in answer.headers["allow"]
        assert answer.minor == "invaliddata"

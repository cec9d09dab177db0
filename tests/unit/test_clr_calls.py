"""What the CLR client sends, what it refuses to send, and what it makes of the answers."""

from __future__ import annotations

import copy
import json
import pickle
from typing import Any

import pytest
from clr_credentials import AT, KEY, badge, record, signed, with_change
from scripted_sender import TOKEN_PATH, ScriptedSender, answer

from timeback_core.clr import (
    Achievement,
    AchievementCriteria,
    Association,
    ClrClient,
    ClrCredential,
    ClrCredentialInput,
    ClrCredentialSubject,
    ClrImage,
    ClrProfile,
    DiscoveryResponse,
    IdentityObject,
    NestedCredentialSubject,
    VerifiableCredential,
)
from timeback_core.errors import (
    AuthenticationError,
    ClientClosedError,
    ConfigurationError,
    InputValidationError,
    ResponseParseError,
    ValidationError,
)
from timeback_core.transport.message import Request, Response

pytestmark = pytest.mark.anyio

HOST = "https://records.example"
UPSERT = f"{HOST}/ims/clr/v2p0/credentials/"
DISCOVERY = f"{HOST}/ims/clr/v2p0/discovery/"


class Script(ScriptedSender):
    """Answers with one response, and echoes credentials, signed, unless told otherwise."""

    def __init__(self, response: Response | None = None) -> None:
        super().__init__(self._answer)
        self.response = response

    def _answer(self, request: Request) -> Response:
        return self.response or answer(201, signed(self.sent))

    @property
    def sent(self) -> Any:
        """The body of the last request."""
        return json.loads(self.requests[-1].content or b"")


def clr(response: Response | None = None) -> tuple[ClrClient, Script]:
    script = Script(response)
    client = ClrClient(
        base_url=HOST, auth_url=f"{HOST}{TOKEN_PATH}", client_id="id", client_secret="secret", transport=script
    )
    return client, script


async def refused(credential: Any) -> list[tuple[str, str]]:
    """What is said against a credential, which is not sent."""
    client, script = clr()
    with pytest.raises(InputValidationError) as caught:
        await client.credentials.upsert(credential)
    assert script.requests == []
    assert script.token_requests == []
    assert caught.value.status_code == 400
    return [(issue.path, issue.message) for issue in caught.value.issues]


def test_the_operations_are_the_two_that_are_documented() -> None:
    assert {(each.id, each.method, each.path) for each in ClrClient.operations()} == {
        ("clr.credentials.upsert", "POST", "/ims/clr/v2p0/credentials/"),
        ("clr.discovery.get", "GET", "/ims/clr/v2p0/discovery/"),
    }


async def test_a_record_is_posted_bare_below_its_slash_and_comes_back_signed() -> None:
    client, script = clr()
    credential = await client.credentials.upsert(record())

    (request,) = script.requests
    assert (request.method, request.url) == ("POST", UPSERT)
    assert request.headers["Content-Type"] == "application/json"
    assert request.headers["Authorization"] == "Bearer token-1"
    assert script.sent == record()
    assert isinstance(credential, ClrCredential)
    assert credential.raw == signed()
    assert credential.was_created is True
    assert credential.proof is not None
    assert credential.proof[0].cryptosuite == "eddsa-rdfc-2022"
    assert client.credentials.verify(credential, trusted_keys=KEY.multibase, at=AT)
    assert client.credentials.verify(credential.raw, trusted_keys=KEY.multibase, at=AT)


async def test_a_record_that_was_replaced_says_so() -> None:
    client, _ = clr(answer(200, signed()))
    assert (await client.credentials.upsert(record())).was_created is False
    assert ClrCredential.from_dict(record()).was_created is None


async def test_nothing_of_a_mapping_is_lost_but_none() -> None:
    inside = signed(badge(), suite="eddsa-jcs-2022") | {"evidence": [{"a": None, "b": [None, {"c": {}}]}]}
    document = record(partial=True, evidence=[{"x": [1, 2.5, {"y": None}]}], description=None)
    document["credentialSubject"]["verifiableCredential"] = [inside, badge() | {"endorsement": [], "x": None}]
    document["credentialSubject"]["achievement"][0]["alignment"] = [{"targetName": "6.RP.A.1", "targetCode": None}]
    before = copy.deepcopy(document)
    client, script = clr(answer(201, record()))

    await client.credentials.upsert(document)

    expected = copy.deepcopy(document)
    del expected["description"]
    expected["evidence"] = [{"x": [1, 2.5, {}]}]
    expected["credentialSubject"]["achievement"][0]["alignment"] = [{"targetName": "6.RP.A.1"}]
    del expected["credentialSubject"]["verifiableCredential"][1]["x"]
    assert script.sent == expected
    assert document == before


async def test_a_signed_credential_inside_survives_models_and_wire() -> None:
    inside = signed(badge() | {"name": "Ärger \u2028 ☃"})
    client, script = clr()
    nested = VerifiableCredential.from_dict(inside)
    document = ClrCredential.from_dict(record())
    assert document.credential_subject is not None
    document.credential_subject.verifiable_credential = [nested]

    credential = await client.credentials.upsert(document)

    assert script.sent["credentialSubject"]["verifiableCredential"] == [inside]
    verification = client.credentials.verify(credential, at=AT, check_nested=True)
    assert verification
    assert verification.nested_verified
    assert [inner.path for inner in verification.nested] == ["credentialSubject.verifiableCredential.0"]


async def test_a_record_made_of_models_is_the_same_as_one_made_of_json() -> None:
    whole = record()
    first, second = whole["credentialSubject"]["achievement"]
    inner = badge()["credentialSubject"]
    document = ClrCredentialInput(
        context=whole["@context"],
        id=whole["id"],
        type=["VerifiableCredential", "ClrCredential"],
        issuer=ClrProfile(**whole["issuer"]),
        name=whole["name"],
        description=whole["description"],
        valid_from=whole["validFrom"],
        credential_subject=ClrCredentialSubject(
            id=whole["credentialSubject"]["id"],
            type=["ClrSubject"],
            identifier=[IdentityObject.create("student-0042", identity_type="oneRosterSourcedId", hashed=False)],
            achievement=[
                Achievement(
                    id=first["id"],
                    type=["Achievement"],
                    name=first["name"],
                    description=first["description"],
                    criteria=AchievementCriteria(narrative=first["criteria"]["narrative"]),
                    achievement_type="Course",
                ),
                Achievement(**second),
            ],
            verifiable_credential=[VerifiableCredential(**badge())],
            association=[
                Association(association_type="isChildOf", source_id=second["id"], target_id=first["id"]),
            ],
        ),
    )
    client, script = clr()
    await client.credentials.upsert(document)
    assert script.sent == whole
    assert NestedCredentialSubject(**inner).to_dict() == inner


async def test_names_of_python_and_values_that_stand_alone_are_put_right() -> None:
    whole = record(type="ClrCredential", credentialSchema={"id": "https://a.example/s.json"})
    whole["valid_from"] = whole.pop("validFrom")
    subject = whole["credential_subject"] = whole.pop("credentialSubject")
    subject["type"] = "ClrSubject"
    subject["association"] = {"association_type": "precedes", "source_id": "urn:a:1", "targetId": "urn:a:2"}
    subject["achievement"][0]["image"] = ClrImage(id="https://a.example/i.png")
    subject["verifiableCredential"] = signed(with_change(badge(), ("issuer", "type"), "Profile"))
    client, script = clr(answer(201, record()))

    await client.credentials.upsert(whole)

    sent = script.sent
    assert sent["type"] == ["ClrCredential"]
    assert sent["validFrom"] == "2026-06-12T15:00:00Z"
    assert sent["credentialSchema"] == [{"id": "https://a.example/s.json", "type": "1EdTechJsonSchemaValidator2019"}]
    assert sent["credentialSubject"]["association"] == [
        {"type": "Association", "associationType": "precedes", "sourceId": "urn:a:1", "targetId": "urn:a:2"}
    ]
    assert sent["credentialSubject"]["achievement"][0]["image"] == {"id": "https://a.example/i.png", "type": "Image"}
    (nested,) = sent["credentialSubject"]["verifiableCredential"]
    assert nested["issuer"]["type"] == ["Profile"]
    assert client.credentials.verify(nested, at=AT)


async def test_what_a_signature_over_json_covers_is_not_put_right_but_reported() -> None:
    whole = record()
    inside = signed(with_change(badge(), ("issuer", "type"), "Profile"), suite="eddsa-jcs-2022")
    whole["credentialSubject"]["verifiableCredential"] = [inside]

    ((path, message),) = await refused(whole)
    assert path == "credentialSubject.verifiableCredential.0.issuer.type"
    assert "breaking the proof" in message


async def test_everything_that_is_wrong_is_reported_at_once() -> None:
    whole = record(
        **{
            "@context": record()["@context"][:2],
            "id": " ",
            "name": "",
            "validFrom": "2026-06-12",
            "validUntil": "soon",
        },
        proof=[{"type": "DataIntegrityProof", "created": "now"}],
        type=[],
    )
    whole["issuer"] = {"type": ["Profile"], "image": {"type": "Picture"}}
    subject = whole["credentialSubject"]
    subject["verifiableCredential"] = []
    subject["identifier"][0] |= {"hashed": "false", "identityHash": ""}
    subject["association"][0] |= {"associationType": "exemplar", "sourceId": ""}
    subject["achievement"][0] |= {"id": "", "criteria": None, "description": 5}

    found = dict(await refused(whole))
    assert set(found) == {
        "@context",
        "id",
        "name",
        "type",
        "validFrom",
        "validUntil",
        "issuer.id",
        "issuer.image.id",
        "issuer.image.type",
        "proof.0.created",
        "proof.0.proofPurpose",
        "proof.0.verificationMethod",
        "proof.0.proofValue",
        "credentialSubject.verifiableCredential",
        "credentialSubject.identifier.0.hashed",
        "credentialSubject.identifier.0.identityHash",
        "credentialSubject.association.0.associationType",
        "credentialSubject.association.0.sourceId",
        "credentialSubject.achievement.0.id",
        "credentialSubject.achievement.0.criteria",
        "credentialSubject.achievement.0.description",
    }
    assert "isChildOf" in found["credentialSubject.association.0.associationType"]
    assert "At least 3" in found["@context"]


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"@context": ["https://www.w3.org/2018/credentials/v1", "b", "c"]}, "@context"),
        ({"@context": "https://www.w3.org/ns/credentials/v2"}, "@context"),
        ({"credentialSubject": "urn:uuid:1"}, "credentialSubject"),
        ({"issuer": "https://a.example"}, "issuer"),
        ({"validFrom": "2026-06-12T15:00:00"}, "validFrom"),
        ({"evidence": float("nan")}, "(root)"),
        ({"evidence": object()}, "(root)"),
        ({"evidence": "\ud800"}, "(root)"),
    ],
)
async def test_what_is_wrong_is_reported_at_its_place(change: dict[str, Any], path: str) -> None:
    assert [place for place, _ in await refused(record(**change))] == [path]


@pytest.mark.parametrize("credential", [None, 5, "x", b"{}", [record()]])
async def test_what_is_no_credential_is_refused(credential: Any) -> None:
    assert [path for path, _ in await refused(credential)] == ["(root)"]


async def test_refusals_of_the_service_tell_where() -> None:
    refusal = {
        "imsx_codeMajor": "failure",
        "imsx_severity": "error",
        "imsx_description": "Validation failed",
        "imsx_error_details": [{"path": "id", "message": "must be an absolute URI"}],
    }
    client, _ = clr(answer(422, refusal))
    with pytest.raises(ValidationError, match="Validation failed") as caught:
        await client.credentials.upsert(record(id="cred-1"))
    assert "must be an absolute URI" in repr(caught.value.details)

    client, _ = clr(answer(401, {"imsx_description": "no"}))
    with pytest.raises(AuthenticationError):
        await client.credentials.upsert(record())


@pytest.mark.parametrize("content", [b"", b"  ", b"[]", b"{", b"null"])
async def test_a_success_without_a_credential_is_an_error_that_says_so(content: bytes) -> None:
    client, _ = clr(answer(201, content))
    with pytest.raises(ResponseParseError) as caught:
        await client.credentials.upsert(record())
    if not content.strip():
        assert "empty" in caught.value.message

    client, _ = clr(answer(200, content))
    with pytest.raises(ResponseParseError):
        await client.discovery.get()


async def test_answers_of_other_shapes_are_read_as_far_as_they_go() -> None:
    odd = record(
        proof={"type": "JsonWebSignature2020", "jws": "a..b"}, type="ClrCredential", issuer="https://a.example"
    )
    odd["credentialSubject"]["achievement"][0]["type"] = "Achievement"
    odd["credentialSubject"]["association"] = None
    client, _ = clr(answer(201, odd))

    credential = await client.credentials.upsert(record())

    assert credential.raw == odd
    assert credential.to_dict() == odd
    assert credential.type == ["ClrCredential"]
    assert credential.issuer == "https://a.example"
    assert credential.proof is not None
    assert credential.proof[0]["jws"] == "a..b"
    assert credential.proof[0].proof_value is None
    assert credential.credential_subject is not None
    assert credential.credential_subject.achievement is not None
    assert credential.credential_subject.achievement[0].type == ["Achievement"]


async def test_discovery_is_for_everybody() -> None:
    document = {"openapi": "3.0.1", "x-timeback-verification-keys": [{"publicKeyMultibase": KEY.multibase}, "odd", {}]}
    client, script = clr(answer(200, document))

    description = await client.discovery.get()

    (request,) = script.requests
    assert (request.method, request.url) == ("GET", DISCOVERY)
    assert "Authorization" not in request.headers
    assert script.token_requests == []
    assert isinstance(description, DiscoveryResponse)
    assert description == document
    assert description.verification_keys == [KEY.multibase]
    assert DiscoveryResponse({"@context": "flat"}).verification_keys == []


async def test_discovery_works_without_credentials() -> None:
    script = Script(answer(200, {"openapi": "3.0.1"}))
    async with ClrClient(base_url=HOST, transport=script) as client:
        assert await client.discovery.get() == {"openapi": "3.0.1"}


async def test_the_platform_without_records_says_so_at_once() -> None:
    with pytest.raises(ConfigurationError, match="not supported on this platform"):
        ClrClient(platform="LEARNWITH_AI", env="staging", client_id="i", client_secret="s")


async def test_a_closed_client_still_verifies_but_does_not_send() -> None:
    client, _ = clr()
    await client.close()
    with pytest.raises(ClientClosedError):
        await client.credentials.upsert(record())
    assert client.credentials.verify(signed(), at=AT)


def test_an_identity_is_hashed_with_its_salt_behind_it() -> None:
    assert IdentityObject.create("mayze").to_dict() == {
        "type": "IdentityObject",
        "identityHash": "sha256$7a1a1b3f7d40552e4299180e346e3add12bf9a751a43d9c4ca4518febc2c60c6",
        "identityType": "emailAddress",
        "hashed": True,
    }
    salted = IdentityObject.create("ada@riverbend.example", salt="pepper")
    assert salted.salt == "pepper"
    assert salted.identity_hash == IdentityObject.create("ada@riverbend.examplepepper").identity_hash
    plain = IdentityObject.create("student-0042", identity_type="sourcedId", hashed=False)
    assert (plain.identity_hash, plain.hashed, plain.salt) == ("student-0042", False, None)
    for arguments in ({"value": " "}, {"value": "x", "salt": "y", "hashed": False}):
        with pytest.raises(InputValidationError):
            IdentityObject.create(**arguments)  # type: ignore[arg-type]


def test_a_record_keeps_what_it_does_not_declare_at_every_depth() -> None:
    whole = signed(record(partial=True, evidence=[{"id": "urn:a:1"}]))
    credential = ClrCredential.from_dict(whole)

    assert credential["partial"] is True
    assert credential["@context"] == whole["@context"]
    assert credential.extra == {"partial": True, "evidence": [{"id": "urn:a:1"}]}
    assert credential.evidence == [{"id": "urn:a:1"}]  # type: ignore[attr-defined]
    assert credential.credential_subject is not None
    (inside,) = credential.credential_subject.verifiable_credential or []
    assert inside.credential_subject is not None
    assert inside.credential_subject["achievement"]["name"] == "Ratios and rates"
    with pytest.raises(AttributeError):
        credential.shoe_size  # type: ignore[attr-defined]  # noqa: B018
    for other in (pickle.loads(pickle.dumps(credential)), copy.copy(credential), credential.replace()):
        assert other.to_dict() == whole
        assert other.raw == whole


def test_changes_go_out_with_everything_else_as_it_was() -> None:
    whole = signed(record(partial=True))
    credential = ClrCredential.from_dict(whole)
    subject = credential.credential_subject
    assert subject is not None
    assert subject.achievement is not None
    (nested,) = subject.verifiable_credential or []
    credential.description = None
    subject.achievement[1].name = "Ratios"
    # equal in what it declares, and yet another one
    nested.credential_subject = NestedCredentialSubject(id=subject.id, type=["Other"])

    expected = copy.deepcopy(whole)
    del expected["description"]
    expected["credentialSubject"]["achievement"][1]["name"] = "Ratios"
    expected["credentialSubject"]["verifiableCredential"][0]["credentialSubject"] = {
        "id": subject.id,
        "type": ["Other"],
    }
    assert credential.to_dict() == expected
    assert json.loads(credential.to_json()) == expected
    assert credential.raw == whole

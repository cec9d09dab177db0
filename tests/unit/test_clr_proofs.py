"""Signatures over credentials, against published values and against plain pyld."""

from __future__ import annotations

import hashlib
import json
import threading
from typing import Any

import pytest
from clr_credentials import (
    AT,
    CREATED,
    DID_METHOD,
    KEY,
    METHOD,
    PUBLISHED_METHOD,
    PUBLISHED_SEED,
    badge,
    published_example,
    record,
    rich_record,
    signed,
)
from pyld import jsonld

from timeback_core.clr.proofs.canonical import config_hash, jcs_bytes, jcs_hash, rdfc, rdfc_hash
from timeback_core.clr.proofs.contexts import BUNDLED, CONTEXT_URLS, load
from timeback_core.clr.proofs.extra import NotCanonicalError
from timeback_core.clr.proofs.keys import SigningKey, decode_multibase, decode_multibase_key, did_key
from timeback_core.clr.proofs.signing import hashes, rdfc_eligible, sign, without_proof
from timeback_core.clr.proofs.verifying import verify
from timeback_core.clr.vocabulary import CLR_CONTEXT, EXTENSIONS_CONTEXT, OPEN_BADGES_CONTEXT, W3C_CONTEXT


def _options(**changes: Any) -> dict[str, Any]:
    return {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-rdfc-2022",
        "created": CREATED,
        "verificationMethod": METHOD,
        "proofPurpose": "assertionMethod",
        **changes,
    }


def _normalised(document: dict[str, Any]) -> str:
    """Return what pyld alone makes of a document."""

    def loader(url: str, options: object) -> dict[str, Any]:
        return {"contentType": "application/ld+json", "contextUrl": None, "documentUrl": url, "document": load(url)}

    options = {"algorithm": "URDNA2015", "format": "application/n-quads", "documentLoader": loader}
    text = jsonld.normalize(document, {**options, "base": "https://relative.invalid/"})
    assert isinstance(text, str)
    return text


def test_the_keys_texts_are_those_of_the_test_vector() -> None:
    assert KEY.public.hex() == "03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8"
    assert KEY.multibase == "z6MkehRgf7yJbgaGfYsdoAsKdBPE3dj2CYhowQdcjqSJgvVd"
    assert KEY.secret_multibase == "z3u2RDpgFe6Voz19gxWsBkueKj6XiuC9w1bSBT4FTowsWk6A"
    assert decode_multibase_key(KEY.multibase) == KEY.public
    assert decode_multibase_key(did_key(KEY.multibase)) == KEY.public
    assert decode_multibase_key(DID_METHOD) == KEY.public


def test_a_document_has_the_canonical_rdf_of_the_test_vector() -> None:
    canonical = rdfc(record())

    assert canonical.text.count("\n") == 42
    assert canonical.digest.hex() == "7149dc427c4efb09a28c311f5b3dc496363579b4c797e97a70decacbe478d916"
    assert canonical.loose == ()
    assert rdfc_hash(record()) == (canonical.digest, [])


def test_a_proofs_options_have_the_hash_of_the_test_vector() -> None:
    config = _options() | {"@context": record()["@context"]}

    assert config_hash(config).hex() == "4cc37fe91721800c1790ef385b50d69c653de7fd6df6d087f216e741926bed6e"


@pytest.mark.parametrize(
    ("method", "suite", "value"),
    [
        (
            METHOD,
            "eddsa-rdfc-2022",
            "z445gpbkNbycDDKa1zZVrYZSxwcgkGC8SDznybRo7zAQoQ5L3MLGDQgZk7CMnzRagLrmauzNKuRSkcdxWUdxn4fsp",
        ),
        (
            DID_METHOD,
            "eddsa-rdfc-2022",
            "z2J1aHWU438YMmDqerRbkMdr1hNoP2dXq9xgW89zvRyVrjHcP539s7p3asWaSLgj5ZbqmJu6G8U8SLyWjsV8YinP4",
        ),
        (
            METHOD,
            "eddsa-jcs-2022",
            "z2vnAWdDAdKZUushAeLExooc6DghQ3LpK4v4E5rC2guXLCPdh5mr9scH52tcw1pxEEcuKc9qDtMJ5VEVBmMVvkaNQ",
        ),
    ],
)
def test_a_proof_has_the_value_of_the_test_vector(method: str, suite: Any, value: str) -> None:
    proof = sign(record(), KEY, created=CREATED, verification_method=method, cryptosuite=suite)

    assert proof["proofValue"] == value
    assert ("@context" in proof) is (suite == "eddsa-jcs-2022")
    assert verify({**record(), "proof": [proof]}, at=AT)


def test_canonical_json_has_the_hashes_of_the_test_vector() -> None:
    options = _options(cryptosuite="eddsa-jcs-2022") | {"@context": record()["@context"]}

    assert jcs_hash(record()).hex() == "f66b8b1906be35467f51756742345198ec726efffbcd8f5be42a191c429c26a2"
    assert jcs_hash(options).hex() == "1b3afefd70b258face07f07562f1ab906542d5823fda1566d1349c7bceb34f49"


def test_the_vector_that_1edtech_has_published_is_reproduced() -> None:
    key = SigningKey.from_seed(PUBLISHED_SEED)
    document = published_example()

    proof = sign(document, key, created="2010-01-01T19:23:24Z", verification_method=PUBLISHED_METHOD)

    assert key.multibase == "z6MkjZRZv3aez3r18pB1RBFJR1kwUVJ5jHt92JmQwXbd5hwi"
    assert rdfc(document).digest.hex() == "768d7015ae69e0210e1c2a45194d9c1d15d7a6022e52b946574a2a27f6fa85fe"
    assert hashes(document, proof)[:32].hex() == "d34009cea0dbc1ca941e09dc01c8c9d3e3ce3c5b853f67ee44698dcea10f5d19"
    assert proof["proofValue"] == (
        "zF52sU1nfPAjcwCqtgxPNSor6SJnAzRBwZW5VNQXPt8xXCHkd39sgqj32DnMjhFCzbyHsLkhQ8HpBqQTkMgXy329"
    )
    assert verify({**document, "proof": [proof]})


@pytest.mark.parametrize("document", [record(), rich_record(), badge(), published_example()], ids="abcd")
def test_a_document_has_the_canonical_rdf_that_plain_pyld_gives_it(document: dict[str, Any]) -> None:
    before = json.dumps(document)

    assert [rdfc(document).text for _ in range(2)] == [_normalised(document)] * 2
    assert json.dumps(document) == before


@pytest.mark.parametrize("method", [METHOD, DID_METHOD, PUBLISHED_METHOD, "urn:uuid:3d1f6a52-7c0e-4b0d#z6Mk"])
@pytest.mark.parametrize("contexts", [[W3C_CONTEXT], record()["@context"], list(CONTEXT_URLS)])
def test_the_short_way_for_usual_options_gives_what_plain_pyld_does(method: str, contexts: list[str]) -> None:
    config = _options(verificationMethod=method) | {"@context": contexts}

    assert config_hash(config) == hashlib.sha256(_normalised(config).encode()).digest()


@pytest.mark.parametrize(
    "more", [{"expires": "2030-01-01T00:00:00Z"}, {"domain": "riverbend.example"}, {"id": "urn:uuid:1"}]
)
def test_unusual_options_are_covered_too(more: dict[str, Any]) -> None:
    config = _options(**more) | {"@context": record()["@context"]}

    assert config_hash(config) == hashlib.sha256(_normalised(config).encode()).digest()
    assert config_hash(config) != config_hash(_options() | {"@context": record()["@context"]})


def test_the_bundled_contexts_are_the_known_good_ones() -> None:
    digests = {
        url: hashlib.sha256(json.dumps(load(url), sort_keys=True, separators=(",", ":")).encode()).hexdigest()[:16]
        for url in BUNDLED
    }

    assert digests == {
        W3C_CONTEXT: "b463c8d6a0662141",
        CLR_CONTEXT: "7defe702c102faf1",
        OPEN_BADGES_CONTEXT: "c5e555a91a5cf48e",
        EXTENSIONS_CONTEXT: "15f4c347c6fe4380",
    }


def test_the_notice_of_the_contexts_travels_with_them() -> None:
    from importlib import resources

    notice = resources.files("timeback_core.clr") / "contexts" / "LICENSE.open-badges-context"

    assert "Digital Credentials Consortium" in notice.read_text()


@pytest.mark.parametrize(
    "url",
    [
        "https://purl.imsglobal.org/spec/ob/v3p0/context.json",
        "https://www.w3.org/ns/credentials/v2/",
        "https://www.w3.org/2018/credentials/v1",
        "http://www.w3.org/ns/credentials/v2",
    ],
)
def test_only_exactly_these_contexts_are_known(url: str) -> None:
    with pytest.raises(NotCanonicalError, match="not bundled"):
        load(url)

    reason = rdfc_eligible(record(**{"@context": [*record()["@context"], url]}))
    assert reason is not None
    assert repr(url) in reason


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"shoeSize": 42}, "shoeSize"),
        ({"id": "cred-1"}, "'cred-1'"),
        ({"id": "urn:uuid:with blank"}, "no URI"),
        ({"type": ["VerifiableCredential", "ClrCredential", "Homework"]}, "'Homework'"),
        ({"id": "_:b0"}, "blank node"),
        ({"id": "@home"}, "keyword"),
        ({"name": "bell \x07"}, "control characters"),
        ({"name": {"@value": "אב", "@direction": "rtl"}}, "direction"),
        ({"name": {"@value": "a", "@language": "not a language"}}, "language"),
        ({"description": None}, "description"),
        ({"evidence": []}, "evidence"),
        ({"partial": "false"}, "partial"),
        ({"name": 5}, None),
        ({"awardedDate": 5}, "awardedDate"),
        ({"https://schema.org/name": "Grade 6 learner record"}, "https://schema.org/name"),
        ({"@nest": {"validUntil": "2026-01-01T00:00:00Z"}}, "@nest"),
        ({"@context": [W3C_CONTEXT, {"name": "https://example.org/name"}]}, "written out"),
        ({"awardedDate": "2026-06-12T15:00:00Z", "name": 'Ärger ☃ \n\t"\\'}, None),
        (
            {"credentialSchema": [{"id": "https://a.example/s.json", "type": "1EdTechJsonSchemaValidator2019"}]},
            "1EdTech",
        ),
    ],
)
def test_what_rdf_cannot_cover_is_not_signed_that_way(changes: dict[str, Any], named: str | None) -> None:
    reason = rdfc_eligible(record(**changes))

    if named is None:
        assert reason is None
        assert verify(signed(record(**changes)), at=AT)
        return
    assert reason is not None
    assert named in reason
    with pytest.raises(NotCanonicalError):
        sign(record(**changes), KEY, created=CREATED, verification_method=METHOD)
    assert verify(signed(record(**changes), suite="eddsa-jcs-2022"), at=AT)


def test_with_the_extensions_context_the_types_of_1edtech_are_covered() -> None:
    schema = [{"id": "https://a.example/s.json", "type": "1EdTechJsonSchemaValidator2019"}]
    contexts = [*record()["@context"], EXTENSIONS_CONTEXT]

    assert rdfc_eligible(record(**{"credentialSchema": schema, "@context": contexts})) is None


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "\ud800", 2**53, {1, 2}, b"x"])
def test_what_is_no_json_is_not_signed(value: Any) -> None:
    with pytest.raises(NotCanonicalError):
        jcs_bytes({"a": value})
    if value != 2**53:
        with pytest.raises(NotCanonicalError):
            rdfc({"@context": [W3C_CONTEXT], "name": value})


def test_a_document_nested_without_end_is_refused() -> None:
    deep: dict[str, Any] = {}
    for _ in range(100_000):
        deep = {"evidence": deep}

    with pytest.raises(NotCanonicalError):
        rdfc(deep)


def test_a_graph_made_to_take_for_ever_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("timeback_core.clr.proofs.processor._MOST_WORK", 500)
    same = [{"type": ["Evidence"], "genre": "essay"} for _ in range(14)]
    hostile = record(evidence=[{"type": ["Evidence"], "creator": {"type": ["Profile"], "otherIdentifier": same}}])
    hostile["credentialSubject"]["achievement"][0]["criteria"] = {
        "narrative": "x",
        "https://example.org/links": [{"https://example.org/to": same} for _ in range(3)],
    }

    with pytest.raises(NotCanonicalError, match="resemble"):
        rdfc(hostile)


def test_several_threads_get_the_same_answer() -> None:
    found: list[str] = []
    threads = [threading.Thread(target=lambda: found.append(rdfc(rich_record()).digest.hex())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert found == [rdfc(rich_record()).digest.hex()] * 4


def test_proofs_of_the_document_are_not_part_of_what_is_signed() -> None:
    once = signed()
    twice = signed(once, key=SigningKey.from_seed(bytes(32)))

    assert twice["proof"][0] == once["proof"][0]
    assert all(proof.valid for proof in verify(twice, at=AT).proofs)
    assert without_proof(twice) == record()


def test_an_unknown_suite_is_not_made_up() -> None:
    with pytest.raises(ValueError, match="cryptosuite must be"):
        sign(record(), KEY, created=CREATED, verification_method=METHOD, cryptosuite="ecdsa-rdfc-2019")  # type: ignore[arg-type]


def test_a_key_keeps_its_secret_to_itself() -> None:
    import pickle

    key = SigningKey.generate()

    assert key.secret_multibase not in repr(key)
    assert key.seed.hex() not in repr(key)
    with pytest.raises(TypeError):
        pickle.dumps(key)
    with pytest.raises(ValueError, match="first half"):
        SigningKey.from_seed(bytes(64))


@pytest.mark.parametrize("text", ["", "z", "u6Mk", KEY.multibase[:-1], KEY.multibase + " ", "z" + "1" * 5000, "z0OIl"])
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"base58btc|Ed25519"):
        decode_multibase_key(text)


def test_a_secret_key_is_no_public_key() -> None:
    with pytest.raises(ValueError, match="no Ed25519 public key"):
        decode_multibase_key(KEY.secret_multibase)
    assert decode_multibase(KEY.secret_multibase)[2:] == KEY.seed


def test_nothing_heavy_is_imported_before_it_is_used() -> None:
    import subprocess
    import sys

    heavy = ("pyld", "cryptography", "lxml", "rfc8785", "base58")
    code = f"import sys, timeback_core.clr; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"

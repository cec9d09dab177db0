"""Whatever is changed in a signed credential is noticed, or named as not signed."""

from __future__ import annotations

import math
from typing import Any

import pytest
from clr_credentials import AT, KEY, badge, places, published_example, record, rich_record, signed, with_change
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from timeback_core.clr.proofs.verdict import ClrVerification
from timeback_core.clr.proofs.verifying import verify

SIGNED = {suite: signed(rich_record(), suite=suite) for suite in ("eddsa-rdfc-2022", "eddsa-jcs-2022")}
SUITES = sorted(SIGNED)
PLACES = {suite: list(places(document)) for suite, document in SIGNED.items()}

scalars = st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.floats() | st.text(st.characters(), max_size=8)
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(
            st.sampled_from(["id", "type", "name", "@value", "@id", "@list", "tag", "zz"]), inner, max_size=2
        )
    ),
    max_leaves=4,
)


def noticed(verification: ClrVerification) -> bool:
    """Whether a verdict tells that something is wrong, and says what."""
    return not verification.verified and bool(verification.errors) and verification.explain() != ""


def same_to_rdf(before: Any, after: Any) -> bool:
    """RDF knows no difference between a value and a list of one; docs/clr.md says so."""
    return after == [before] or before == [after]


def same_json(before: Any, after: Any) -> bool:
    """Whether two values are one in JSON: numbers have no types there."""
    return before == after and isinstance(before, bool) == isinstance(after, bool)


@pytest.mark.parametrize("suite", SUITES)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_any_value_put_in_place_of_another_is_noticed(suite: str, data: st.DataObject) -> None:
    place, before = data.draw(st.sampled_from(PLACES[suite]))
    after = data.draw(values)
    assume(not same_json(before, after))
    assume(not (suite == "eddsa-rdfc-2022" and same_to_rdf(before, after)))

    assert noticed(verify(with_change(SIGNED[suite], place, after), at=AT))


@pytest.mark.parametrize("suite", SUITES)
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_any_change_of_a_text_is_noticed(suite: str, data: st.DataObject) -> None:
    place, before = data.draw(st.sampled_from([(place, value) for place, value in PLACES[suite] if type(value) is str]))
    at = data.draw(st.integers(0, len(before)))
    upto = data.draw(st.integers(at, min(at + 2, len(before))))
    after = before[:at] + data.draw(st.text(max_size=2)) + before[upto:]
    assume(after != before)

    assert noticed(verify(with_change(SIGNED[suite], place, after), at=AT))


def _others(value: Any) -> list[Any]:
    """Return what somebody might put in place of a value, hoping that nobody notices."""
    found: list[Any] = [None, "", [], {}, "_:b0", "@type", {"@value": value}, {"@list": [value]}, {"@set": [value]}]
    if isinstance(value, str):
        return [*found, value + "x", value.upper() + "\n", f" {value}", value + "\x00", "\ud800"]
    if isinstance(value, bool):
        return [*found, not value, str(value).lower(), int(value), [value, value]]
    if isinstance(value, float):
        return [*found, value + 1, str(value), "2.5E0", math.nextafter(value, 3), math.nan, 10**400]
    if isinstance(value, dict):
        extras = {"zz": 1, "name": None, "tag": [], "@index": "i", "@nest": {}, "@reverse": {}, "@included": []}
        return [*found, *({**value, name: extra} for name, extra in extras.items()), {"@graph": [value]}]
    return [*found, [*value, None], [*value, []], [*value, {}], [value], [*value, "zz"]]


@pytest.mark.parametrize("every", [10, pytest.param(1, marks=pytest.mark.slow)])
@pytest.mark.parametrize("suite", SUITES)
def test_what_one_might_try_is_noticed_everywhere(suite: str, every: int) -> None:
    document = SIGNED[suite]
    proofs = ("proof",)  # who adds a proof changes nothing
    tries = [
        (place, after)
        for place, before in PLACES[suite]
        if place != proofs
        for after in _others(before)
        if not same_json(before, after)
    ]
    missed = [
        (place, after)
        for place, after in tries[::every]
        if not noticed(verify(with_change(document, place, after), at=AT))
    ]

    assert missed == []


@pytest.mark.parametrize("suite", SUITES)
def test_a_member_that_is_taken_away_is_noticed(suite: str) -> None:
    document = SIGNED[suite]
    # what the record says twice about one thing is still said when it is taken away in one place,
    # and a credential inside has the meaning that the contexts of the record give it
    twice = ("@context", "name", "description", "criteria", "type", "issuer", "creator", "verifiableCredential")
    for place, _ in PLACES[suite]:
        if place[-1] in twice or isinstance(place[-1], int) or place == ("proof",):
            continue
        target: Any = document
        for name in place[:-1]:
            target = target[name]
        rest = {name: value for name, value in target.items() if name != place[-1]}
        changed = with_change(document, place[:-1], rest) if len(place) > 1 else rest
        assert noticed(verify(changed, at=AT)), place


@pytest.mark.parametrize(
    ("member", "value"),
    [("shoeSize", 42), ("description2", "Also knows calculus"), ("x", None), ("evidence", []), ("evidence", [None])],
)
@pytest.mark.parametrize("place", [(), ("credentialSubject",), ("credentialSubject", "achievement", 1)])
def test_a_member_that_was_added_is_named(member: str, value: Any, place: tuple[str | int, ...]) -> None:
    for suite in SUITES:
        target: Any = SIGNED[suite]
        for name in place:
            target = target[name]
        added = {**target, member: value}
        verification = verify(with_change(SIGNED[suite], place, added) if place else added, at=AT)

        assert not verification
        if suite == "eddsa-rdfc-2022":
            assert verification.unsigned_members == [".".join(map(str, (*place, member)))]
            assert verification.proofs[0].valid
        else:
            assert not verification.proofs[0].valid


def test_the_end_of_validity_cannot_be_hidden() -> None:
    whole = signed(rich_record())
    until = whole.pop("validUntil")
    tricks: list[dict[str, Any]] = [
        {"@nest": {"validUntil": until}},
        {"https://www.w3.org/2018/credentials#validUntil": until},
        {"@graph": [{"id": whole["id"], "validUntil": until}]},
        {"@included": [{"id": whole["id"], "type": whole["type"], "validUntil": until}]},
    ]
    for trick in tricks:
        assert noticed(verify({**whole, **trick}, at=AT)), trick

    # an object with the record's own id would be the record in RDF
    referring = rich_record()
    referring["credentialSubject"]["achievement"][0]["related"] = [{"id": referring["id"], "type": ["Related"]}]
    with pytest.raises(ValueError, match="the id of the credential itself"):
        signed(referring)


def test_a_context_that_says_something_else_is_no_way_in() -> None:
    whole = signed(rich_record())
    swapped = {"name": "https://schema.org/description", "description": "https://schema.org/name"}
    changed = {**whole, "@context": [*whole["@context"], swapped]}
    changed["name"], changed["description"] = whole["description"], whole["name"]

    assert noticed(verify(changed, at=AT))
    for own in ([], {}, None, "https://evil.example/context"):
        nested = with_change(
            whole, ("credentialSubject", "achievement", 0, "criteria"), {"@context": own, "narrative": "x"}
        )
        assert noticed(verify(nested, at=AT))


def test_an_id_or_a_type_that_is_written_in_another_way_is_named() -> None:
    vocabulary = "https://purl.imsglobal.org/spec/vc/ob/vocab.html#"
    whole = record()
    whole["credentialSubject"]["id"] = f"{vocabulary}learner"
    whole = signed(whole)
    full = "https://www.w3.org/2018/credentials#VerifiableCredential"
    for place, value in (
        (("credentialSubject", "id"), "obi:learner"),
        (("type",), [*whole["type"], full]),
        (("credentialSubject", "verifiableCredential", 0, "type"), [full, "AchievementCredential"]),
    ):
        verification = verify(with_change(whole, place, value), at=AT)

        assert noticed(verification)
        assert verification.unsigned_members in ([], [".".join(map(str, place))])
    assert verify(whole, at=AT)


def test_the_w3cs_context_stays_first() -> None:
    whole = SIGNED["eddsa-rdfc-2022"]
    first, second, third = whole["@context"]
    for place, contexts in (
        (("@context",), [second, first, third]),
        (("credentialSubject", "verifiableCredential", 0, "@context"), [third, first]),
    ):
        verification = verify(with_change(whole, place, contexts), at=AT)

        assert noticed(verification)
        assert "@context" in verification.errors[0]


def test_contexts_added_after_signing_the_json_are_named() -> None:
    whole = SIGNED["eddsa-jcs-2022"]
    verification = verify({**whole, "@context": [*whole["@context"], "https://evil.example/context"]}, at=AT)

    assert verification.unsigned_members == ["@context.3"]
    assert not verification
    assert verification.proofs[0].valid


@pytest.mark.parametrize("suite", SUITES)
def test_no_part_of_the_proof_can_be_changed(suite: str) -> None:
    document = SIGNED[suite]
    (proof,) = document["proof"]
    for change in (
        {"created": "2026-06-12T15:00:05+00:00"},
        {"proofPurpose": "authentication"},
        {"cryptosuite": "eddsa-jcs-2022" if suite == "eddsa-rdfc-2022" else "eddsa-rdfc-2022"},
        {"verificationMethod": f"did:key:{KEY.multibase}"},
        {"expires": "2030-01-01T00:00:00Z"},
        {"nonce": "1"},
        {"unknown": "1"},
        {"@context": ["https://www.w3.org/ns/credentials/v2"]},
        {"proofValue": proof["proofValue"][:-1]},
        {"proofValue": proof["proofValue"] + "1"},
        {"proofValue": "z1" + proof["proofValue"][1:]},
        {"proofValue": None},
        {"type": "Ed25519Signature2020"},
    ):
        assert noticed(verify({**document, "proof": [{**proof, **change}]}, at=AT)), change


@settings(max_examples=40, deadline=None)
@given(st.recursive(scalars, lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=9), inner), max_leaves=9))
@example({"proof": []})
@example({"proof": [{"type": "DataIntegrityProof"}]})
def test_any_json_gets_a_verdict(value: Any) -> None:
    for document in ({"proof": value}, {"@context": value, **SIGNED["eddsa-rdfc-2022"], "issuer": value}):
        assert noticed(verify(document, at=AT, check_nested=True))


def test_a_credential_inside_can_be_checked_by_itself() -> None:
    inside = signed(badge())
    whole = rich_record()
    whole["credentialSubject"]["verifiableCredential"] = [inside, badge()]
    outside = signed(whole)

    verification = verify(outside, at=AT, check_nested=True)
    (nested,) = verification.nested
    assert verification
    assert verification.nested_verified
    assert nested.path == "credentialSubject.verifiableCredential.0"
    assert verify(outside, at=AT).nested == []

    changed = with_change(whole, (*_inside(0), "name"), "Ratios, rates and calculus")
    again = verify(signed(changed), at=AT, check_nested=True)
    assert again.verified
    assert not again.nested_verified
    assert "NOT VERIFIED" in again.explain()


def _inside(index: int) -> tuple[str | int, ...]:
    return ("credentialSubject", "verifiableCredential", index, "credentialSubject", "achievement")


def test_the_published_example_is_protected_as_well() -> None:
    document = signed(published_example())

    assert verify(document, at=AT)
    for place, value in places(document):
        if type(value) is str:
            assert noticed(verify(with_change(document, place, value + "x"), at=AT)), place

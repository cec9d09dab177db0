"""Who may send a delivery: signatures, bearer secrets, replays, changes of secret."""

from __future__ import annotations

import base64
import time
from email.message import Message

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeback_core.errors import ConfigurationError
from timeback_core.webhooks import WebhookVerificationError, sign_delivery, verify_bearer, verify_signature

ID = "msg_2f0d7c1e-6a3b-4d58-9e41-7b8c5a2d9f10"
MOMENT = 1767609000
BODY = (
    b'{"id":"urn:uuid:5b1f6f0e-93c1-4f7a-8c2d-1a7e0d4b9c55","type":"ActivityEvent",'
    b'"sensor":"https://fractions.example.edu/sensor"}'
)
PLAIN = "s3cr3t-classroom-hook"
ENCODED = "whsec_MDEyMzQ1Njc4OWFiY2RlZmdoaWprbG1ub3BxcnN0dXY="
SIGNATURES = {
    PLAIN: "v1,L/kt81tk+dcG4+QQ9s1+WWEVVHj+hD0zTBksUE8LxP0=",
    ENCODED: "v1,ikmqLWBRkhwdUpu8y7qvHShLF8i4Y6HLxIBScRakjdQ=",
}


def headers(signature: str = SIGNATURES[PLAIN], *, id: str = ID, moment: object = MOMENT) -> dict[str, str]:
    return {"webhook-id": id, "webhook-timestamp": str(moment), "webhook-signature": signature}


def refusal(body: bytes = BODY, given: object = None, secret: object = PLAIN, **options: float) -> str:
    with pytest.raises(WebhookVerificationError) as caught:
        verify_signature(body, given or headers(), secret, **{"now": MOMENT, **options})  # type: ignore[arg-type]
    assert caught.value.status_code == 401
    return caught.value.code


@pytest.mark.parametrize("secret", SIGNATURES)
def test_the_known_signature_of_a_secret_is_made_and_accepted(secret: str) -> None:
    assert len(BODY) == 125
    made = sign_delivery(BODY, secret, message_id=ID, timestamp=MOMENT)
    assert made == headers(SIGNATURES[secret])
    verify_signature(BODY, made, secret, now=MOMENT)


@pytest.mark.parametrize("secret", ["whsec_", "whsec_not base64!", "whsec_abc", "ümläut"])
def test_a_secret_without_a_readable_key_is_its_own_bytes(secret: str) -> None:
    import hashlib
    import hmac

    digest = hmac.new(secret.encode(), f"{ID}.{MOMENT}.".encode() + BODY, hashlib.sha256).digest()
    signature = f"v1,{base64.b64encode(digest).decode()}"
    assert sign_delivery(BODY, secret, message_id=ID, timestamp=MOMENT)["webhook-signature"] == signature
    verify_signature(BODY, headers(signature), secret, now=MOMENT)


@given(position=st.integers(0, len(BODY) - 1), change=st.integers(1, 255))
def test_any_changed_byte_of_the_body_is_refused(position: int, change: int) -> None:
    changed = bytearray(BODY)
    changed[position] ^= change
    assert refusal(bytes(changed)) == "bad_signature"


@given(position=st.integers(0, len(ID) - 1), change=st.integers(33, 126).map(chr))
def test_any_changed_character_of_the_id_is_refused(position: int, change: str) -> None:
    changed = ID[:position] + change + ID[position + 1 :]
    if changed != ID:
        assert refusal(given=headers(id=changed)) == "bad_signature"


@given(position=st.integers(0, len(str(MOMENT)) - 1), change=st.integers(33, 255).map(chr))
def test_any_changed_character_of_the_time_is_refused(position: int, change: str) -> None:
    text = str(MOMENT)
    changed = text[:position] + change + text[position + 1 :]
    if changed != text:
        assert refusal(given=headers(moment=changed), tolerance=1e15) in {"bad_timestamp", "bad_signature"}


@given(body=st.binary(max_size=64), cut=st.binary(min_size=1, max_size=4))
def test_a_body_that_is_longer_or_shorter_is_refused(body: bytes, cut: bytes) -> None:
    signed = sign_delivery(body, PLAIN, message_id=ID, timestamp=MOMENT)
    assert refusal(body + cut, signed) == "bad_signature"
    longer = sign_delivery(body + cut, PLAIN, message_id=ID, timestamp=MOMENT)
    assert refusal(body, longer) == "bad_signature"


@given(body=st.binary(), secret=st.text(min_size=1).filter(str.strip).filter(lambda text: text.isprintable()))
def test_what_was_signed_is_accepted_whatever_it_is(body: bytes, secret: str) -> None:
    verify_signature(body, sign_delivery(body, secret, message_id="m", timestamp=MOMENT), secret, now=MOMENT)


@pytest.mark.parametrize("moment", ["0" + str(MOMENT), f" {MOMENT}", f"{MOMENT}.0", "", "-5", "١٢٣", "9" * 16, "1e9"])
def test_a_time_written_otherwise_is_refused(moment: str) -> None:
    assert refusal(given=headers(moment=moment)) in {"bad_timestamp", "bad_signature", "missing_header"}


@pytest.mark.parametrize(
    "signature",
    [
        SIGNATURES[PLAIN].removeprefix("v1,"),
        SIGNATURES[PLAIN].replace("v1,", "v2,"),
        SIGNATURES[PLAIN].replace("v1,", "v1a,"),
        SIGNATURES[PLAIN].removesuffix("="),
        "v1,",
        "v1",
        "v1,ümläut",
        "v1,Ā",
        "nothing, of the kind",
    ],
)
def test_a_signature_of_another_form_is_refused(signature: str) -> None:
    assert refusal(given=headers(signature)) == "bad_signature"


def test_one_fitting_signature_among_several_is_enough() -> None:
    several = f"v1a,xyz v1,AAAA {SIGNATURES[PLAIN]} v1,BBBB"
    verify_signature(BODY, headers(several), PLAIN, now=MOMENT)


def test_while_a_secret_is_changed_the_old_and_the_new_one_count() -> None:
    for secret, signature in SIGNATURES.items():
        verify_signature(BODY, headers(signature), [PLAIN, ENCODED], now=MOMENT)
        other = next(one for one in SIGNATURES if one != secret)
        assert refusal(given=headers(signature), secret=[other]) == "bad_signature"


def test_a_line_break_after_a_secret_from_a_file_does_not_count() -> None:
    verify_signature(BODY, headers(), f"{PLAIN}\n", now=MOMENT)


@pytest.mark.parametrize("off", [-300, -299, 0, 299, 300])
def test_a_delivery_within_the_tolerance_is_fresh(off: int) -> None:
    verify_signature(BODY, headers(), PLAIN, now=MOMENT + off)


@pytest.mark.parametrize(("off", "words"), [(301, "301 s old"), (-301, "301 s ahead of this machine's clock")])
def test_a_delivery_outside_the_tolerance_is_refused(off: int, words: str) -> None:
    with pytest.raises(WebhookVerificationError, match=words) as caught:
        verify_signature(BODY, headers(), PLAIN, now=MOMENT + off)
    assert caught.value.code == "stale_timestamp"


def test_the_tolerance_is_the_callers_and_the_clock_the_machines() -> None:
    now = int(time.time())
    verify_signature(BODY, sign_delivery(BODY, PLAIN, message_id=ID), PLAIN, tolerance=60)
    assert refusal(given=headers(), tolerance=10, now=MOMENT + 11) == "stale_timestamp"
    with pytest.raises(WebhookVerificationError):
        verify_signature(BODY, sign_delivery(BODY, PLAIN, message_id=ID, timestamp=now - 400), PLAIN)


@pytest.mark.parametrize("name", ["webhook-id", "webhook-timestamp", "webhook-signature"])
@pytest.mark.parametrize("value", [None, "", "  "])
def test_a_missing_header_is_named(name: str, value: str | None) -> None:
    given = {key: text for key, text in headers().items() if key != name}
    if value is not None:
        given[name] = value
    with pytest.raises(WebhookVerificationError, match=name) as caught:
        verify_signature(BODY, given, PLAIN, now=MOMENT)
    assert caught.value.code == "missing_header"


def test_headers_come_as_every_framework_has_them() -> None:
    upper = {name.title(): value for name, value in headers().items()}
    environment = {"HTTP_" + name.upper().replace("-", "_"): value for name, value in headers().items()}
    pairs = [(name.encode(), value.encode()) for name, value in headers().items()]
    message = Message()
    for name, value in upper.items():
        message[name] = value
    for form in (upper, {**environment, "wsgi.input": object()}, pairs, iter(pairs), message):
        verify_signature(BODY, form, PLAIN, now=MOMENT)  # type: ignore[arg-type]


@pytest.mark.parametrize("payload", [BODY.decode(), {"id": 1}, None])
def test_a_body_that_was_parsed_already_is_a_mistake_of_the_program(payload: object) -> None:
    with pytest.raises(TypeError, match="before any parsing"):
        verify_signature(payload, headers(), PLAIN, now=MOMENT)  # type: ignore[arg-type]


@pytest.mark.parametrize("secret", ["", "  ", [], [PLAIN, ""], [b"bytes"], None])
def test_a_secret_that_anybody_knows_is_no_secret(secret: object) -> None:
    for check in (lambda: verify_signature(BODY, headers(), secret), lambda: verify_bearer({}, secret)):  # type: ignore[arg-type]
        with pytest.raises((ConfigurationError, TypeError)):
            check()


@pytest.mark.parametrize("tolerance", [-1, float("nan")])
def test_a_tolerance_below_nothing_is_refused(tolerance: float) -> None:
    with pytest.raises(ConfigurationError, match="tolerance"):
        verify_signature(BODY, headers(), PLAIN, tolerance=tolerance, now=MOMENT)


@pytest.mark.parametrize("value", [PLAIN, f"Bearer {PLAIN}", f"bearer  {PLAIN} ", f"BEARER {PLAIN}"])
def test_the_secret_itself_is_accepted_bare_or_after_bearer(value: str) -> None:
    verify_bearer({"Authorization": value}, PLAIN)
    verify_bearer([(b"authorization", value.encode())], ["another", PLAIN])


def test_a_secret_that_begins_like_a_scheme_is_accepted_bare() -> None:
    verify_bearer({"authorization": "Bearer of secrets"}, "Bearer of secrets")


@pytest.mark.parametrize("value", ["another", f"Basic {PLAIN}", "Bearer", f"Bearer {PLAIN}x", "Bearer ümläut"])
def test_another_secret_is_refused(value: str) -> None:
    with pytest.raises(WebhookVerificationError) as caught:
        verify_bearer({"authorization": value}, PLAIN)
    assert caught.value.code == "bad_secret"


def test_a_request_without_a_secret_is_refused() -> None:
    with pytest.raises(WebhookVerificationError) as caught:
        verify_bearer({}, PLAIN)
    assert caught.value.code == "missing_header"


def test_no_refusal_shows_the_secret_or_the_right_signature() -> None:
    shown: list[str] = []
    for attempt in (
        lambda: verify_signature(b"x", headers(), PLAIN, now=MOMENT),
        lambda: verify_signature(BODY, headers(), PLAIN),
        lambda: verify_bearer({"authorization": "guess"}, PLAIN),
    ):
        with pytest.raises(WebhookVerificationError) as caught:
            attempt()
        shown += [str(caught.value), repr(caught.value), repr(vars(caught.value))]
    assert not any(PLAIN in text or "guess" in text or "L/kt81" in text for text in shown)

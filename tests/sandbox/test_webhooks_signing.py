"""The signature of a delivery, and what the log shows of a secret."""

from __future__ import annotations

import base64

import pytest

from timeback_sandbox.webhooks.signing import delivery_headers, key_of, masked_headers, masked_text, signature

ID = "msg_2f0d7c1e-6a3b-4d58-9e41-7b8c5a2d9f10"
BODY = (
    b'{"id":"urn:uuid:5b1f6f0e-93c1-4f7a-8c2d-1a7e0d4b9c55","type":"ActivityEvent",'
    b'"sensor":"https://fractions.example.edu/sensor"}'
)


@pytest.mark.parametrize(
    ("secret", "expected"),
    [
        ("s3cr3t-classroom-hook", "v1,L/kt81tk+dcG4+QQ9s1+WWEVVHj+hD0zTBksUE8LxP0="),
        ("whsec_MDEyMzQ1Njc4OWFiY2RlZmdoaWprbG1ub3BxcnN0dXY=", "v1,ikmqLWBRkhwdUpu8y7qvHShLF8i4Y6HLxIBScRakjdQ="),
    ],
)
def test_the_signature_is_that_of_the_known_vectors(secret: str, expected: str) -> None:
    assert len(BODY) == 125
    assert signature(secret, ID, 1767609000, BODY) == expected


@pytest.mark.parametrize("change", [{"message_id": ID + "0"}, {"timestamp": 1767609001}, {"body": BODY + b" "}])
def test_id_time_and_body_are_all_signed(change: dict[str, object]) -> None:
    given: dict[str, object] = {"message_id": ID, "timestamp": 1767609000, "body": BODY}
    assert signature("secret", **{**given, **change}) != signature("secret", **given)  # type: ignore[arg-type]


@pytest.mark.parametrize("secret", ["whsec_", "whsec_!!!", "whsec_abc", "whsec_schlüssel", "plain", "schlüssel"])
def test_a_secret_that_holds_no_base64_is_its_own_key(secret: str) -> None:
    assert key_of(secret) == secret.encode()


def test_a_prefixed_secret_stands_for_what_it_encodes() -> None:
    assert key_of("whsec_" + base64.b64encode(b"\x00\xff key").decode()) == b"\x00\xff key"


def test_the_headers_say_who_sends_what_for_which_time() -> None:
    headers = delivery_headers(
        secret="s3cr3t-classroom-hook", webhook_id="w1", message_id=ID, attempt=3, timestamp=1767609000, body=BODY
    )
    assert headers["Content-Type"] == "application/json"
    assert headers["User-Agent"].startswith("timeback-sandbox/")
    assert headers["Authorization"] == "Bearer s3cr3t-classroom-hook"
    assert headers["webhook-id"] == ID
    assert headers["webhook-timestamp"] == "1767609000"
    assert headers["webhook-signature"] == "v1,L/kt81tk+dcG4+QQ9s1+WWEVVHj+hD0zTBksUE8LxP0="
    assert headers["X-Timeback-Webhook-Id"] == "w1"
    assert headers["X-Timeback-Attempt"] == "3"


def test_the_log_shows_no_secret() -> None:
    headers = delivery_headers(
        secret="hidden-word", webhook_id="hidden-word", message_id=ID, attempt=1, timestamp=1, body=b""
    )
    assert "hidden-word" not in str(masked_headers(headers, "hidden-word"))
    assert masked_text("https://x.example/?key=hidden-word", "hidden-word") == "https://x.example/?key=***"


def test_a_secret_of_few_characters_does_not_spoil_what_it_is_found_in() -> None:
    assert masked_text("a banana", "a") == "a banana"
    assert masked_headers({"Authorization": "Bearer a"}, "a") == {"Authorization": "Bearer ***"}

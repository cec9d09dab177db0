"""How envelopes come in: order of checks, sizes, odd bodies, the second platform."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from any_request import nothing_unexpected_is_logged
from caliper_events import JSON, Intake, activity, envelope, general, intake, new_id, of_kind, refused, where

__all__ = ["nothing_unexpected_is_logged"]


@pytest.fixture(scope="module")
def caller() -> Iterator[Intake]:
    with intake(max_envelope_bytes=20_000) as made:
        yield made


def test_an_accepted_envelope_is_answered_with_its_job(caller: Intake) -> None:
    answer = json.loads(caller.post(envelope(general())).content)
    assert answer["status"] == "success"
    assert answer["errors"] is None
    assert answer["jobId"].isdigit()


def test_the_token_is_checked_before_the_body(caller: Intake) -> None:
    reply = caller.line.send("POST", b"/caliper/event", [(b"content-type", b"text/plain")], b"{")
    assert refused(reply, 401) == []


def test_the_content_type_is_checked_before_the_size(caller: Intake) -> None:
    text = (b"content-type", b"text/plain")
    assert refused(caller.request("POST", "/caliper/event", b"x" * 30_000, text), 415) == []
    assert refused(caller.request("POST", "/caliper/event", b"x" * 30_000, JSON), 413) == []


def test_parameters_of_the_content_type_do_not_matter(caller: Intake) -> None:
    body = json.dumps(envelope(general())).encode()
    with_charset = (b"content-type", b"application/json; charset=utf-8")
    assert caller.request("POST", "/caliper/event", body, with_charset).status == 200


@pytest.mark.parametrize(
    "body",
    [
        b"", b"   ", b"{", b"nonsense", b"\xff\xfe", b"{\"a\":\"\\ud800\"}", b"\"\"", b"null", b"[" * 5_000,
        b"{\"sensor\":" * 1_500, b"{\"data\":[1e999]}", b"NaN", b"\xef\xbb\xbf{}",
    ],
)  # fmt: skip
@pytest.mark.parametrize("path", ["/caliper/event", "/caliper/event/validate", "/caliper/v1p2"])
def test_a_body_that_is_no_envelope_is_refused(caller: Intake, body: bytes, path: str) -> None:
    refused(caller.request("POST", path, body, JSON))


def test_deep_nesting_is_refused_or_kept_but_breaks_nothing() -> None:
    for mode in ("platform", "strict"):
        with intake(caliper_validation=mode) as made:
            for depth in (50, 300, 450, 900, 2_000):
                nested = b'{"id":"https://x.org/1","type":"Link","extensions":{"a":' * depth + b"1" + b"}}" * depth
                body = json.dumps(envelope(general(object="@@"))).encode().replace(b'"@@"', nested)
                assert made.post(body).status in {200, 400}


def test_an_unknown_path_is_answered_in_the_services_format(caller: Intake) -> None:
    refused(caller.request("GET", "/caliper/nothing"), 404)
    refused(caller.request("GET", "/jobs/1"), 404)


def test_the_endpoint_tells_what_it_takes(caller: Intake) -> None:
    answer = json.loads(caller.request("GET", "/caliper/event").content)
    assert answer["caliperMaximumPayloadSize"] == 19
    assert answer["caliperSupportedVersions"] == ["v1p2"]


# ---------------------------------------------------------------- the second platform


def transformed(**more: object) -> dict[str, object]:
    """An activity as the second platform wants it."""
    return {
        "@context": "http://purl.imsglobal.org/ctx/caliper/v1p2",
        **activity(),
        "profile": "AggregationProfile",
        "actor": {"id": "https://example.edu/users/1", "type": "Person"},
        "object": {
            "id": "https://example.edu/activities/1",
            "type": "AssignableDigitalResource",
            "name": "Halves",
            "isPartOf": {"id": "https://example.edu/courses/1", "type": "CourseOffering", "name": "Math"},
            "extensions": {"app": {"name": "Fraction Forge", "type": "SoftwareApplication"}},
        },
        "generated": {
            "id": new_id(),
            "type": "ActivityMetricsCollection",
            "items": [{"id": new_id(), "type": "ActivityMetric", "metricType": "XpEarned", "metricValue": 7.5}],
            "attempt": 1,
        },
        "session": "urn:tag:auto-attach",
        **more,
    }


def test_the_second_platform_answers_without_a_body(caller: Intake) -> None:
    event = transformed()
    reply = caller.post(envelope(event), "/caliper/v1p2")
    assert (reply.status, reply.content) == (202, b"")
    stored = json.loads(caller.get(str(event["id"])).content)["event"]
    assert stored["profile"] == "AggregationProfile"
    assert stored["generated"] == event["generated"]


def test_the_second_platform_takes_an_event_without_an_envelope(caller: Intake) -> None:
    event = transformed(edApp={"id": "https://example.edu/app", "type": "SoftwareApplication"})
    assert caller.post(event, "/caliper/v1p2").status == 202
    assert caller.ids(sensor="https://example.edu/app") == [event["id"]]


def test_the_second_platform_stores_session_events_before_it_answers() -> None:
    with intake(job_delay=None) as made:
        event = of_kind("SessionEvent", "SessionProfile", "LoggedIn", session=new_id())
        reply = made.post(envelope(event), "/caliper/v1p2")
        assert (reply.status, reply.content) == (200, b"")
        assert made.get(event["id"]).status == 200
        other = transformed()
        assert made.post(envelope(other), "/caliper/v1p2").status == 202
        assert made.get(str(other["id"])).status == 404


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (activity(session=new_id()), {("invalid_enum_value", "data.0.profile")}),
        ({k: v for k, v in transformed().items() if k != "session"}, {("invalid_type", "data.0.session")}),
        (transformed(eventTime="2026-03-04T15:20:30Z"), {("invalid_string", "data.0.eventTime")}),
        (transformed(colour="red"), {("unrecognized_keys", "data.0")}),
        (
            transformed(actor={"id": "https://example.edu/1", "type": "Person", "email": "a@b.example"}),
            {("unrecognized_keys", "data.0.actor")},
        ),
        (
            transformed(object={"id": "https://example.edu/1", "type": "AssignableDigitalResource", "subject": "Math"}),
            {("unrecognized_keys", "data.0.object")},
        ),
        (
            transformed(generated={"id": new_id(), "type": "TimeSpentMetricsCollection", "items": [{"value": 3}]}),
            {
                ("invalid_type", "data.0.generated.items.0.id"),
                ("invalid_type", "data.0.generated.items.0.type"),
                ("invalid_type", "data.0.generated.items.0.metricType"),
                ("invalid_type", "data.0.generated.items.0.metricValue"),
                ("unrecognized_keys", "data.0.generated.items.0"),
            },
        ),
        (
            of_kind("ForumEvent", "ForumProfile", "Viewed", session=new_id()),
            {("invalid_enum_value", "data.0.action")},
        ),
    ],
)
def test_the_second_platform_takes_nothing_that_it_does_not_know(
    caller: Intake, event: dict[str, object], expected: set[tuple[str, str]]
) -> None:
    assert where(caller.issues(event, path="/caliper/v1p2")) == expected


def test_the_second_platform_takes_other_profiles_as_they_are(caller: Intake) -> None:
    event = of_kind("ForumEvent", "ForumProfile", "Subscribed", session=new_id())
    assert caller.post(envelope(event), "/caliper/v1p2").status == 202


def test_another_version_is_unprocessable_for_the_second_platform(caller: Intake) -> None:
    refused(caller.post(envelope(transformed(), dataVersion="v1p1"), "/caliper/v1p2"), 422)

"""Caliper events and a sandbox to send them to."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote, urlencode

from any_request import Line, Reply

from timeback_sandbox import Sandbox
from timeback_sandbox.caliper.vocabulary import EVENT_KINDS

DATA_VERSION = "http://purl.imsglobal.org/ctx/caliper/v1p2"
SENSOR = "https://app.example.org/sensor"
SEND_TIME = "2026-03-04T15:20:31.482Z"
JSON = (b"content-type", b"application/json")
NULL_MEMBERS = (
    "generated", "target", "referrer", "edApp", "group", "membership", "session", "federatedSession", "extensions",
    "profile",
)  # fmt: skip

Event = dict[str, Any]

PLACES: dict[str, dict[str, Any]] = {
    "AnnotationEvent": {
        "generated": {
            "id": "https://example.edu/notes/1",
            "type": "BookmarkAnnotation",
            "annotator": "https://example.edu/users/1",
            "annotated": "https://example.edu/pages/1",
        }
    },
    "AssessmentEvent": {
        "object": {"id": "https://example.edu/quiz/1", "type": "Assessment", "items": []},
        "generated": {"id": "urn:uuid:27734504-068d-4596-861c-2315be33a2a2", "type": "Attempt", "count": 1},
    },
    "GradeEvent": {
        "actor": {"id": "https://example.edu/grader", "type": "SoftwareApplication"},
        "object": {"id": "urn:uuid:27734504-068d-4596-861c-2315be33a2a2", "type": "Attempt"},
        "generated": {
            "id": "urn:uuid:c50ca17f-5971-47bb-8fca-4e6e6879001d",
            "type": "Score",
            "attempt": "urn:uuid:27734504-068d-4596-861c-2315be33a2a2",
            "scoredBy": "https://example.edu/grader",
            "scoreGiven": 14.5,
        },
    },
    "QuestionnaireItemEvent": {
        "object": {"id": "https://example.edu/survey/1/items/1", "type": "QuestionnaireItem"},
        "generated": {"id": "urn:uuid:590f1ff1-c69c-4b0a-8c5a-1e2d3c4b5a69", "type": "RatingScaleResponse"},
    },
    "NavigationEvent": {"target": {"id": "https://example.edu/media/1", "type": "MediaLocation"}},
    "MediaEvent": {"object": {"id": "https://example.edu/videos/1", "type": "VideoObject", "duration": "PT1H12M27S"}},
    "ForumEvent": {"object": {"id": "https://example.edu/forums/1", "type": "Forum"}},
    "ThreadEvent": {"object": {"id": "https://example.edu/threads/1", "type": "Thread"}},
    "MessageEvent": {"object": {"id": "https://example.edu/messages/1", "type": "Message", "body": "Hello"}},
    "AssessmentItemEvent": {"object": {"id": "https://example.edu/items/1", "type": "AssessmentItem"}},
    "AssignableEvent": {"object": {"id": "https://example.edu/tasks/1", "type": "AssignableDigitalResource"}},
    "QuestionnaireEvent": {"object": {"id": "https://example.edu/survey/1", "type": "Questionnaire"}},
    "SurveyEvent": {"object": {"id": "https://example.edu/survey/1", "type": "Survey"}},
    "SurveyInvitationEvent": {"object": {"id": "https://example.edu/invitations/1", "type": "SurveyInvitation"}},
    "SessionEvent": {"object": {"id": "https://example.edu", "type": "SoftwareApplication"}},
    "ToolLaunchEvent": {"object": {"id": "https://example.edu/tool", "type": "SoftwareApplication"}},
    "ToolUseEvent": {"object": {"id": "https://example.edu/tool", "type": "SoftwareApplication"}},
}


def new_id() -> str:
    return f"urn:uuid:{uuid.uuid4()}"


def user(name: str = "mika", **more: Any) -> dict[str, Any]:
    return {
        "id": f"https://example.edu/users/{name}",
        "type": "TimebackUser",
        "email": f"{name}@school.example",
        **more,
    }


def context(**more: Any) -> dict[str, Any]:
    return {
        "id": "https://fractions.example.org/activities/halves",
        "type": "TimebackActivityContext",
        "subject": "Math",
        "app": {"name": "Fraction Forge"},
        **more,
    }


def activity(*metrics: tuple[str, float], **more: Any) -> Event:
    """A completed activity."""
    values = metrics or (("totalQuestions", 12), ("correctQuestions", 11), ("xpEarned", 7.5))
    return {
        "id": new_id(),
        "type": "ActivityEvent",
        "profile": "TimebackProfile",
        "action": "Completed",
        "actor": user(),
        "object": context(),
        "eventTime": "2026-03-04T15:20:30.000Z",
        "generated": {
            "id": new_id(),
            "type": "TimebackActivityMetricsCollection",
            "items": [{"type": name, "value": value} for name, value in values],
        },
        **more,
    }


def time_spent(*metrics: tuple[str, float], **more: Any) -> Event:
    """Time that was spent."""
    return {
        **activity(),
        "type": "TimeSpentEvent",
        "action": "SpentTime",
        "generated": {
            "id": new_id(),
            "type": "TimebackTimeSpentMetricsCollection",
            "items": [{"type": name, "value": value} for name, value in metrics or (("active", 450),)],
        },
        **more,
    }


def general(**more: Any) -> Event:
    """An event of the generic type."""
    return {
        "id": new_id(),
        "type": "Event",
        "profile": "GeneralProfile",
        "action": "Viewed",
        "actor": {"id": "https://example.edu/users/1", "type": "Agent"},
        "object": {"id": "https://example.edu/pages/1", "type": "WebPage"},
        "eventTime": "2026-03-04T15:20:30.000Z",
        **more,
    }


def of_kind(type: str, profile: str, action: str, **more: Any) -> Event:
    """A right event of a type, in the strict sense too."""
    if type == "ActivityEvent":
        return activity(**more)
    if type == "TimeSpentEvent":
        return time_spent(**more)
    return general(**{"type": type, "profile": profile, "action": action, **PLACES.get(type, {}), **more})


def all_kinds() -> Iterator[tuple[str, str, str]]:
    """Type, profile and action of everything that is described."""
    for kind in EVENT_KINDS.values():
        for profile in kind.profiles:
            for action in kind.actions:
                yield kind.type, profile, action


def envelope(*items: Any, **more: Any) -> dict[str, Any]:
    return {"sensor": SENSOR, "sendTime": SEND_TIME, "dataVersion": DATA_VERSION, "data": list(items), **more}


class Intake:
    """Calls the Caliper API of a sandbox in process."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self.line = Line(sandbox)

    def request(self, method: str, path: str, body: bytes = b"", *headers: tuple[bytes, bytes]) -> Reply:
        content = (JSON,) if body and not headers else headers
        return self.line.send(method, path.encode(), [self.line.token, *content], body)

    def post(self, payload: object, path: str = "/caliper/event") -> Reply:
        body = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
        return self.request("POST", path, body)

    def accept(self, *events: Event, **more: Any) -> str:
        """The id of the job of an envelope that is accepted."""
        reply = self.post(envelope(*events, **more))
        assert reply.status == 200, reply.content
        return str(json.loads(reply.content)["jobId"])

    def issues(self, *items: Any, path: str = "/caliper/event", **more: Any) -> list[dict[str, Any]]:
        """What is wrong with an envelope that is refused."""
        return refused(self.post(envelope(*items, **more), path))

    def job(self, job_id: str) -> dict[str, Any]:
        reply = self.request("GET", f"/jobs/{job_id}/status")
        assert reply.status == 200, reply.content
        return dict(json.loads(reply.content)["job"])

    def numbers(self, job_id: str) -> list[str]:
        """The numbers that a job gave to events."""
        return [one["allocatedId"] for one in self.job(job_id)["returnValue"]["results"]]

    def get(self, external_id: str) -> Reply:
        return self.request("GET", f"/caliper/events/{quote(external_id, safe='')}")

    def page(self, **query: object) -> dict[str, Any]:
        reply = self.list(**query)
        assert reply.status == 200, reply.content
        return dict(json.loads(reply.content))

    def list(self, **query: object) -> Reply:
        return self.request("GET", f"/caliper/events?{urlencode(query)}")

    def ids(self, **query: object) -> list[str]:
        """The ids on a page of the list."""
        return [one["externalId"] for one in self.page(**query)["events"]]

    def control(self, method: str, path: str, payload: object = None) -> Any:
        body = b"" if payload is None else json.dumps(payload).encode()
        key = (b"x-sandbox-key", self.sandbox.control_key.encode())
        reply = self.line.send(method, f"/_sandbox/{path}".encode(), [key], body)
        assert reply.status < 300, reply.content
        return json.loads(reply.content) if reply.content else None


def refused(reply: Reply, status: int = 400) -> list[dict[str, Any]]:
    """The issues of an error answer."""
    assert reply.status == status, (reply.status, reply.content)
    assert reply.media_type == "application/json"
    answer = json.loads(reply.content)
    assert answer["status"] == "error"
    assert answer["message"]
    return list(answer["errors"] or [])


def where(issues: Iterable[dict[str, Any]]) -> set[tuple[str, str]]:
    """Code and path of issues."""
    return {(one["code"], ".".join(map(str, one["path"]))) for one in issues}


@contextmanager
def intake(**options: Any) -> Iterator[Intake]:
    """A sandbox without data, and a caller; jobs are done before the answer leaves unless told otherwise."""
    with Sandbox(**{"seed": "empty", "job_delay": 0, "deliver_webhooks": False, **options}) as sandbox:
        made = Intake(sandbox)
        try:
            yield made
        finally:
            made.line.close()

"""Answers as PowerPath gives them, and a client that gets them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from recording import Answer, RecordingPipeline

from timeback_core.channel import Channel
from timeback_core.paths import PLATFORM_PATHS
from timeback_core.powerpath import PowerPathClient
from timeback_core.transport.call import Call
from timeback_core.transport.lifetime import Lifetime
from timeback_core.transport.pipeline import Pipeline

BASE = "http://host/powerpath"

MOMENT = "2026-03-02T09:00:10.000Z"

CONTENT = {"type": "choice", "rawXml": "<qti-assessment-item/>"}
QUESTION: dict[str, Any] = {
    "id": "q-1",
    "index": 0,
    "title": "Halves",
    "url": "https://qti.example/assessment-items/q-1",
    "difficulty": "easy",
    "humanApproved": None,
    "content": CONTENT,
    "response": "A",
    "responses": {"RESPONSE": "A", "OTHER": ["B", "C"]},
    "correct": True,
    "result": {"score": 1, "feedback": "Correct", "outcomes": {"SCORE": "1"}},
    "resultId": "ar-q-1",
    "learningObjectives": ["obj-1"],
}
COUNTERS: dict[str, Any] = {"accuracy": 80, "correctQuestions": 4, "totalQuestions": 5, "xp": 12, "multiplier": 1}
PROGRESS_100: dict[str, Any] = {
    "lessonType": "powerpath-100",
    "remainingQuestionsPerDifficulty": {"easy": 3, "medium": 2, "hard": 1},
    "score": 27,
    "seenQuestions": [QUESTION],
    "attempt": 1,
    **COUNTERS,
    "testResultId": "ar-1",
}
PROGRESS: dict[str, Any] = {
    "lessonType": "quiz",
    "finalized": True,
    "score": 80,
    "questions": [QUESTION],
    "toolProvider": None,
    "attempt": 1,
    **COUNTERS,
}
RESULT: dict[str, Any] = {
    "sourcedId": "ar-1",
    "status": "active",
    "assessmentLineItem": {"sourcedId": "ali-1"},
    "student": {"sourcedId": "s"},
    "score": 27,
    "scoreDate": MOMENT,
    "scoreStatus": "partially graded",
    "inProgress": "true",
    "metadata": {"attempt": 1},
}
UPDATE_100: dict[str, Any] = {
    "lessonType": "powerpath-100",
    "powerpathScore": 27,
    "responseResult": {"isCorrect": True, "score": 1, "feedback": {"identifier": "correct", "value": "Correct"}},
    "questionResult": RESULT,
    "testResult": RESULT,
    **COUNTERS,
    "xp": None,
    "multiplier": None,
}
UPDATE: dict[str, Any] = {"lessonType": "quiz", "questionResult": RESULT}
ATTEMPT: dict[str, Any] = {
    "attempt": 1,
    "score": 0,
    "scoreStatus": "not submitted",
    "xp": None,
    "startedAt": MOMENT,
    "completedAt": None,
}
TAIL: dict[str, Any] = {
    "credentials": {"email": "s@school.example", "password": "marker-word"},
    "assignmentId": "7",
    "testUrl": "https://tool.example/7",
    "testId": "t-1",
}
EXTERNAL: dict[str, Any] = {
    "lessonType": "placement",
    "lessonId": "l",
    "courseComponentId": "u",
    "resourceId": "r",
    "toolProvider": "edulastic",
    "courseIdOnFail": None,
    "grades": ["3"],
}
INTERNAL: dict[str, Any] = {
    "lessonType": "quiz",
    "testType": "qti",
    "lessonId": "l",
    "courseComponentId": "u",
    "resourceId": "r",
}
LEVEL: dict[str, Any] = {"gradeLevel": "3", "onboarded": False, "availableTests": 3}
PLACEMENT: dict[str, Any] = {
    "Math": {
        "startingGrade": 3,
        "currentGrade": 4,
        "subjectLowestGrade": 3,
        "subjectHighestGrade": 5,
        "RIT": {"SCREENING": {"score": 201, "grade": 3}},
        "results": [
            {
                "testId": "l-3",
                "title": "Math G3",
                "subject": "Math",
                "grade": 3,
                "status": "PASSED",
                "score": 95,
                "completedAt": MOMENT,
                "source": "PLACEMENT",
                "masteryTrackProcessed": True,
            },
            {
                "testId": "l-4",
                "title": "Math G4",
                "subject": "Math",
                "grade": 4,
                "status": "NOT_STARTED",
                "source": "EDULASTIC",
            },
        ],
        "status": "in_progress",
        "nextTestId": "l-4",
    }
}
PLACEMENT_TEST: dict[str, Any] = {
    "component_resources": {"sourcedId": "l-3"},
    "resources": {"sourcedId": "r-3"},
    "resources_metadata": {"grades": ["3"]},
    "assessment_line_items": None,
    "assessment_results": None,
}
SUBJECT_PROGRESS: dict[str, Any] = {
    "course": {"sourcedId": "c", "title": "Math 3", "grades": ["3"], "subjects": ["Math"], "status": "active"},
    "inEnrolled": True,
    "hasUsedTestOut": False,
    "testOutLessonId": None,
    "completedLessons": 1,
    "totalLessons": 4,
    "totalAttainableXp": 40,
    "totalXpEarned": 12.5,
}
SESSION: dict[str, Any] = {
    "nweaStudentId": "0b6f1d0e-5a53-5f0e-9a2b-3f7d6c1a2b11",
    "createdOn": MOMENT,
    "password": "marker-word",
    "name": "Session s",
    "proctorId": "7d1f7c62-0d0e-5a5d-8f57-1c52ad0be002",
    "pin": "4821",
    "testSessionId": "c2f0a4a4-2a8e-5c8e-9d1b-5e6f70a1b203",
    "status": "active",
    "assignment": {"assignedTestKey": "math-screening", "status": "assigned", "nweaStatus": "AWAITING_STUDENT"},
    "termId": "2025-2026-spring",
}
SCREENED: dict[str, Any] = {
    "Math": {"grade": "3", "ritScore": 201, "testName": "Math K-12", "completedAt": MOMENT},
    "Reading": None,
}
COURSE: dict[str, Any] = {"sourcedId": "c", "title": "Math 3", "status": "active", "org": {"sourcedId": "o"}}
RESOURCE: dict[str, Any] = {
    "sourcedId": "r",
    "title": "Place value",
    "status": "active",
    "vendorResourceId": "t-1",
    "metadata": {"xp": 10},
    "metadataDetails": {"type": "qti"},
}
TREE: dict[str, Any] = {
    "course": COURSE,
    "subComponents": [
        {
            "id": "i-1",
            "sourcedId": "u",
            "title": "Unit 1",
            "status": "active",
            "sortOrder": "a0",
            "componentResources": [
                {
                    "tenantId": None,
                    "clientAppId": None,
                    "id": "i-2",
                    "sourcedId": "l",
                    "sortOrder": "a0",
                    "courseComponentSourcedId": "u",
                    "resource": RESOURCE,
                    "vendor": 7,
                }
            ],
            "subComponents": [{"id": "i-3", "sourcedId": "u-2", "title": "Unit 1.1", "sortOrder": "a1"}],
        }
    ],
}
STRUCTURE: dict[str, Any] = {
    "id": "lp",
    "courseId": "c",
    "courseTitle": "Math 3",
    "structure": [
        {
            "componentId": "u",
            "type": "component",
            "title": "Unit 1",
            "order": "a0",
            "skipped": False,
            "itemId": "i-1",
            "componentResources": [
                {
                    "componentResourceId": "l",
                    "type": "resource",
                    "title": "Place value",
                    "order": "a0",
                    "skipped": True,
                    "itemId": "i-2",
                }
            ],
            "subComponents": [],
        }
    ],
}
OPERATION: dict[str, Any] = {
    "id": "op-1",
    "type": "set-skipped",
    "payload": {"target": {"type": "resource", "id": "l"}, "value": True},
    "reason": None,
    "createdAt": MOMENT,
    "sequenceNumber": 1,
    "createdBy": None,
}
SYNCED: dict[str, Any] = {
    "success": False,
    "operationCount": 2,
    "operationResults": [{"success": True}, {"success": False, "errors": [{"message": "unknown target"}]}],
}
ROW = {name: value for name, value in RESULT.items() if name not in {"assessmentLineItem", "student"}}
COURSE_PROGRESS: dict[str, Any] = {
    "lineItems": [
        {
            "type": "component",
            "assessmentLineItemSourcedId": "ali-u",
            "courseComponentSourcedId": "u",
            "title": "Unit 1",
            "results": [],
        },
        {
            "type": "resource",
            "assessmentLineItemSourcedId": "ali-1",
            "courseComponentResourceSourcedId": "l",
            "title": "Place value",
            "results": [ROW],
        },
    ],
    "testOut": {"status": "in_progress", "assignmentId": "ta-1", "lessonId": "l-9"},
}
SYLLABUS: dict[str, Any] = {
    "course": COURSE,
    "subComponents": [
        {
            "sourcedId": "u",
            "title": "Unit 1",
            "status": "active",
            "sortOrder": 1,
            "componentResources": [
                {
                    "sourcedId": "l",
                    "title": "Place value",
                    "status": "active",
                    "sortOrder": 1,
                    "lessonType": "powerpath-100",
                    "resource": RESOURCE,
                }
            ],
            "subComponents": [],
        }
    ],
}
ASSIGNMENT: dict[str, Any] = {
    "sourcedId": "ta-1",
    "studentSourcedId": "s",
    "studentEmail": "s@school.example",
    "subject": "Math",
    "grade": "3",
    "assignmentStatus": "assigned",
    "assignedByUserSourcedId": None,
    "testName": "Math 3",
    "assignedAt": MOMENT,
}
MADE: dict[str, Any] = {"assignmentId": "ta-1", "lessonId": "l", "resourceId": "r"}
STAGE: dict[str, Any] = {
    "id": "st-1",
    "title": "Math 3",
    "grades": ["3"],
    "subject": "Math",
    "type": "course",
    "properties": {"courseReferences": [{"courseId": "c", "refAddedAt": MOMENT}]},
}
SEQUENCE: dict[str, Any] = {
    "id": "seq",
    "subject": "Math",
    "title": "Math",
    "author": "a@school.example",
    "status": "active",
    "statusUpdatedAt": MOMENT,
    "stages": [STAGE],
}
CONFIG: dict[str, Any] = {
    "courseId": "c",
    "rendererId": "own",
    "rendererUrl": "https://show.example/r",
    "rendererVersion": None,
    "suppressFeedback": True,
    "suppressCorrectResponse": False,
}


def page(count: int, *, offset: int = 0, total: int | None = None, limit: int = 100) -> dict[str, Any]:
    """Return a page of test assignments, numbered by their places."""
    total = offset + count if total is None else total
    return {
        "testAssignments": [{**ASSIGNMENT, "sourcedId": f"ta-{offset + place}"} for place in range(count)],
        "totalCount": total,
        "pageCount": -(-total // limit),
        "pageNumber": offset // limit + 1,
        "offset": offset,
        "limit": limit,
    }


def over(pipeline: object) -> PowerPathClient:
    """Return a PowerPath client over a pipeline of the test's own."""
    channel = Channel(
        service="powerpath",
        base_url="http://host",
        paths=PLATFORM_PATHS["BEYOND_AI"].powerpath,
        pipeline=cast("Pipeline", pipeline),
        tokens=None,
        lifetime=Lifetime("PowerPathClient"),
        platform="BEYOND_AI",
    )
    return PowerPathClient.from_channel(channel)


def powerpath(answer: Callable[[Call], Answer]) -> tuple[PowerPathClient, RecordingPipeline]:
    """Return a PowerPath client over a recording pipeline, and the pipeline."""
    pipeline = RecordingPipeline(answer)
    return over(pipeline), pipeline


def answering(body: object, status: int = 200) -> tuple[PowerPathClient, RecordingPipeline]:
    """Return a client whose every call gets the same answer, and the pipeline."""
    return powerpath(lambda _call: (status, body))


def sent(pipeline: RecordingPipeline) -> list[str]:
    """Method and path with query of every call, in order."""
    return [f"{call.method} {call.url.removeprefix(BASE)}" for call in pipeline.calls]

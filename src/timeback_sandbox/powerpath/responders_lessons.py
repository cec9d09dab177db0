"""Answers to requests about lessons: each opens one transaction, lets the rules work, and words the answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from timeback_sandbox import effects
from timeback_sandbox.edubridge.enrollments import Now
from timeback_sandbox.oneroster.untyped import as_array
from timeback_sandbox.powerpath import answering, creating, external, people, reading
from timeback_sandbox.powerpath.creating import Made, Part, Plan
from timeback_sandbox.powerpath.evaluation import Judge, read_responses
from timeback_sandbox.powerpath.external import Wish
from timeback_sandbox.powerpath.lessons import lessons_of
from timeback_sandbox.powerpath.problems import refuse
from timeback_sandbox.powerpath.progress import progress, shown_attempt
from timeback_sandbox.powerpath.visits import Visit, visit
from timeback_sandbox.powerpath.vocabulary import LESSON_TYPES, TEST_TYPES, TOOL_PROVIDERS
from timeback_sandbox.serving import Answer, Call, Responder

__all__ = [
    "blocks",
    "create_external",
    "create_internal",
    "create_new_attempt",
    "finalize",
    "get_attempts",
    "get_next_question",
    "get_progress",
    "import_results",
    "make_assignment",
    "reset_attempt",
    "submit",
    "test_out",
]


def blocks(call: Call) -> bool:
    """Whether scoring may take long: other code than the sandbox's own takes part. It runs before the transaction."""
    return call.state.settings.external_scorer or call.state.grader is not None


# ---------------------------------------------------------------- at a lesson


def _look(find: Callable[[Visit, dict[str, Any]], object]) -> Responder:
    """GET of something about a student at a lesson, both of which the query names."""

    def respond(call: Call) -> Answer:
        query = reading.query_of(call)
        student, lesson = reading.text(query, "student"), reading.text(query, "lesson")
        with call.store.read() as connection:
            return Answer.of(200, find(visit(call, connection, student, lesson), query))

    return respond


def _act(do: Callable[[Visit, dict[str, Any]], object], *, get: bool = False) -> Responder:
    """A request of a student at a lesson that changes something, all of it in one transaction."""

    def respond(call: Call) -> Answer:
        data = reading.query_of(call) if get else reading.body_of(call)
        student, lesson = reading.text(data, "student"), reading.text(data, "lesson")
        with call.store.write() as connection:
            answer = Answer.of(200, do(visit(call, connection, student, lesson), data))
        effects.after_commit(call.state)
        return answer

    return respond


def _attempts(found: Visit, _: dict[str, Any]) -> object:
    return {"attempts": [shown_attempt(result) for result in found.results]}


def _next_question(found: Visit, _: dict[str, Any]) -> object:
    return answering.next_question(found)


def _create_attempt(found: Visit, _: dict[str, Any]) -> object:
    made = answering.new_attempt(found)
    assert made.result is not None
    return {"attempt": shown_attempt(made.result)}


def _reset(found: Visit, _: dict[str, Any]) -> object:
    answering.reset(found)
    return {"success": True, "score": 0}


def get_progress(call: Call) -> Answer:
    """GET of how far an attempt is."""
    query = reading.query_of(call)
    student, lesson = reading.text(query, "student"), reading.text(query, "lesson")
    number = reading.whole_number(query, "attempt", 1)
    with call.store.read() as connection:
        return Answer.of(200, progress(visit(call, connection, student, lesson), number))


def submit(call: Call) -> Answer:
    """PUT of an answer."""
    body = reading.body_of(call)
    student, lesson = reading.text(body, "student"), reading.text(body, "lesson")
    question, responses = reading.text(body, "question"), read_responses(body)
    judge = Judge(call.state)
    if blocks(call):
        with call.store.read() as connection:
            answers = answering.judged_at_once(visit(call, connection, student, lesson), question, responses)
        judge.ahead(answers)
    with call.store.write() as connection:
        answer = Answer.of(200, answering.submit(visit(call, connection, student, lesson, judge), question, responses))
    effects.after_commit(call.state)
    return answer


def finalize(call: Call) -> Answer:
    """POST that finalizes an attempt."""
    body = reading.body_of(call)
    student, lesson = reading.text(body, "student"), reading.text(body, "lesson")
    judge = Judge(call.state)
    if blocks(call):
        with call.store.read() as connection:
            answers = answering.judged_at_the_end(visit(call, connection, student, lesson))
        judge.ahead(answers)
    with call.store.write() as connection:
        answer = Answer.of(200, answering.finalize(visit(call, connection, student, lesson, judge)))
    effects.after_commit(call.state)
    return answer


get_attempts = _look(_attempts)
get_next_question = _look(_next_question)
create_new_attempt = _act(_create_attempt)
reset_attempt = _act(_reset)


# ---------------------------------------------------------------- external tests


def make_assignment(call: Call) -> Answer:
    """POST that assigns the test of a lesson at its tool."""
    body = reading.body_of(call)
    student, lesson = reading.text(body, "student"), reading.text(body, "lesson")
    skip = reading.optional_flag(body, "skipCourseEnrollment")
    given = {
        "applicationName": reading.optional_text(body, "applicationName"),
        "testId": reading.optional_text(body, "testId"),
        "skipCourseEnrollment": skip,
    }
    wish = Wish({name: value for name, value in given.items() if value is not None})
    with call.store.write() as connection:
        answer = Answer.of(200, external.make_assignment(visit(call, connection, student, lesson), wish))
    effects.after_commit(call.state)
    return answer


def _import(found: Visit, data: dict[str, Any]) -> object:
    reading.optional_text(data, "applicationName")
    return external.import_results(found)


import_results = _act(_import, get=True)


def test_out(call: Call) -> Answer:
    """GET of where a student is with a course's test-out."""
    query = reading.query_of(call)
    student, course = reading.text(query, "student"), reading.text(query, "course")
    with call.store.read() as connection:
        people.student(connection, student)
        people.course(connection, course, "course")
        found = next(iter(lessons_of(connection, lesson_type="test-out", course_id=course)), None)
        if found is None:
            nothing = {"lessonType": "test-out", "lessonId": None, "finalized": False, "toolProvider": None}
            return Answer.of(200, nothing)
        return Answer.of(200, external.test_out(visit(call, connection, student, found.id)))


# ---------------------------------------------------------------- creating


def create_external(lesson_type: str) -> Responder:
    """POST that creates an external lesson of a type.

    Args:
        lesson_type: `placement` or `test-out`.
    """

    def respond(call: Call) -> Answer:
        body = reading.body_of(call)
        course = reading.text(body, "courseId")
        given = reading.optional_choice(body, "lessonType", LESSON_TYPES)
        fields = _common(body)
        if "grades" not in fields:
            raise refuse(422, "grades is required", "grades")
        if lesson_type == "test-out" and "xp" not in fields:
            raise refuse(422, "xp is required", "xp")
        fields |= {
            name: value
            for name in ("launchUrl", "vendorId", "description")
            if (value := reading.optional_text(body, name)) is not None
        }
        provider = reading.choice(body, "toolProvider", TOOL_PROVIDERS)
        if given is not None and given != lesson_type:
            raise refuse(400, f"Lessons of type {given} are not created here, only {lesson_type}", "lessonType")
        if lesson_type == "test-out":
            fields.pop("courseIdOnFail", None)
        made = _create(call, Plan(course, lesson_type, provider, (), is_bank=False, fields=fields))
        more = {"toolProvider": provider, **_present(made, "launchUrl", "vendorId", "courseIdOnFail", "grades")}
        return Answer.of(200, {"lessonType": lesson_type, **_ids(made), **more})

    return respond


def create_internal(call: Call) -> Answer:
    """POST that creates a lesson of QTI tests."""
    body = reading.body_of(call)
    course = reading.text(body, "courseId")
    lesson_type = reading.choice(body, "lessonType", LESSON_TYPES)
    test_type = reading.choice(body, "testType", TEST_TYPES)
    is_bank = test_type == "assessment-bank"
    forbidden = "qti" if is_bank else "assessmentBank"
    if body.get(forbidden) is not None:
        raise refuse(422, f"{forbidden} is not allowed with testType {test_type}", forbidden)
    parts = _bank(body) if is_bank else (_part(reading.object_of(body, "qti"), "qti"),)
    fields = _common(body)
    made = _create(call, Plan(course, lesson_type, None, parts, is_bank, fields))
    more = {"childResourceIds": made.children} if is_bank else {}
    return Answer.of(
        200,
        {
            "lessonType": lesson_type,
            "testType": test_type,
            **_ids(made),
            **more,
            **_present(made, "courseIdOnFail", "grades"),
        },
    )


def _create(call: Call, plan: Plan) -> Made:
    with call.store.write() as connection:
        return creating.create(connection, plan, Now.of(call))


def _common(body: dict[str, Any]) -> dict[str, Any]:
    """What requests to create a lesson have in common, as far as it is given."""
    names = ("lessonTitle", "unitTitle", "courseComponentSourcedId")
    found: dict[str, Any] = {name: reading.optional_text(body, name) for name in names}
    found["xp"] = reading.optional_number(body, "xp")
    found["grades"] = reading.grades(body, "grades")
    found["resourceMetadata"] = reading.optional_object(body, "resourceMetadata")
    given = {name: value for name, value in found.items() if value is not None}
    if "courseIdOnFail" in body:  # null says that there is none
        given["courseIdOnFail"] = reading.optional_text(body, "courseIdOnFail")
    return given


def _bank(body: dict[str, Any]) -> tuple[Part, ...]:
    path = "assessmentBank.resources"
    resources = reading.array(reading.object_of(body, "assessmentBank"), "resources", path)
    if not resources:
        raise refuse(422, f"{path} must hold at least one resource", path)
    found = ({"part": one} for one in resources)
    return tuple(_part(reading.object_of(one, "part", f"{path}[{i}]"), f"{path}[{i}]") for i, one in enumerate(found))


def _part(given: dict[str, Any], path: str) -> Part:
    return Part(
        reading.url(given, "url", f"{path}.url"),
        reading.optional_text(given, "title", f"{path}.title"),
        reading.optional_object(given, "metadata", f"{path}.metadata") or {},
    )


def _ids(made: Made) -> dict[str, str]:
    return {"lessonId": made.lesson, "courseComponentId": made.component, "resourceId": made.resource}


def _present(made: Made, *names: str) -> dict[str, Any]:
    """Those of the fields that the resource's metadata has, as far as they are of the type that they should be."""
    found: dict[str, Any] = {}
    for name in names:
        value = made.metadata.get(name)
        if name == "grades":
            grades = as_array(value)
            if grades is not None:
                found[name] = [str(grade) for grade in grades]
        elif isinstance(value, str) or (name == "courseIdOnFail" and name in made.metadata and value is None):
            found[name] = value
    return found

"""An adaptive lesson, from the author's desk to the gradebook: QTI, OneRoster, PowerPath and EduBridge together.

An author uploads questions and tests. A course points at them. A student takes a placement test, is enrolled in the
course that fits, gets a lesson plan, and works through a PowerPath-100 lesson question by question until the score is
100. Then the result is in the gradebook, and the unit that had to wait for it opens.

Everything runs for real against a sandbox inside this process: every answer is scored by the item's own rules.
"""

import asyncio
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from rich.console import Console
from rich.table import Table

from timeback_core import TimebackClient
from timeback_core.powerpath import LessonPlanTree
from timeback_sandbox import Sandbox

PAIRS = (
    "1/2 1/3", "3/4 1/4", "2/5 4/5", "2/4 1/2", "2/3 3/4", "5/8 1/2",
    "3/6 4/8", "2/5 1/3", "7/12 5/8", "11/15 8/11", "6/9 10/15", "13/20 5/8",
)  # fmt: skip
ITEM = """<qti-assessment-item xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0" identifier="{id}" title="{title}"
    adaptive="false" time-dependent="false">
  <qti-response-declaration identifier="RESPONSE" cardinality="single" base-type="identifier">
    <qti-correct-response><qti-value>{key}</qti-value></qti-correct-response>
  </qti-response-declaration>
  <qti-outcome-declaration identifier="SCORE" cardinality="single" base-type="float"/>
  <qti-item-body>
    <qti-choice-interaction response-identifier="RESPONSE" max-choices="1">
      <qti-prompt>Which is greater?</qti-prompt>
      <qti-simple-choice identifier="A">{a}</qti-simple-choice>
      <qti-simple-choice identifier="B">{b}</qti-simple-choice>
      <qti-simple-choice identifier="C">Neither: they are equal</qti-simple-choice>
    </qti-choice-interaction>
  </qti-item-body>
  <qti-response-processing
      template="https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/match_correct.xml"/>
</qti-assessment-item>"""
STUDENT, COURSE, PLACEMENT, LESSON = "student-amina", "course-fractions", "fractions-placement", "fractions-compare"
console = Console()


def step(text: str) -> None:
    console.print(f"[green]✓[/] {text}\n")


async def write_questions(timeback: TimebackClient) -> dict[str, str]:
    """Upload the questions, every other one as JSON, and return the right answers by question."""
    keys: dict[str, str] = {}
    for number, pair in enumerate(PAIRS):
        a, b = pair.split()
        key = "A" if Fraction(a) > Fraction(b) else "B" if Fraction(a) < Fraction(b) else "C"
        identifier, title = f"fraction-{number + 1}", f"{a} or {b}?"
        about = {"subject": "Math", "grade": "3", "difficulty": ("easy", "medium", "hard")[number // 4]}
        if number % 2:
            choices = [{"identifier": name, "content": text} for name, text in zip("ABC", (a, b, "Equal"), strict=True)]
            await timeback.qti.assessment_items.create(
                {
                    "identifier": identifier,
                    "title": title,
                    "type": "choice",
                    "interaction": {
                        "type": "choice",
                        "response_identifier": "RESPONSE",
                        "max_choices": 1,
                        "question_structure": {"prompt": "Which is greater?", "choices": choices},
                    },
                    "response_declarations": [
                        {"identifier": "RESPONSE", "cardinality": "single", "base_type": "identifier",
                         "correct_response": {"value": [key]}}
                    ],
                    "outcome_declarations": [{"identifier": "SCORE", "cardinality": "single", "base_type": "float"}],
                    "response_processing": {"template_type": "match_correct"},
                    "metadata": about,
                }
            )  # fmt: skip
        else:
            xml = ITEM.format(id=identifier, title=title, key=key, a=a, b=b)
            await timeback.qti.assessment_items.create_from_xml(xml, metadata=about)
        keys[identifier] = key
    return keys


async def write_test(timeback: TimebackClient, identifier: str, title: str, items: Sequence[str]) -> None:
    """Upload a test of questions that are there."""
    references = [{"identifier": item, "sequence": place} for place, item in enumerate(items, start=1)]
    section = {"identifier": "section", "title": title, "visible": True, "qti-assessment-item-ref": references}
    part = {
        "identifier": "part",
        "navigation_mode": "nonlinear",
        "submission_mode": "individual",
        "qti-assessment-section": [section],
    }
    await timeback.qti.assessment_tests.create({"identifier": identifier, "title": title, "qti_test_part": [part]})


async def make_course(timeback: TimebackClient, base_url: str) -> None:
    """Make a school with a student, and a course whose second unit waits for the first."""
    school = {"sourced_id": "school", "name": "Lakeside Elementary", "type": "school", "identifier": "S-1"}
    await timeback.oneroster.orgs.create(school)
    role = {"role_type": "primary", "role": "student", "org": {"sourced_id": "school"}}
    amina = {"given_name": "Amina", "family_name": "Okafor", "email": "amina@lakeside.example", "grades": ["3"]}
    await timeback.oneroster.users.create({"sourced_id": STUDENT, "enabled_user": True, "roles": [role], **amina})
    course = {"title": "Fractions", "subjects": ["Math"], "grades": ["3"], "org": {"sourced_id": "school"}}
    await timeback.oneroster.courses.create({"sourced_id": COURSE, "status": "active", **course})
    units = (("unit-1", "Compare fractions", None), ("unit-2", "Put them to use", ["unit-1"]))
    for order, (unit, title, waits_for) in enumerate(units, start=1):
        component = {"sourced_id": unit, "status": "active", "title": title, "sort_order": order}
        rule = {"prerequisites": waits_for, "prerequisite_criteria": "ALL"} if waits_for else {}
        place = {"course": {"sourced_id": COURSE}, "unlock_date": "2025-01-06T00:00:00Z", **rule}
        await timeback.oneroster.course_components.create({**component, **place})
    lessons = (
        (LESSON, "unit-1", "Greater or less?", "powerpath-100", "fractions-practice"),
        ("fractions-quiz", "unit-2", "Fractions quiz", "quiz", "fractions-check"),
    )
    for lesson, unit, title, kind, test in lessons:
        url = f"{base_url}/api/assessment-tests/{test}"
        about = {"type": "qti", "sub_type": "qti-test", "lesson_type": kind, "url": url, "xp": 20}
        subject = {"subject": "Math", "grades": ["3"]}
        await timeback.oneroster.resources.create(
            {"sourced_id": f"resource-{lesson}", "title": title, "vendor_resource_id": test,
             "metadata": {**about, **subject}}
        )  # fmt: skip
        link = {"course_component": {"sourced_id": unit}, "resource": {"sourced_id": f"resource-{lesson}"}}
        await timeback.oneroster.component_resources.create(
            {"sourced_id": lesson, "status": "active", "title": title, "lesson_type": kind, **link}
        )


async def take_placement_test(timeback: TimebackClient, keys: Mapping[str, str]) -> None:
    """Take the placement test; whoever does not pass is enrolled in the course that the test names."""
    who = {"student": STUDENT, "subject": "Math"}
    test = (await timeback.powerpath.placement.get_next_placement_test(who)).lesson
    assert test is not None
    here = {"student": STUDENT, "lesson": test}
    progress = await timeback.powerpath.assessments.get_assessment_progress(here)
    assert progress.lesson_type == "placement"
    for number, question in enumerate(progress.questions):
        answer = keys[question.id] if number % 2 else "C"  # every other one is a guess
        await timeback.powerpath.assessments.submit_response({**here, "question": question.id, "response": answer})
    await timeback.powerpath.assessments.finalize(here)
    result = await timeback.powerpath.assessments.get_assessment_progress(here)
    level = await timeback.powerpath.placement.get_current_level(who)
    seats = await timeback.edubridge.enrollments.list(user_id=STUDENT)
    courses = ", ".join(seat.course.title for seat in seats)
    step(
        f"Placement: {result.correct_questions} of {result.total_questions} right, {result.score:g} of the 90 points "
        f"that are needed to go on.\n  So: grade {level.grade_level}, enrolled in {courses!r}"
    )


async def show_plan(timeback: TimebackClient, plan_id: str) -> list[str]:
    """Print the lesson plan, and return the titles of the units that are open."""
    plan = (await timeback.powerpath.lesson_plans.get_tree(plan_id)).lesson_plan
    scores = await lesson_scores(timeback)
    units = open_units(plan, scores)
    table = Table("Unit", "Lesson", "Kind", "Score", "Open", title="The lesson plan")
    for unit in plan.sub_components:
        for lesson in unit.component_resources:
            score = scores.get(str(lesson.sourced_id))
            shown = "–" if score is None else f"{score:g}"
            table.add_row(unit.title, lesson.title, lesson.lesson_type, shown, "yes" if unit.title in units else "no")
    console.print(table, "")
    return units


async def lesson_scores(timeback: TimebackClient) -> dict[str, float]:
    """The scores of the lessons that are done, as PowerPath tells them of the course."""
    progress = await timeback.powerpath.lesson_plans.get_course_progress(COURSE, STUDENT)
    return {
        item.course_component_resource_sourced_id: result.score or 0
        for item in progress.line_items
        if item.type == "resource"
        for result in item.results
        if result.score_status == "fully graded"
    }


def open_units(plan: LessonPlanTree, scores: Mapping[str, float]) -> list[str]:
    """The units that a student may begin: the platform tells what a unit waits for, and apps keep to it."""
    units = plan.sub_components
    done = {unit.sourced_id for unit in units if all(str(one.sourced_id) in scores for one in unit.component_resources)}
    return [unit.title for unit in units if set(unit.prerequisites or ()) <= done]


async def work_through(timeback: TimebackClient, keys: Mapping[str, str]) -> None:
    """Answer question after question, as PowerPath chooses them, until the score is 100; the fourth goes wrong."""
    here = {"student": STUDENT, "lesson": LESSON}
    table = Table("#", "Question", "Difficulty", "Answer", "", "Score", title="Greater or less? A PowerPath-100 lesson")
    score, number = 0.0, 0
    while score < 100:
        number += 1
        question = (await timeback.powerpath.assessments.get_next_question(here)).question
        answer = keys[question.id] if number != 4 else next(one for one in "ABC" if one != keys[question.id])
        answered = {**here, "question": question.id, "responses": {"RESPONSE": answer}}
        told = await timeback.powerpath.assessments.submit_response(answered)
        assert told.lesson_type == "powerpath-100"
        mark = "[green]right[/]" if told.response_result.is_correct else "[red]wrong[/]"
        score = told.powerpath_score
        table.add_row(str(number), question.title, question.difficulty, answer, mark, f"{score:g}")
    console.print(table, "")


async def show_gradebook(timeback: TimebackClient) -> None:
    """Read the result as every other application does: from OneRoster's gradebook."""
    (item,) = await timeback.oneroster.assessment_line_items.list(where={"component_resource.sourced_id": LESSON})
    (result,) = await timeback.oneroster.assessment_results.list(
        where={"assessment_line_item.sourced_id": item.sourced_id, "student.sourced_id": STUDENT}
    )
    told: Mapping[str, Any] = result.metadata or {}
    step(
        f"In the gradebook: {item.title!r}, {result.score:g} points, {result.score_status}\n"
        f"  {told['accuracy']:.0f} % right at attempt {told['attempt']}, which earns {told['xp']:g} XP"
    )


async def main() -> None:
    async with Sandbox(seed="empty") as sandbox, sandbox.client() as timeback:
        keys = await write_questions(timeback)
        tests = {"fractions-placement": 4, "fractions-practice": 12, "fractions-check": 5}
        for identifier, count in tests.items():
            await write_test(timeback, identifier, identifier.replace("-", " ").capitalize(), list(keys)[:count])
        step(f"{len(keys)} questions, half of them as XML and half as JSON, and {len(tests)} tests")
        await make_course(timeback, sandbox.base_url)
        await timeback.powerpath.assessments.create_internal_test(
            {"course_id": COURSE, "lesson_type": "placement", "test_type": "qti", "grades": ["3"],
             "lesson_title": "Where to begin", "course_id_on_fail": COURSE,
             "qti": {"url": f"{sandbox.base_url}/api/assessment-tests/{PLACEMENT}"}}
        )  # fmt: skip
        await take_placement_test(timeback, keys)
        plan = await timeback.powerpath.lesson_plans.create({"course_id": COURSE, "user_id": STUDENT})
        before = await show_plan(timeback, plan.lesson_plan_id)
        await work_through(timeback, keys)
        await show_gradebook(timeback)
        after = await show_plan(timeback, plan.lesson_plan_id)
        step(f"Open now, and not before: {', '.join(unit for unit in after if unit not in before)}")


if __name__ == "__main__":
    asyncio.run(main())

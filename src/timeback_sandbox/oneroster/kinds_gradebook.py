"""The kinds of the gradebook: categories, scales, line items, results.

Each field has three marks: its presence on read, on create and on replace (`R` required, `o` optional, `-` absent,
`n` may be null).
"""

from __future__ import annotations

from timeback_sandbox.oneroster.fields import Field, Form
from timeback_sandbox.oneroster.kind import Kind, ref, text

CATEGORY = Kind(
    "categories",
    "category",
    "category",
    "G",
    "/categories",
    "Category",
    (text("title", "R R R", indexed=True), Field("weight", Form.NUMBER, "on on on")),
    search=("title",),
    status="R R R",
    upserts=True,
)

SCORE_SCALE = Kind(
    "scoreScales",
    "scoreScale",
    "scoreScale",
    "G",
    "/scoreScales",
    "Score scale",
    (
        text("title", "R R R", indexed=True),
        text("type", "R R R"),
        ref("class", "classes", "R R R"),
        ref("course", "courses"),
        Field("scoreScaleValue", Form.SCALE_VALUES, "R R R"),
    ),
    search=("title",),
    status="R R R",
    upserts=True,
)

LINE_ITEM = Kind(
    "lineItems",
    "lineItem",
    "lineItem",
    "G",
    "/lineItems",
    "Line item",
    (
        text("title", "R R R", indexed=True),
        text("description"),
        Field("assignDate", Form.MOMENT, "R R R"),
        Field("dueDate", Form.MOMENT, "R R R", indexed=True),
        ref("class", "classes", "R R R"),
        ref("school", "orgs", "R R R"),
        ref("category", "categories", "R R R"),
        ref("gradingPeriod", "academicSessions"),
        ref("academicSession", "academicSessions"),
        ref("scoreScale", "scoreScales"),
        Field("resultValueMin", Form.NUMBER, "on on on"),
        Field("resultValueMax", Form.NUMBER, "on on on"),
        Field("learningObjectiveSet", Form.OBJECTIVES, "on on on"),
    ),
    search=("title", "description"),
    status="o o o",
    upserts=True,
)


def _score_fields(flags: str) -> tuple[Field, ...]:
    return (
        Field("scoreStatus", Form.CHOICE, "R R R", choices="ScoreStatus", indexed=True),
        Field("score", Form.NUMBER, "on on on", indexed=True),
        text("textScore"),
        Field("scoreDate", Form.MOMENT, "R R R", indexed=True),
        text("comment"),
        Field("learningObjectiveSet", Form.OBJECTIVE_RESULTS, "on on on"),
        *(Field(name, Form.FLAG_TEXT, flags) for name in ("inProgress", "incomplete", "late", "missing")),
    )


RESULT = Kind(
    "results",
    "result",
    "result",
    "G",
    "/results",
    "Result",
    (
        ref("lineItem", "lineItems", "R R R"),
        ref("student", "users", "R R R"),
        ref("class", "classes"),
        ref("scoreScale", "scoreScales"),
        *_score_fields("o o o"),
    ),
    search=("comment", "textScore"),
    status="R R R",
    upserts=True,
)

ASSESSMENT_LINE_ITEM = Kind(
    "assessmentLineItems",
    "assessmentLineItem",
    "assessmentLineItem",
    "G",
    "/assessmentLineItems",
    "Assessment line item",
    (
        text("title", "R R R", indexed=True),
        text("description"),
        ref("class", "classes"),
        ref("parentAssessmentLineItem", "assessmentLineItems"),
        ref("scoreScale", "scoreScales"),
        Field("resultValueMin", Form.NUMBER, "on on on"),
        Field("resultValueMax", Form.NUMBER, "on on on"),
        ref("component", "courseComponents"),
        ref("componentResource", "componentResources"),
        Field("learningObjectiveSet", Form.OBJECTIVES, "o on on"),
        ref("course", "courses", "o on on"),
    ),
    search=("title", "description"),
    status="R R R",
    upserts=True,
)

ASSESSMENT_RESULT = Kind(
    "assessmentResults",
    "assessmentResult",
    "assessmentResult",
    "G",
    "/assessmentResults",
    "Assessment result",
    (
        ref("assessmentLineItem", "assessmentLineItems", "R R R"),
        ref("student", "users", "R R R"),
        ref("scoreScale", "scoreScales"),
        Field("scorePercentile", Form.NUMBER, "on on on"),
        *_score_fields("on on on"),
    ),
    search=("comment", "textScore"),
    status="R R R",
    upserts=True,
    together=(("student", "assessmentLineItem"),),
)

"""The kinds that teaching material is made of: resources and the components of courses.

Each field has three marks: its presence on read, on create and on replace (`R` required, `o` optional, `-` absent,
`n` may be null).
"""

from __future__ import annotations

from timeback_sandbox.oneroster.fields import Field, Form
from timeback_sandbox.oneroster.kind import Kind, ref, text

RESOURCE = Kind(
    "resources",
    "resource",
    "resource",
    "S",
    "/resources",
    "Resource",
    (
        text("title", "R R o", indexed=True),
        Field("roles", Form.CHOICES, "o o o", choices="RoleType"),
        Field("importance", Form.CHOICE, "o o o", choices="RoleType"),
        text("vendorResourceId", "R R o", indexed=True),
        text("vendorId"),
        text("applicationId"),
    ),
    search=("title", "vendorResourceId"),
    status="R o -",
    merges=True,
)

COURSE_COMPONENT = Kind(
    "courseComponents",
    "courseComponent",
    "courseComponent",
    "R",
    "/courses/components",
    "Course Component",
    (
        ref("course", "courses", "R R R"),
        ref("courseComponent", "courseComponents"),
        ref("parent", "courseComponents"),
        text("title", "R R R", indexed=True),
        Field("sortOrder", Form.NUMBER, "R o o", default=0),
        Field("prerequisites", Form.TEXTS, "on on on"),
        text("prerequisiteCriteria"),
        Field("unlockDate", Form.MOMENT, "R o o"),
    ),
    search=("title",),
    status="R R R",
)

COMPONENT_RESOURCE = Kind(
    "componentResources",
    "componentResource",
    "componentResource",
    "R",
    "/courses/component-resources",
    "Component Resource",
    (
        ref("courseComponent", "courseComponents", "R R R"),
        ref("resource", "resources", "R R R"),
        text("title", "R R R", indexed=True),
        Field("sortOrder", Form.NUMBER, "R o o", default=0),
        Field("lessonType", Form.CHOICE, "on on on", choices="LessonType", indexed=True),
    ),
    search=("title",),
    needs_id=True,
    status="R R R",
)

"""What a field of an entity can be: the vocabulary in which `kinds` declares the entities."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import Enum
from typing import Literal

KindName = Literal[
    "orgs",
    "academicSessions",
    "courses",
    "classes",
    "users",
    "enrollments",
    "demographics",
    "categories",
    "scoreScales",
    "lineItems",
    "results",
    "assessmentLineItems",
    "assessmentResults",
    "resources",
    "courseComponents",
    "componentResources",
]


class Form(Enum):
    """How the value of a field looks in the rules, in the database and on the wire."""

    TEXT = "text"
    EMAIL = "email"
    FLAG = "flag"
    """`"true"` or `"false"`; booleans are accepted on write."""
    FLAG_TEXT = "flag text"
    """A string that usually is `"true"` or `"false"`; booleans are accepted on write."""
    CHOICE = "choice"
    NUMBER = "number"
    YEAR = "year"
    """A school year: digits as a string on write, a number on read."""
    DAY = "day"
    """`YYYY-MM-DD` and nothing else."""
    DATE = "date"
    """An ISO date or date and time, given back as it came."""
    MOMENT = "moment"
    """An ISO date and time, kept in UTC with milliseconds; a date alone means its midnight."""
    REF = "reference"
    REFS = "references"
    TEXTS = "texts"
    GRADES = "grades"
    CHOICES = "choices"
    OBJECT = "object"
    USER_IDS = "user ids"
    ROLES = "roles"
    PROFILES = "profiles"
    OBJECTIVES = "objectives"
    """`[{source, learningObjectiveIds}]`, on line items."""
    OBJECTIVE_RESULTS = "objective results"
    """`[{source, learningObjectiveResults}]`, on results."""
    SCALE_VALUES = "scale values"
    CHILDREN = "children"
    """References to the rows whose parent is this one; derived, never stored."""


LISTS = frozenset(
    {
        Form.REFS,
        Form.TEXTS,
        Form.GRADES,
        Form.CHOICES,
        Form.USER_IDS,
        Form.ROLES,
        Form.PROFILES,
        Form.OBJECTIVES,
        Form.OBJECTIVE_RESULTS,
        Form.SCALE_VALUES,
        Form.CHILDREN,
    }
)
"""Forms whose value is a list."""

VALUE_LISTS = frozenset({Form.REFS, Form.TEXTS, Form.GRADES, Form.CHOICES})
"""Lists of plain strings; their elements are kept in the side table of the kind."""

COLUMNS = frozenset(
    {
        Form.TEXT,
        Form.EMAIL,
        Form.FLAG,
        Form.FLAG_TEXT,
        Form.CHOICE,
        Form.NUMBER,
        Form.YEAR,
        Form.DAY,
        Form.DATE,
        Form.MOMENT,
        Form.REF,
    }
)
"""Forms that have a column of their own."""

NUMERIC = frozenset({Form.NUMBER, Form.YEAR})
TEMPORAL = frozenset({Form.DAY, Form.DATE, Form.MOMENT})


@dataclass(frozen=True, slots=True)
class Presence:
    """Whether a field is there in one direction: required, optional or absent, and whether it may be null."""

    required: bool
    present: bool
    nullable: bool

    @classmethod
    def parse(cls, mark: str) -> Presence:
        """Read `R`, `Rn`, `o`, `on` or `-`."""
        return cls(required=mark.startswith("R"), present=mark != "-", nullable=mark.endswith("n"))


@dataclass(frozen=True, slots=True)
class Field:
    """One field of an entity.

    Args:
        name: key on the wire when written.
        form: what its value looks like.
        marks: presence on read, on create and on replace: three of `R`, `Rn`, `o`, `on`, `-`.
        target: kind that a reference points to.
        linked: references come back with `href` and `type`; else as `{sourcedId}` alone.
        named: the reference also tells the name of what it points to.
        choices: name of the vocabulary in `VOCABULARIES`.
        read_as: key on the wire when read, where it differs.
        default: value on write when none is given.
        indexed: the column gets an index, for filter and sort.
        at_least_one: an empty list is refused.
        column: has a column (or rows in the side table), so it can be filtered.
        secret: kept, and never given back.
    """

    name: str
    form: Form
    marks: str
    target: KindName | None = None
    linked: bool = False
    named: bool = False
    choices: str | None = None
    read_as: str | None = None
    default: object = None
    indexed: bool = False
    at_least_one: bool = False
    secret: bool = False
    read: Presence = field(init=False)
    create: Presence = field(init=False)
    replace: Presence = field(init=False)

    def __post_init__(self) -> None:
        """Split the three presence marks."""
        read, create, replace = (Presence.parse(mark) for mark in self.marks.split())
        object.__setattr__(self, "read", read)
        object.__setattr__(self, "create", create)
        object.__setattr__(self, "replace", replace)

    @property
    def out(self) -> str:
        """Key of the field when read."""
        return self.read_as or self.name

    @property
    def column_name(self) -> str:
        """Name of its column in the database."""
        return snake(self.name)


def snake(name: str) -> str:
    """`dateLastModified` as `date_last_modified`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


VOCABULARIES: dict[str, tuple[str, ...]] = {
    "Status": ("active", "tobedeleted"),
    "OrgType": ("department", "school", "district", "local", "state", "national"),
    "UserRole": (
        "administrator",
        "aide",
        "guardian",
        "parent",
        "proctor",
        "relative",
        "student",
        "teacher",
    ),
    "RoleType": ("primary", "secondary"),
    "EnrollmentRole": ("administrator", "proctor", "student", "teacher"),
    "SessionType": ("gradingPeriod", "semester", "schoolYear", "term"),
    "ClassType": ("homeroom", "scheduled"),
    "Sex": ("male", "female"),
    "ScoreStatus": ("exempt", "fully graded", "not submitted", "partially graded", "submitted"),
    "LessonType": ("powerpath-100", "quiz", "test-out", "placement", "unit-test", "alpha-read-article"),
}
"""Closed sets of words, as BEYOND_AI has them."""

LEARNWITH_VOCABULARIES: dict[str, tuple[str, ...]] = {
    **VOCABULARIES,
    "Status": ("active", "tobedeleted", "inactive"),
    "UserRole": (
        "aide",
        "counselor",
        "districtAdministrator",
        "guardian",
        "parent",
        "principal",
        "proctor",
        "relative",
        "siteAdministrator",
        "student",
        "systemAdministrator",
        "teacher",
    ),
}
"""The same sets under the LEARNWITH_AI prefixes."""

READ_VOCABULARIES: dict[str, tuple[str, ...]] = {"Sex": ("male", "female", "other", "unspecified")}
"""Sets that are wider on read than on write."""

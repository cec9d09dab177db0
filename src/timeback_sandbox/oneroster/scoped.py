"""The lists that hang below another record: a table of path, rows and parents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from sqlalchemy import ColumnElement, and_, bindparam

from timeback_sandbox.oneroster import membership as m
from timeback_sandbox.oneroster.fields import KindName
from timeback_sandbox.oneroster.kind import Service
from timeback_sandbox.oneroster.tables import TABLES
from timeback_sandbox.oneroster.views import VIEWS, Condition, View


@dataclass(frozen=True, eq=False)
class Collection:
    """Rows of one kind that form a list.

    Args:
        kind: what they are.
        condition: which of the kind; its open values are the path parameters. None for all.
        search: columns that the `search` parameter looks into, where they are not the kind's.
    """

    kind: KindName
    condition: Condition | None = None
    search: tuple[str, ...] | None = None


@dataclass(frozen=True, eq=False)
class Parent:
    """A record that a path names.

    Args:
        parameter: the path parameter that holds its id.
        view: where it has to be found.
        within: column that has to hold the id of the record before it in the path.
    """

    parameter: str
    view: View
    within: str | None = None


@dataclass(frozen=True, eq=False)
class ScopedList:
    """A list below another record.

    Args:
        operation: its name in the API description.
        service: which service serves it.
        path: within the service, path parameters in braces.
        list_key: key of the list in the answer.
        collection: its rows.
        parents: records that the path names, in order.
        missing: what a 404 says when one of them does not exist.
    """

    operation: str
    service: Service
    path: str
    list_key: str
    collection: Collection
    parents: tuple[Parent, ...]
    missing: str


_SCHOOL, _CLASS = "schoolSourcedId", "classSourcedId"
_SCHOOL_PARENT = Parent(_SCHOOL, VIEWS["schools"])
_CLASS_PARENT = Parent(_CLASS, VIEWS["classes"])
_CLASS_IN_SCHOOL = (_SCHOOL_PARENT, Parent(_CLASS, VIEWS["classes"], within="org"))


def _equals(kind: KindName, column: str, parameter: str) -> Condition:
    """Rows whose column holds the id in the path."""
    return lambda: TABLES[kind].c[column] == bindparam(parameter)


def _both(first: Condition, second: Condition) -> Condition:
    """Rows that belong to both."""

    def condition() -> ColumnElement[bool]:
        return and_(first(), second())

    return condition


def _below(
    view: str, operation: str, service: Service, last: str, kind: KindName, condition: Condition, key: str = ""
) -> ScopedList:
    """A list below one record of a view."""
    parent = VIEWS[view]
    parameter = f"{_OWN_NAME.get(view, parent.single_key)}SourcedId"
    prefix = parent.path if service == parent.service else f"/{view}"
    if service == "S":
        prefix = f"/resources/{view}"
    return ScopedList(
        operation,
        service,
        f"{prefix}/{{{parameter}}}/{last}",
        key or last,
        Collection(kind, condition),
        (Parent(parameter, parent),),
        f"{parent.label} not found",
    )


_OWN_NAME = {"students": "student", "teachers": "teacher", "schools": "school"}


def _in_class_of_school(operation: str, last: str, kind: KindName, condition: Condition, key: str) -> ScopedList:
    """A list below a class that is addressed through its school."""
    return ScopedList(
        operation,
        "R",
        f"/schools/{{{_SCHOOL}}}/classes/{{{_CLASS}}}/{last}",
        key,
        Collection(kind, condition),
        _CLASS_IN_SCHOOL,
        "School or class not found",
    )


def _results_of(operation: str, view: str, missing: str, column: str) -> ScopedList:
    """Results of a class that also belong to one line item or student."""
    parameter = f"{_OWN_NAME.get(view, VIEWS[view].single_key)}SourcedId"
    condition = _both(lambda: m.results_of_class(_CLASS), _equals("results", column, parameter))
    return ScopedList(
        operation,
        "G",
        f"/classes/{{{_CLASS}}}/{view}/{{{parameter}}}/results",
        "results",
        Collection("results", condition),
        (_CLASS_PARENT, Parent(parameter, VIEWS[view])),
        missing,
    )


_USER, _STUDENT, _TEACHER = "userSourcedId", "studentSourcedId", "teacherSourcedId"
_COURSE, _TERM, _LINE_ITEM = "courseSourcedId", "termSourcedId", "lineItemSourcedId"

SCOPED_LISTS: tuple[ScopedList, ...] = (
    _below("users", "getClassesForUser", "R", "classes", "classes", lambda: m.classes_of_user(_USER, None)),
    _below(
        "students",
        "getClassesForStudent",
        "R",
        "classes",
        "classes",
        lambda: m.classes_of_user(_STUDENT, "student"),
    ),
    _below(
        "teachers",
        "getClassesForTeacher",
        "R",
        "classes",
        "classes",
        lambda: m.classes_of_user(_TEACHER, "teacher"),
    ),
    _below("schools", "getClassesForSchool", "R", "classes", "classes", _equals("classes", "org", _SCHOOL)),
    _below("schools", "getCoursesForSchool", "R", "courses", "courses", _equals("courses", "org", _SCHOOL)),
    _below(
        "schools",
        "getEnrollmentsForSchool",
        "R",
        "enrollments",
        "enrollments",
        lambda: m.enrollments_of_school(_SCHOOL),
    ),
    _below(
        "schools",
        "getStudentsForSchool",
        "R",
        "students",
        "users",
        lambda: m.people_of_school(_SCHOOL, "student"),
        "users",
    ),
    _below(
        "schools",
        "getTeachersForSchool",
        "R",
        "teachers",
        "users",
        lambda: m.people_of_school(_SCHOOL, "teacher"),
        "users",
    ),
    _below("schools", "getTermsForSchool", "R", "terms", "academicSessions", lambda: m.terms_of_school(_SCHOOL)),
    _in_class_of_school(
        "getEnrollmentsForClassInSchool",
        "enrollments",
        "enrollments",
        _equals("enrollments", "class", _CLASS),
        "enrollments",
    ),
    _in_class_of_school(
        "getStudentsForClassInSchool", "students", "users", lambda: m.members_of_class(_CLASS, "student"), "users"
    ),
    _in_class_of_school(
        "getTeachersForClassInSchool", "teachers", "users", lambda: m.members_of_class(_CLASS, "teacher"), "users"
    ),
    _below("classes", "getStudentsForClass", "R", "students", "users", lambda: m.members_of_class(_CLASS, "student")),
    _below("classes", "getTeachersForClass", "R", "teachers", "users", lambda: m.members_of_class(_CLASS, "teacher")),
    _below("courses", "getClassesForCourse", "R", "classes", "classes", _equals("classes", "course", _COURSE)),
    _below("terms", "getClassesForTerm", "R", "classes", "classes", lambda: m.classes_of_term(_TERM)),
    _below(
        "terms",
        "getGradingPeriodsForTerm",
        "R",
        "gradingPeriods",
        "academicSessions",
        lambda: m.grading_periods_of_term(_TERM),
    ),
    _below("schools", "getLineItemsForSchool", "G", "lineItems", "lineItems", _equals("lineItems", "school", _SCHOOL)),
    _below(
        "schools",
        "getScoreScalesForSchool",
        "G",
        "scoreScales",
        "scoreScales",
        lambda: m.scales_of_school(_SCHOOL),
    ),
    _below("classes", "getLineItemsForClass", "G", "lineItems", "lineItems", _equals("lineItems", "class", _CLASS)),
    _below("classes", "getResultsForClass", "G", "results", "results", lambda: m.results_of_class(_CLASS)),
    _below(
        "classes",
        "getCategoriesForClass",
        "G",
        "categories",
        "categories",
        lambda: m.categories_of_class(_CLASS),
    ),
    _below(
        "classes",
        "getScoreScalesForClass",
        "G",
        "scoreScales",
        "scoreScales",
        _equals("scoreScales", "class", _CLASS),
    ),
    _results_of("getResultsForLineItemForClass", "lineItems", "Class or line item not found", "line_item"),
    _results_of("getResultsForStudentForClass", "students", "Class or student not found", "student"),
    _below(
        "classes",
        "getResourcesForClass",
        "S",
        "resources",
        "resources",
        lambda: m.resources_of_classes(m.this_class(_CLASS)),
    ),
    _below(
        "courses",
        "getResourcesForCourse",
        "S",
        "resources",
        "resources",
        lambda: m.resources_of_course(_COURSE),
    ),
    _below("users", "getResourcesForUser", "S", "resources", "resources", lambda: m.resources_of_user(_USER)),
)
"""Every list below another record that the API describes."""

TOLERATED_LISTS: tuple[ScopedList, ...] = (
    _below(
        "classes",
        "getEnrollmentsForClass",
        "R",
        "enrollments",
        "enrollments",
        _equals("enrollments", "class", _CLASS),
    ),
    _below(
        "lineItems", "getResultsForLineItem", "G", "results", "results", _equals("results", "line_item", _LINE_ITEM)
    ),
)
"""Lists that no document knows but that existing programs ask for."""

_LISTED: Mapping[str, Condition] = {
    "componentResources": lambda: TABLES["componentResources"].c.course_component.is_not(None)
}
"""Which rows of a view its list shows, where that is not all of them: a test that was assigned to somebody is found
by its id alone."""

COLLECTIONS: Mapping[str, Collection] = MappingProxyType(
    {name: Collection(view.kind.name, _LISTED.get(name, view.condition)) for name, view in VIEWS.items()}
)
"""The whole list of each view."""

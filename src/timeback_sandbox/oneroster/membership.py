"""What belongs to what: the conditions behind the derived collections.

The open values of a condition are the path parameters, by name.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, bindparam, exists, literal, or_, select, union
from sqlalchemy.sql.selectable import SelectBase

from timeback_sandbox.oneroster.tables import ROLES, TABLES, VALUES

Bool = ColumnElement[bool]

_CLASSES, _COURSES = TABLES["classes"].c, TABLES["courses"].c
_USERS, _ORGS, _ENROLLMENTS = TABLES["users"].c, TABLES["orgs"].c, TABLES["enrollments"].c
_SESSIONS, _LINE_ITEMS, _RESULTS = TABLES["academicSessions"].c, TABLES["lineItems"].c, TABLES["results"].c
_SCALES, _CATEGORIES, _RESOURCES = TABLES["scoreScales"].c, TABLES["categories"].c, TABLES["resources"].c
_COMPONENTS, _COMPONENT_RESOURCES = TABLES["courseComponents"].c, TABLES["componentResources"].c
_CLASS_VALUES, _COURSE_VALUES = VALUES["classes"].c, VALUES["courses"].c


def _active(role: str | None) -> Bool:
    active = _ENROLLMENTS.status == "active"
    return active if role is None else and_(active, _ENROLLMENTS.role == role)


def classes_of_user(parameter: str, role: str | None) -> Bool:
    """Classes in which the user is enrolled."""
    enrolled = select(_ENROLLMENTS["class"]).where(_ENROLLMENTS.user == bindparam(parameter), _active(role))
    return _CLASSES.sourced_id.in_(enrolled)


def members_of_class(parameter: str, role: str) -> Bool:
    """Users enrolled in the class."""
    enrolled = select(_ENROLLMENTS.user).where(_ENROLLMENTS["class"] == bindparam(parameter), _active(role))
    return _USERS.sourced_id.in_(enrolled)


def people_of_school(parameter: str, role: str) -> Bool:
    """Users with the role at the school, or with the school as primary org and the role anywhere."""
    here = select(ROLES.c.owner).where(ROLES.c.role == role, ROLES.c.org == bindparam(parameter))
    anywhere = exists(select(literal(1)).where(ROLES.c.owner == _USERS.seq, ROLES.c.role == role))
    primary = select(_USERS.seq).where(_USERS.primary_org == bindparam(parameter), anywhere)
    return _USERS.seq.in_(union(here, primary))


def classes_of_school(parameter: str) -> SelectBase:
    """Ids of the classes of the school."""
    return select(_CLASSES.sourced_id).where(_CLASSES.org == bindparam(parameter))


def terms_of_school(parameter: str) -> Bool:
    """Terms of the school itself, or used by one of its classes."""
    used = (
        select(_CLASS_VALUES.value)
        .join(TABLES["classes"], _CLASSES.seq == _CLASS_VALUES.owner)
        .where(_CLASS_VALUES.field == "terms", _CLASSES.org == bindparam(parameter))
    )
    return and_(_SESSIONS.type == "term", or_(_SESSIONS.org == bindparam(parameter), _SESSIONS.sourced_id.in_(used)))


def classes_of_term(parameter: str) -> Bool:
    """Classes that name the term."""
    return _CLASSES.seq.in_(
        select(_CLASS_VALUES.owner).where(_CLASS_VALUES.field == "terms", _CLASS_VALUES.value == bindparam(parameter))
    )


def results_of_class(parameter: str) -> Bool:
    """Results that name the class, or whose line item does."""
    items = select(_LINE_ITEMS.sourced_id).where(_LINE_ITEMS["class"] == bindparam(parameter))
    return or_(_RESULTS["class"] == bindparam(parameter), _RESULTS.line_item.in_(items))


def resources_of_courses(courses: SelectBase) -> SelectBase:
    """Ids of the resources linked by courses or by their components."""
    own = (
        select(_COURSE_VALUES.value)
        .join(TABLES["courses"], _COURSES.seq == _COURSE_VALUES.owner)
        .where(_COURSE_VALUES.field == "resources", _COURSES.sourced_id.in_(courses))
    )
    by_component = (
        select(_COMPONENT_RESOURCES.resource)
        .join(TABLES["courseComponents"], _COMPONENTS.sourced_id == _COMPONENT_RESOURCES.course_component)
        .where(_COMPONENTS.course.in_(courses))
    )
    return union(own, by_component)


def resources_of_classes(classes: Bool) -> Bool:
    """Resources linked by classes, or by the courses that they belong to."""
    own = (
        select(_CLASS_VALUES.value)
        .join(TABLES["classes"], _CLASSES.seq == _CLASS_VALUES.owner)
        .where(_CLASS_VALUES.field == "resources", classes)
    )
    courses = select(_CLASSES.course).where(classes)
    return or_(_RESOURCES.sourced_id.in_(own), _RESOURCES.sourced_id.in_(resources_of_courses(courses)))


def resources_of_course(parameter: str) -> Bool:
    """Resources linked by the course or by its components."""
    course = select(_COURSES.sourced_id).where(_COURSES.sourced_id == bindparam(parameter))
    return _RESOURCES.sourced_id.in_(resources_of_courses(course))


def enrollments_of_school(parameter: str) -> Bool:
    """Enrolments that name the school, or a class of it."""
    return or_(_ENROLLMENTS.school == bindparam(parameter), _ENROLLMENTS["class"].in_(classes_of_school(parameter)))


def resources_of_user(parameter: str) -> Bool:
    """Resources of every class in which the user is enrolled."""
    return resources_of_classes(classes_of_user(parameter, None))


def scales_of_school(parameter: str) -> Bool:
    """Score scales of the school's classes."""
    return _SCALES["class"].in_(classes_of_school(parameter))


def categories_of_class(parameter: str) -> Bool:
    """Categories that the line items of the class use."""
    used = select(_LINE_ITEMS.category).where(_LINE_ITEMS["class"] == bindparam(parameter))
    return _CATEGORIES.sourced_id.in_(used)


def grading_periods_of_term(parameter: str) -> Bool:
    """Grading periods below the term."""
    return and_(_SESSIONS.type == "gradingPeriod", _SESSIONS.parent == bindparam(parameter))


def this_class(parameter: str) -> Bool:
    """The class itself."""
    return _CLASSES.sourced_id == bindparam(parameter)

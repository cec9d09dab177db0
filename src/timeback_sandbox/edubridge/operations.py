"""The operations of EduBridge but for analytics, as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from timeback_sandbox.edubridge import bodies, responders
from timeback_sandbox.edubridge.users import list_users
from timeback_sandbox.edubridge.words import WORDS
from timeback_sandbox.oneroster.platforms import BEYOND_AI
from timeback_sandbox.serving import Method, QueryParameter, Responder, Route

__all__ = ["ROUTES"]

_MEANINGS: Mapping[int, str] = {
    404: "Something that the request names does not exist",
    409: "Something else holds what the request wants",
    415: "The body is not called JSON",
    422: "A field or parameter is missing or wrong",
}


def _route(
    operation: str,
    method: Method,
    path: str,
    respond: Responder,
    summary: str,
    answer: object | None = None,
    *,
    status: int = 200,
    errors: tuple[int, ...] = (),
    body: object | None = None,
    body_required: bool = True,
    query: tuple[QueryParameter, ...] = (),
) -> Route:
    tag = operation.partition(".")[0].replace("_", " ")
    if body is not None:
        errors = (*errors, 415)
    return Route(
        f"edubridge.{operation}",
        method,
        path,
        respond,
        f"EduBridge: {tag}",
        summary,
        query=query,
        body=body,
        body_required=body_required,
        answers={status: answer},
        errors={code: _MEANINGS[code] for code in errors},
        error_body=bodies.ERRORS,
    )


def _or_in_school(route: Route) -> tuple[Route, Route]:
    """An operation, and the same with a school at the end of its path."""
    return route, replace(route, id=f"{route.id}_in_school", path=f"{route.path}/{{schoolId}}")


_USERS_QUERY = (
    QueryParameter(
        "roles",
        "The only roles that the users may have, and at least one of which they do have. May be repeated.",
        "array",
        required=True,
        enum=WORDS["UserRole"],
    ),
    QueryParameter(
        "orgSourcedIds", "Organisations in which they are, primarily or in a role. May be repeated.", "array"
    ),
    QueryParameter("limit", "Rows of a page.", "integer", minimum=1, maximum=BEYOND_AI.max_limit),
    QueryParameter("offset", "Rows before the page.", "integer", minimum=0),
    QueryParameter("sort", "Field to sort by."),
    QueryParameter("orderBy", "Direction of the sort.", enum=BEYOND_AI.orders),
    QueryParameter("filter", "Filter expression, as in OneRoster."),
    QueryParameter("search", "Text to be found in names, e-mail address, username or id."),
    QueryParameter("fields", "Fields to answer with, separated by commas."),
)

ROUTES: tuple[Route, ...] = (
    _route(
        "enrollments.list",
        "GET",
        "/enrollments/user/{userId}",
        responders.list_enrollments,
        "A user's active enrolments",
        bodies.ENROLLMENTS,
    ),
    *_or_in_school(
        _route(
            "enrollments.enroll",
            "POST",
            "/enrollments/enroll/{userId}/{courseId}",
            responders.enroll,
            "Enrol a user in a course",
            bodies.ENROLLMENT,
            status=201,
            errors=(404, 409, 422),
            body=bodies.ENROLL_OPTIONS,
            body_required=False,
        )
    ),
    *_or_in_school(
        _route(
            "enrollments.unenroll",
            "DELETE",
            "/enrollments/unenroll/{userId}/{courseId}",
            responders.unenroll,
            "End a user's enrolments in a course",
            status=204,
            errors=(404,),
        )
    ),
    _route(
        "enrollments.propagate_goals",
        "POST",
        "/enrollments/propagateGoals/{courseId}",
        responders.give_goals(everybody=False),
        "Give the course's goals to its enrolments without goals of their own",
        bodies.GOALS_RESULT,
        errors=(404, 422),
    ),
    _route(
        "enrollments.reset_goals",
        "POST",
        "/enrollments/resetGoals/{courseId}",
        responders.give_goals(everybody=True),
        "Give the course's goals to all its enrolments",
        bodies.GOALS_RESULT,
        errors=(404, 422),
    ),
    _route(
        "enrollments.reset_progress",
        "DELETE",
        "/enrollments/resetProgress/{userId}/{courseId}",
        responders.reset_progress,
        "Delete a student's assessment results in a course",
        status=204,
        errors=(404,),
    ),
    *_or_in_school(
        _route(
            "enrollments.default_class",
            "GET",
            "/enrollments/defaultClass/{courseId}",
            responders.default_class,
            "The class in which a course's students are enrolled this year",
            bodies.DEFAULT_CLASS,
            errors=(404,),
        )
    ),
    _route(
        "users.list",
        "GET",
        "/users",
        list_users,
        "Users by their roles",
        bodies.USERS,
        errors=(422,),
        query=_USERS_QUERY,
    ),
    _route(
        "applications.list",
        "GET",
        "/applications",
        responders.list_applications,
        "All applications",
        bodies.APPLICATIONS,
    ),
    _route(
        "applications.metrics",
        "GET",
        "/applicationMetrics/{applicationSourcedId}",
        responders.list_metrics,
        "An application's metrics",
        bodies.METRICS,
        errors=(404,),
    ),
    _route(
        "applications.create_metric",
        "POST",
        "/applicationMetrics/{applicationSourcedId}",
        responders.create_metric,
        "Add a metric to an application",
        bodies.METRIC,
        status=201,
        errors=(404, 409, 422),
        body=bodies.METRIC_INPUT,
    ),
    _route(
        "applications.delete_metric",
        "DELETE",
        "/applicationMetrics/{applicationSourcedId}",
        responders.delete_metric,
        "Remove a metric from an application",
        status=204,
        errors=(404, 422),
        body=bodies.METRIC_INPUT,
        body_required=False,
    ),
    _route(
        "subject_tracks.list",
        "GET",
        "/subject-track",
        responders.list_tracks,
        "All subject tracks",
        bodies.TRACKS,
    ),
    _route(
        "subject_tracks.upsert",
        "PUT",
        "/subject-track",
        responders.put_track,
        "Create or replace a subject track",
        bodies.TRACK,
        errors=(404, 422),
        body=bodies.TRACK_INPUT,
    ),
    _route(
        "subject_tracks.list_groups",
        "GET",
        "/subject-track/groups",
        responders.list_groups,
        "All subject tracks, grouped",
        bodies.GROUPS,
    ),
    _route(
        "subject_tracks.create_group",
        "POST",
        "/subject-track/groups",
        responders.create_group,
        "Create a group of subject tracks",
        status=204,
        errors=(404, 422),
        body=bodies.GROUP_INPUT,
    ),
    _route(
        "subject_tracks.update_group",
        "PUT",
        "/subject-track/groups",
        responders.change_group,
        "Change a group of subject tracks",
        status=204,
        errors=(404, 409, 422),
        body=bodies.GROUP_CHANGE,
    ),
    _route(
        "subject_tracks.delete_group",
        "DELETE",
        "/subject-track/groups",
        responders.delete_group,
        "Delete a group of subject tracks",
        status=204,
        errors=(404, 422),
        body=bodies.GROUP_KEY,
        body_required=False,
    ),
    _route(
        "subject_tracks.delete",
        "DELETE",
        "/subject-track/{id}",
        responders.delete_track,
        "Delete a subject track",
        bodies.DELETED,
        errors=(404,),
    ),
    _route(
        "learning_reports.map_profile",
        "GET",
        "/learning-reports/map-profile/{userId}",
        responders.map_profile,
        "The reports about a user's MAP tests",
        bodies.MAP_PROFILES,
        errors=(404,),
    ),
    _route(
        "learning_reports.time_saved",
        "GET",
        "/time-saved/user/{userId}",
        responders.time_saved,
        "The school time that a user has saved this year",
        bodies.TIME_SAVED,
        errors=(404,),
    ),
)
"""Every operation."""

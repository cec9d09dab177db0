"""Answers to EduBridge's requests: each opens one transaction, lets the rules work, and words the answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection

from timeback_sandbox.edubridge import (
    applications,
    enrollments,
    goals,
    reports,
    seats,
    subject_tracks,
    words,
)
from timeback_sandbox.edubridge.calendar import days_of
from timeback_sandbox.edubridge.enrollments import Now
from timeback_sandbox.edubridge.subject_tracks import Group, Track
from timeback_sandbox.oneroster.enrich import Bases, bases_for
from timeback_sandbox.oneroster.platforms import BEYOND_AI
from timeback_sandbox.serving import Answer, Call, Responder

NO_CONTENT = Answer(204)
NOTHING: dict[str, object] = {}


# ---------------------------------------------------------------- enrolments


def list_enrollments(call: Call) -> Answer:
    """GET of a user's enrolments; of an unknown user there are none."""
    with call.store.read() as connection:
        return Answer.of(200, {"data": seats.list_seats(connection, call.ids["userId"])})


def enroll(call: Call) -> Answer:
    """POST of an enrolment; without a body everything is as usual."""
    body = call.json() if call.body.strip() else NOTHING
    ids = call.ids
    with call.store.write() as connection:
        seat = enrollments.enroll(connection, ids["userId"], ids["courseId"], ids.get("schoolId"), body, Now.of(call))
    return Answer.of(201, {"data": seat})


def unenroll(call: Call) -> Answer:
    """DELETE of a user's enrolments in a course."""
    ids = call.ids
    with call.store.write() as connection:
        enrollments.unenroll(connection, ids["userId"], ids["courseId"], ids.get("schoolId"), Now.of(call))
    return NO_CONTENT


def give_goals(*, everybody: bool) -> Responder:
    """POST that gives a course's goals to its seats; a body says nothing."""

    def respond(call: Call) -> Answer:
        context = Now.of(call).context
        with call.store.write() as connection:
            done = goals.give_goals(connection, call.ids["courseId"], context, everybody=everybody)
        return Answer.of(200, {"data": done})

    return respond


def reset_progress(call: Call) -> Answer:
    """DELETE of what a student has achieved in a course."""
    with call.store.write() as connection:
        goals.reset_progress(connection, call.ids["userId"], call.ids["courseId"], Now.of(call).context)
    return NO_CONTENT


def default_class(call: Call) -> Answer:
    """GET of a course's class, which is made when it is missing."""
    ids = call.ids
    with call.store.write() as connection:
        shown = enrollments.default_class(connection, ids["courseId"], ids.get("schoolId"), Now.of(call))
    return Answer.of(200, {"data": shown})


# ---------------------------------------------------------------- applications


def list_applications(call: Call) -> Answer:
    """GET of all applications."""
    with call.store.read() as connection:
        return Answer.of(200, {"applications": applications.all_applications(connection)})


def list_metrics(call: Call) -> Answer:
    """GET of an application's metrics."""
    with call.store.read() as connection:
        return Answer.of(200, {"data": applications.metrics_of(connection, _application(call))})


def create_metric(call: Call) -> Answer:
    """POST of a metric."""
    body, application = call.json(), _application(call)
    with call.store.write() as connection:
        applications.require_application(connection, application)
        metric = _metric(body)
        applications.add_metric(connection, application, metric)
    return Answer.of(201, {"data": applications.metric_shown(application, metric)})


def delete_metric(call: Call) -> Answer:
    """DELETE of a metric, which the body names, or the query where bodies get lost."""
    body, application = _body_or_query(call, lambda query: {"applicationMetric": query}), _application(call)
    with call.store.write() as connection:
        applications.require_application(connection, application)
        applications.remove_metric(connection, application, _metric(body))
    return NO_CONTENT


def _application(call: Call) -> str:
    return call.ids["applicationSourcedId"]


def _metric(body: object) -> applications.Metric:
    wrapped = words.checked(body, words.metric)["applicationMetric"]
    return wrapped["metric"], wrapped["metricSource"]


# ---------------------------------------------------------------- subject tracks


def list_tracks(call: Call) -> Answer:
    """GET of all subject tracks."""
    with call.store.read() as connection:
        tracks = subject_tracks.all_tracks(connection)
        return Answer.of(200, {"subjectTrack": subject_tracks.show(connection, tracks, _bases(call))})


def put_track(call: Call) -> Answer:
    """PUT of a subject track."""
    data = words.checked(call.json(), words.track)
    track = Track(data["subject"], data["grade"], data["courseId"], data.get("orgSourcedId"))
    with call.store.write() as connection:
        subject_tracks.put_track(connection, track)
        (shown,) = subject_tracks.show(connection, [track], _bases(call))
    return Answer.of(200, {"subjectTrack": shown})


def delete_track(call: Call) -> Answer:
    """DELETE of a subject track."""
    with call.store.write() as connection:
        subject_tracks.remove_track(connection, call.ids["id"])
    return Answer.of(200, {"data": None})


def list_groups(call: Call) -> Answer:
    """GET of the subject tracks, grouped."""
    bases = _bases(call)
    with call.store.read() as connection:
        tracks = subject_tracks.all_tracks(connection)
        shown = {track["id"]: track for track in subject_tracks.show(connection, tracks, bases)}
    groups: list[dict[str, Any]] = []
    for group, members in subject_tracks.groups(tracks).items():
        ids = (subject_tracks.track_id(member) for member in members)
        found = [shown[track_id] for track_id in ids if track_id in shown]
        key = {
            "subject": group.subject,
            "grade": group.grade,
            "courseId": group.course,
            "isGlobal": group.is_global,
        }
        if found:
            groups.append({"key": key, "tracks": found})
    return Answer.of(200, {"groups": groups})


def create_group(call: Call) -> Answer:
    """POST of a group of subject tracks."""
    data = words.checked(call.json(), words.new_group)
    orgs = data.get("orgSourcedIds", [])
    group = Group(data["subject"], data["grade"], data["courseId"], not orgs)
    return _written(call, lambda connection: subject_tracks.create_group(connection, group, orgs))


def change_group(call: Call) -> Answer:
    """PUT of a group of subject tracks."""
    data = words.checked(call.json(), words.group_change)
    current = Group(data["subject"], data["grade"], data["currentCourseId"], data["isGlobal"])
    take_over = data.get("strategy", "replace") == "replace"
    return _written(
        call,
        lambda connection: subject_tracks.change_group(
            connection, current, data["courseId"], data.get("orgSourcedIds", []), take_over=take_over
        ),
    )


def delete_group(call: Call) -> Answer:
    """DELETE of a group of subject tracks, which the body names, or the query where bodies get lost."""
    data = words.checked(_body_or_query(call, lambda query: query), words.group_key)
    group = Group(data["subject"], data["grade"], data["courseId"], data["isGlobal"])
    return _written(call, lambda connection: subject_tracks.remove_group(connection, group))


def _written(call: Call, write: Callable[[Connection], None]) -> Answer:
    with call.store.write() as connection:
        write(connection)
    return NO_CONTENT


# ---------------------------------------------------------------- reports


def map_profile(call: Call) -> Answer:
    """GET of the reports about a user's MAP tests."""
    with call.store.read() as connection:
        return Answer.of(200, {"data": reports.map_profile(connection, call.ids["userId"])})


def time_saved(call: Call) -> Answer:
    """GET of the school time that a user has saved."""
    off = days_of(call.state.settings.school_days_off)
    with call.store.read() as connection:
        saved = reports.time_saved(connection, call.ids["userId"], call.now, Now.of(call).year, off)
    return Answer.of(200, {"data": saved})


# ---------------------------------------------------------------- parts


def _bases(call: Call) -> Bases:
    """Where hrefs begin."""
    return bases_for(call.base_url, BEYOND_AI)


def _body_or_query(call: Call, wrap: Callable[[dict[str, str]], dict[str, Any]]) -> object:
    """The body, or what the query says instead when there is none."""
    if call.body.strip():
        return call.json()
    return wrap({name: values[0] for name, values in call.query.items()})

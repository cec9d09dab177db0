"""The closed sets of words that EduBridge knows, and the checks of what requests hold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from timeback_sandbox.edubridge.problems import invalid
from timeback_sandbox.oneroster.checks import Check, Issues, choice, date, filled, grade, many, mapping, number, text
from timeback_sandbox.oneroster.checks import record as members
from timeback_sandbox.oneroster.errors import detail
from timeback_sandbox.oneroster.fields import VOCABULARIES
from timeback_sandbox.oneroster.rules import check_whole
from timeback_sandbox.oneroster.untyped import as_object

__all__ = ["WORDS", "checked", "enroll_options", "flag", "group_change", "group_key", "metric", "new_group", "track"]

WORDS: Mapping[str, tuple[str, ...]] = {
    "Grade": tuple(str(number) for number in range(-1, 14)),
    "Subject": ("Reading", "Language", "Vocabulary", "Social Studies", "Writing", "Science", "FastMath", "Math"),
    "EnrollmentRole": VOCABULARIES["EnrollmentRole"],
    "UserRole": VOCABULARIES["UserRole"],
    "MetricName": ("xp", "spent_minutes", "waste_minutes", "accuracy", "lessons", "quizzes", "unit_tests"),
    "MetricSource": (
        "timeback_app",
        "timeback_direct_integration",
        "timeback_adapter",
        "powerpath",
        "manual_entry",
    ),
    "GroupStrategy": ("replace", "fail"),
}
"""Each set of words by its name."""


def checked(body: object, check: Check) -> dict[str, Any]:
    """The members of a body in the rules' own form.

    Raises:
        Problem: 422 with one detail per wrong field; 400 for deep nesting.
    """
    check_whole(body, "")
    if as_object(body) is None:
        raise invalid([detail("body", "Expected object")])
    issues: Issues = []
    found: dict[str, Any] = check(body, "", issues, WORDS)
    if issues:
        raise invalid([{**one, "path": one["path"].removeprefix(".")} for one in issues])
    return found


def flag(value: Any, path: str, issues: Issues, _words: object) -> Any:
    """A boolean, or its name as a query parameter has it; kept as the boolean."""
    if isinstance(value, bool):
        return value
    if value in ("true", "false"):
        return value == "true"
    issues.append(detail(path, "Expected true or false"))
    return value


def _boolean(value: Any, path: str, issues: Issues, _words: object) -> Any:
    """A boolean."""
    if not isinstance(value, bool):
        issues.append(detail(path, "Expected boolean"))
    return value


def _grade(value: Any, path: str, issues: Issues, words: Mapping[str, Any]) -> Any:
    """A grade as a string; a whole number will do."""
    before = len(issues)
    word = grade(value, path, issues, words)
    return word if len(issues) > before else choice("Grade")(word, path, issues, words)


def _open_record(known: Mapping[str, Check]) -> Check:
    """An object whose known members are checked; the others are kept. Null counts as absent for known ones."""

    def check(value: Any, path: str, issues: Issues, words: Mapping[str, Any]) -> Any:
        entry = as_object(mapping(value, path, issues, words)) or {}
        kept = {name: one for name, one in entry.items() if name not in known}
        return {**kept, **members({}, known)(entry, path, issues, words)}

    return check


_GOALS = _open_record(
    dict.fromkeys(("dailyXp", "dailyLessons", "dailyActiveMinutes", "dailyAccuracy", "dailyMasteredUnits"), number)
)
_METRICS = _open_record(
    {
        **dict.fromkeys(("totalXp", "totalLessons", "totalGrades"), number),
        "courseType": text,
        "isSupplemental": _boolean,
    }
)

enroll_options: Check = members(
    {},
    {
        "sourcedId": filled,
        "role": choice("EnrollmentRole"),
        "beginDate": date,
        "metadata": _open_record({"goals": _GOALS, "metrics": _METRICS, "studentSpecificGoals": _boolean}),
    },
)
"""What an enrolment may say about itself."""

_KEY: Mapping[str, Check] = {"subject": choice("Subject"), "grade": _grade, "courseId": filled}

track: Check = members(_KEY, {"orgSourcedId": filled})
"""A subject track."""

new_group: Check = members(_KEY, {"orgSourcedIds": many(filled)})
"""A new group of subject tracks."""

group_key: Check = members({**_KEY, "isGlobal": flag}, {})
"""What tells one group of subject tracks from the others."""

group_change: Check = members(
    {**_KEY, "currentCourseId": filled, "isGlobal": flag},
    {"orgSourcedIds": many(filled), "strategy": choice("GroupStrategy")},
)
"""A group of subject tracks that is to be another one."""

_METRIC = members({"metric": choice("MetricName"), "metricSource": choice("MetricSource")}, {})

metric: Check = members({"applicationMetric": _METRIC}, {})
"""A metric of an application, in its wrapper."""

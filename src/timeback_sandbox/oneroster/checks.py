"""Checks of single values: each takes a value from a request and returns it in the rules' own form."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from timeback_sandbox.moments import canonical, is_day
from timeback_sandbox.oneroster.errors import detail
from timeback_sandbox.oneroster.fields import Field, Form
from timeback_sandbox.oneroster.untyped import as_array, as_object

Issues = list[dict[str, str]]
Vocabularies = Mapping[str, Sequence[str]]
Check = Callable[[Any, str, Issues, Vocabularies], Any]
"""`(value, path, issues, vocabularies)`: the value in the rules' form; what is wrong is added to the issues."""

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
_NUMBER_LIMIT = 1e300


def text(value: Any, path: str, issues: Issues, _words: Vocabularies) -> Any:
    """A string."""
    if not isinstance(value, str):
        issues.append(detail(path, "Expected string"))
    return value


def filled(value: Any, path: str, issues: Issues, _words: Vocabularies) -> Any:
    """A string that is not blank."""
    if not isinstance(value, str):
        issues.append(detail(path, "Expected string"))
    elif not value.strip():
        issues.append(detail(path, "Must not be blank"))
    return value


def email(value: Any, path: str, issues: Issues, _words: Vocabularies) -> Any:
    """An e-mail address."""
    if not isinstance(value, str):
        issues.append(detail(path, "Expected string"))
    elif not _EMAIL.fullmatch(value):
        issues.append(detail(path, "Expected an e-mail address"))
    return value


def flag(value: Any, path: str, issues: Issues, _words: Vocabularies) -> Any:
    """A boolean, or its name as a string; kept as the string."""
    if value is True or value == "true":
        return "true"
    if value is False or value == "false":
        return "false"
    issues.append(detail(path, 'Expected true, false, "true" or "false"'))
    return value


def flag_text(value: Any, path: str, issues: Issues, words: Vocabularies) -> Any:
    """Any string; a boolean becomes its name."""
    return flag(value, path, issues, words) if isinstance(value, bool) else text(value, path, issues, words)


def number(value: Any, path: str, issues: Issues, _words: Vocabularies) -> Any:
    """A number that fits a double."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        issues.append(detail(path, "Expected number"))
    elif not math.isfinite(value) or abs(value) > _NUMBER_LIMIT:
        issues.append(detail(path, "Number out of range"))
    return value


def year(value: Any, path: str, issues: Issues, _words: Vocabularies) -> Any:
    """A school year, as digits or as a number."""
    if isinstance(value, str) and re.fullmatch(r"\d{1,4}", value, re.ASCII):
        return int(value)
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 9999:
        return value
    issues.append(detail(path, "Expected a year, such as 2025"))
    return value


def day(value: Any, path: str, issues: Issues, _words: Vocabularies) -> Any:
    """A date, `YYYY-MM-DD`."""
    if not isinstance(value, str) or not is_day(value):
        issues.append(detail(path, "Expected a date, YYYY-MM-DD"))
    return value


def date(value: Any, path: str, issues: Issues, _words: Vocabularies) -> Any:
    """A date or a date and time; kept as it came."""
    if not isinstance(value, str) or canonical(value) is None:
        issues.append(detail(path, "Expected an ISO 8601 date"))
    return value


def moment(value: Any, path: str, issues: Issues, _words: Vocabularies) -> Any:
    """A date or a date and time; kept in UTC."""
    written = canonical(value) if isinstance(value, str) else None
    if written is None:
        issues.append(detail(path, "Expected an ISO 8601 date and time"))
    return written


def choice(name: str) -> Check:
    """One word of a vocabulary."""

    def check(value: Any, path: str, issues: Issues, words: Vocabularies) -> Any:
        if not isinstance(value, str) or value not in words[name]:
            issues.append(detail(path, "Must be one of: " + ", ".join(words[name])))
        return value

    return check


def reference(value: Any, path: str, issues: Issues, _words: Vocabularies) -> Any:
    """`{sourcedId}`, with or without `href` and `type`; kept as the id."""
    entry = as_object(value)
    if entry is None:
        issues.append(detail(path, "Expected object"))
        return None
    if entry.get("sourcedId") is None:
        issues.append(detail(f"{path}.sourcedId", "Required"))
        return None
    return filled(entry["sourcedId"], f"{path}.sourcedId", issues, {})


def mapping(value: Any, path: str, issues: Issues, _words: Vocabularies) -> Any:
    """Any object."""
    if as_object(value) is None:
        issues.append(detail(path, "Expected object"))
    return value


def many(check: Check) -> Check:
    """A list, each element of which passes a check."""

    def check_all(value: Any, path: str, issues: Issues, words: Vocabularies) -> Any:
        items = as_array(value)
        if items is None:
            issues.append(detail(path, "Expected array"))
            return []
        return [check(item, f"{path}[{index}]", issues, words) for index, item in enumerate(items)]

    return check_all


def record(required: Mapping[str, Check], optional: Mapping[str, Check]) -> Check:
    """An object with these members; others are ignored, null counts as absent where the member is optional."""

    def check(value: Any, path: str, issues: Issues, words: Vocabularies) -> Any:
        entry = as_object(value)
        if entry is None:
            issues.append(detail(path, "Expected object"))
            return {}
        result: dict[str, Any] = {}
        for name, inner in required.items():
            if entry.get(name) is None:
                issues.append(detail(f"{path}.{name}", "Required"))
            else:
                result[name] = inner(entry[name], f"{path}.{name}", issues, words)
        for name, inner in optional.items():
            if entry.get(name) is not None:
                result[name] = inner(entry[name], f"{path}.{name}", issues, words)
        return result

    return check


def grade(value: Any, path: str, issues: Issues, _words: Vocabularies) -> Any:
    """A grade, as a string or a whole number; kept as a string."""
    if isinstance(value, str):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool) and value == int(value):
        return str(int(value))
    issues.append(detail(path, "Expected string"))
    return value


_COMPOSED: dict[Form, Check] = {
    Form.TEXT: text,
    Form.EMAIL: email,
    Form.FLAG: flag,
    Form.FLAG_TEXT: flag_text,
    Form.NUMBER: number,
    Form.YEAR: year,
    Form.DAY: day,
    Form.DATE: date,
    Form.MOMENT: moment,
    Form.REF: reference,
    Form.REFS: many(reference),
    Form.TEXTS: many(text),
    Form.GRADES: many(grade),
    Form.OBJECT: mapping,
    Form.USER_IDS: many(record({"type": text, "identifier": text}, {})),
    Form.ROLES: many(
        record(
            {"roleType": choice("RoleType"), "role": choice("UserRole"), "org": reference},
            {"userProfile": text, "beginDate": date, "endDate": date, "metadata": mapping},
        )
    ),
    Form.OBJECTIVES: many(record({"source": text, "learningObjectiveIds": many(text)}, {})),
    Form.OBJECTIVE_RESULTS: many(
        record(
            {
                "source": text,
                "learningObjectiveResults": many(
                    record({"learningObjectiveId": text}, {"score": number, "textScore": text})
                ),
            },
            {},
        )
    ),
    Form.SCALE_VALUES: many(record({"itemValueLHS": text, "itemValueRHS": text}, {"value": text, "description": text})),
}


def check_for(field: Field) -> Check:
    """The check that a field's form calls for."""
    if field.form is Form.CHOICE:
        return choice(field.choices or "")
    if field.form is Form.CHOICES:
        return many(choice(field.choices or ""))
    return _COMPOSED[field.form]

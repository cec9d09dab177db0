"""The JSON forms of tests, parts, sections and references: checked, with their defaults, in the order they ask for."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, TypeVar, cast, get_args

from timeback_core.qti.vocabulary import BaseType, Cardinality, NavigationMode, SubmissionMode
from timeback_core.qti.xml.check_form import RESERVED
from timeback_sandbox.qti.problems import refused

__all__ = [
    "NAVIGATION_MODES",
    "SUBMISSION_MODES",
    "Form",
    "Reading",
    "check_unique",
    "items_to_order",
    "part_form",
    "read_reference",
    "section_form",
    "test_form",
]

NAVIGATION_MODES: Final = get_args(NavigationMode)
SUBMISSION_MODES: Final = get_args(SubmissionMode)
_CARDINALITIES: Final = get_args(Cardinality)
_BASE_TYPES: Final = get_args(BaseType)
_LARGEST: Final = 2**53
_SHOWN: Final = 10

Form = dict[str, Any]
"""A checked form, under the wire's names."""

T = TypeVar("T")


class Reading:
    """Gathers what is wrong with a body.

    Args:
        item_href: Gives the address of an item, for references without one.
    """

    def __init__(self, item_href: Callable[[str], str]) -> None:
        self.item_href = item_href
        self._wrong: list[str] = []

    def note(self, path: str, message: str) -> None:
        """Something is wrong."""
        self._wrong.append(f"{path} {message}")

    def finish(self, error: str) -> None:
        """Refuses the body, if anything is wrong with it.

        Raises:
            QtiProblem: 400.
        """
        if self._wrong:
            more = len(self._wrong) - _SHOWN
            shown = self._wrong[:_SHOWN] + ([f"and {more} more"] if more > 0 else [])
            raise refused(400, error, "; ".join(shown))

    # ------------------------------------------------------------ fields

    def name(self, form: Mapping[str, Any], key: str, path: str, *, identifier: bool = False) -> str:
        """A text that has to be there, without the white space around it."""
        value = form.get(key)
        if not isinstance(value, str) or not value.strip():
            self.note(path + key, "is required" if value is None else "must be a text that is not blank")
            return ""
        if identifier and "/" in value:
            self.note(path + key, "must not hold a slash")
        return value.strip()

    def word(self, form: Mapping[str, Any], key: str, path: str, words: tuple[str, ...], usual: str | None) -> str:
        """One of some words."""
        value = form.get(key, usual)
        if value not in words:
            self.note(path + key, "is required" if value is None else f"must be one of {', '.join(words)}")
            return words[0]
        return cast("str", value)

    def flag(self, form: Mapping[str, Any], key: str, path: str, usual: bool) -> bool:
        """True or false."""
        value = form.get(key, usual)
        if not isinstance(value, bool):
            self.note(path + key, "must be true or false")
            return usual
        return value

    def number(self, form: Mapping[str, Any], key: str, path: str) -> int | float | None:
        """A number that may be missing."""
        value = form.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < math.inf:
            self.note(path + key, "must be a number")
            return None
        return value

    def sequence(self, form: Mapping[str, Any], path: str) -> int | None:
        """A place, from 1, that may be missing."""
        value = form.get("sequence")
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= _LARGEST:
            self.note(path + "sequence", "must be a whole number from 1")
            return None
        return value

    def forms(self, form: Mapping[str, Any], key: str, path: str) -> list[tuple[Form, str]]:
        """A list of objects that may be missing, each without its nulls, with its path."""
        value = form.get(key)
        if value is None:
            return []
        if not isinstance(value, list):
            self.note(path + key, "must be a list")
            return []
        found: list[tuple[Form, str]] = []
        for at, member in enumerate(cast("list[object]", value)):
            where = f"{path}{key}[{at}]."
            if isinstance(member, dict):
                found.append((without_nulls(cast("Form", member)), where))
            else:
                self.note(where[:-1], "must be an object")
        return found

    def object(self, form: Mapping[str, Any], key: str, path: str) -> Form | None:
        """An object that may be missing."""
        value = form.get(key)
        if value is not None and not isinstance(value, dict):
            self.note(path + key, "must be an object")
            return None
        return cast("Form | None", value)


def without_nulls(form: Form) -> Form:
    """A form without the fields that are null, which are as good as missing."""
    return {name: value for name, value in form.items() if value is not None}


# ---------------------------------------------------------------- what tests consist of


def test_form(reading: Reading, form: Form, path_identifier: str | None) -> Form:
    """A test.

    Args:
        reading: Gathers what is wrong.
        form: The body, without nulls.
        path_identifier: The identifier in the path, when a test is replaced; the form may leave it out.
    """
    named = form if path_identifier is None else {"identifier": path_identifier, **form}
    checked: Form = {
        "identifier": reading.name(named, "identifier", "", identifier=True),
        "title": reading.name(form, "title", ""),
        "qti-outcome-declaration": [
            _outcome(reading, one, path) for one, path in reading.forms(form, "qti-outcome-declaration", "")
        ],
        "qti-test-part": [part_form(reading, one, path) for one, path in reading.forms(form, "qti-test-part", "")],
    }
    if not checked["qti-test-part"]:
        reading.note("qti-test-part", "must have at least one test part")
    check_unique(reading, checked["qti-test-part"], "qti-test-part")
    check_unique(reading, checked["qti-outcome-declaration"], "qti-outcome-declaration")
    optional: Form = {
        "timeLimit": reading.number(form, "timeLimit", ""),
        "maxAttempts": reading.number(form, "maxAttempts", ""),
        "toolsEnabled": reading.object(form, "toolsEnabled", ""),
        "metadata": reading.object(form, "metadata", ""),
    }
    for key in ("toolName", "toolVersion", "qtiVersion"):
        value = form.get(key)
        if value is not None and not isinstance(value, str):
            reading.note(key, "must be a text")
        else:
            optional[key] = value or None
    if (optional["timeLimit"] or 0) < 0:
        reading.note("timeLimit", "must not be negative")
    return {**checked, **without_nulls(optional)}


def part_form(reading: Reading, form: Form, path: str = "", path_identifier: str | None = None) -> Form:
    """A test part; it has at least one section.

    Args:
        reading: Gathers what is wrong.
        form: The body or a part of it, without nulls.
        path: Where it is in the body.
        path_identifier: The identifier in the request's path, when it is replaced.
    """
    named = form if path_identifier is None else {"identifier": path_identifier, **form}
    sections = [section_form(reading, one, where) for one, where in reading.forms(form, "qti-assessment-section", path)]
    if not sections:
        reading.note(f"{path}qti-assessment-section", "must have at least one section")
    check_unique(reading, sections, f"{path}qti-assessment-section")
    return {
        "identifier": reading.name(named, "identifier", path, identifier=True),
        "navigationMode": reading.word(form, "navigationMode", path, NAVIGATION_MODES, None),
        "submissionMode": reading.word(form, "submissionMode", path, SUBMISSION_MODES, None),
        "qti-assessment-section": in_sequence(sections),
    }


def section_form(reading: Reading, form: Form, path: str = "", path_identifier: str | None = None) -> Form:
    """A section. Its `sequence` is the place that it asks for, None for any.

    Args:
        reading: Gathers what is wrong.
        form: The body or a part of it, without nulls.
        path: Where it is in the body.
        path_identifier: The identifier in the request's path, when it is replaced.
    """
    named = form if path_identifier is None else {"identifier": path_identifier, **form}
    refs = [read_reference(reading, one, where) for one, where in reading.forms(form, "qti-assessment-item-ref", path)]
    check_unique(reading, refs, f"{path}qti-assessment-item-ref")
    return {
        "identifier": reading.name(named, "identifier", path, identifier=True),
        "title": reading.name(form, "title", path),
        "visible": reading.flag(form, "visible", path, True),
        "required": reading.flag(form, "required", path, True),
        "fixed": reading.flag(form, "fixed", path, False),
        "sequence": reading.sequence(form, path),
        "qti-assessment-item-ref": in_sequence(refs),
    }


def read_reference(reading: Reading, form: Form, path: str = "") -> Form:
    """A reference to an item. Its `href` is None when none was given, its `sequence` as for sections."""
    href = form.get("href")
    if href is not None and not isinstance(href, str):
        reading.note(f"{path}href", "must be a text")
        href = None
    return {
        "identifier": reading.name(form, "identifier", path, identifier=True),
        "href": href or None,
        "sequence": reading.sequence(form, path),
    }


def _outcome(reading: Reading, form: Form, path: str) -> Form:
    cardinality = reading.word(form, "cardinality", path, _CARDINALITIES, "single")
    checked: Form = {"identifier": reading.name(form, "identifier", path), "cardinality": cardinality}
    if checked["identifier"] in RESERVED:
        reading.note(f"{path}identifier", "is a name that the standard keeps for itself")
    if cardinality != "record" or "baseType" in form:
        checked["baseType"] = reading.word(form, "baseType", path, _BASE_TYPES, None)
    for key in ("normalMaximum", "normalMinimum"):
        if (value := reading.number(form, key, path)) is not None:
            checked[key] = value
    if (default := reading.object(form, "defaultValue", path)) is not None:
        checked["defaultValue"] = default
    return checked


def check_unique(reading: Reading, forms: Iterable[Mapping[str, Any]], path: str) -> None:
    """Notes identifiers that are given twice."""
    seen: set[str] = set()
    for form in forms:
        identifier = form["identifier"]
        if identifier in seen:
            reading.note(path, f"has the identifier {identifier[:100]!r} twice")
        seen.add(identifier)


def in_sequence(forms: list[Form]) -> list[Form]:
    """Forms in the order of their sequences; one without a sequence comes after the one before it in the list."""
    keys: list[int] = []
    for form in forms:
        keys.append(form["sequence"] or (keys[-1] if keys else 0))
    return [form for _, form in sorted(zip(keys, forms, strict=True), key=lambda pair: pair[0])]


def items_to_order(reading: Reading, body: Form) -> list[Form]:
    """The references of a body that orders a section: by sequence when all have one, else as they are listed.

    Raises:
        QtiProblem: 400, there are none, or they are wrong.
    """
    error = "Items array is required"
    if not isinstance(body.get("items"), list) or not body["items"]:
        raise refused(400, error)
    refs = [read_reference(reading, one, path) for one, path in reading.forms(body, "items", "")]
    check_unique(reading, refs, "items")
    reading.finish(error)
    if all(ref["sequence"] is not None for ref in refs):
        refs.sort(key=lambda ref: cast("int", ref["sequence"]))
    return refs

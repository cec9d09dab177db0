"""What a resource's metadata has to hold."""

from __future__ import annotations

from typing import Any

import pytest
from oneroster_inputs import check, issues

from timeback_core.inputs import Issues
from timeback_core.oneroster import types
from timeback_core.oneroster.resource_metadata import RESOURCE_METADATA, check_resource_metadata

METADATA_EXAMPLES: dict[str, dict[str, Any]] = {
    "qti": {"subType": "qti-test", "questionType": "choice", "difficulty": "easy"},
    "text": {"format": "pdf", "author": "A", "pageCount": 3},
    "audio": {"format": "mp3", "duration": "00:01:30", "speaker": "S"},
    "video": {"format": "mp4", "duration": "00:01:30.25", "captionsAvailable": True},
    "interactive": {
        "launchUrl": "https://x.example",
        "toolProvider": "T",
        "instructionalMethod": "m",
        "courseIdOnFail": "k1",
        "failFast": {"consecutiveFailures": 3, "stagnationLimit": 2},
    },
    "visual": {"format": "png", "resolution": "1x1"},
    "course-material": {"subType": "unit", "format": "pdf", "author": "A", "instructionalMethod": "m"},
    "assessment-bank": {"resources": ["r1"]},
}


def metadata(value: dict[str, Any], *, needs_type: bool = True) -> tuple[dict[str, Any], dict[str, str]]:
    found = Issues()
    sent = check_resource_metadata(value, found, needs_type=needs_type)
    return sent, {issue.path: issue.message for issue in found.found}


@pytest.mark.parametrize("kind", sorted(RESOURCE_METADATA))
def test_each_type_of_metadata_takes_its_fields_the_common_ones_and_free_ones(kind: str) -> None:
    given = {
        "type": kind,
        **METADATA_EXAMPLES[kind],
        "subject": "Math",
        "language": "en",
        "xp": 5,
        "url": "http://x.example/a",
        "keywords": ["a"],
        "learningObjectiveSet": [{"source": "case", "learningObjectiveIds": ["o1"]}],
        "lessonType": "quiz",
        "wordLength": 7,
    }
    assert metadata({**given, "grades": [9, "K"]}) == ({**given, "grades": ["9", "0"]}, {})


def test_metadata_may_be_written_in_snake_case() -> None:
    assert metadata({"type": "interactive", "launch_url": "https://x.example", "free_key": 1}) == (
        {"type": "interactive", "launchUrl": "https://x.example", "free_key": 1},
        {},
    )


@pytest.mark.parametrize(
    ("given", "paths"),
    [
        ({"type": "qti"}, {"metadata.subType"}),
        ({"type": "qti", "subType": "quiz"}, {"metadata.subType"}),
        ({"type": "text"}, {"metadata.format"}),
        ({"type": "course-material"}, {"metadata.subType", "metadata.format"}),
        ({"type": "assessment-bank"}, {"metadata.resources"}),
        ({"type": "video", "format": "mp4", "duration": "90s"}, {"metadata.duration"}),
        ({"type": "visual", "format": "png", "url": "ftp://x"}, {"metadata.url"}),
        ({"type": "visual", "format": "png", "grades": ["AP"], "xp": "5"}, {"metadata.grades[0]", "metadata.xp"}),
        ({"type": "interactive", "failFast": {"stagnationLimit": 0}}, {"metadata.failFast.stagnationLimit"}),
        ({"type": 5}, {"metadata.type"}),
    ],
)
def test_metadata_that_does_not_fit_its_type_is_refused(given: dict[str, Any], paths: set[str]) -> None:
    assert set(metadata(given)[1]) == paths


def test_an_unknown_type_of_metadata_is_not_checked() -> None:
    given = {"type": "external", "url": "whatever", "format": 5}
    assert metadata(given) == (given, {})


@pytest.mark.parametrize("name", ["url", "grades", "xp", "format", "launchUrl", "launch_url", "subType", "resources"])
def test_a_fresh_resource_must_name_its_type_to_have_typed_fields(name: str) -> None:
    assert set(metadata({name: "x"})[1]) == {"metadata"}
    assert metadata({name: "x"}, needs_type=False) == ({name: "x"}, {})


def test_free_metadata_needs_no_type() -> None:
    assert metadata({"anything": 1}) == ({"anything": 1}, {})


@pytest.mark.parametrize("name", ["failFast", "fail_fast"])
def test_fail_fast_alone_is_checked_and_sent_in_snake_case(name: str) -> None:
    assert metadata({name: {"consecutiveFailures": 3}}) == ({"fail_fast": {"consecutiveFailures": 3}}, {})
    assert set(metadata({name: {"consecutiveFailures": 0}})[1]) == {f"metadata.{name}.consecutiveFailures"}
    assert set(metadata({name: 5})[1]) == {f"metadata.{name}"}


def test_resources_check_their_metadata() -> None:
    resource = {"title": "R", "vendorResourceId": "v"}
    assert set(issues(types.ResourceCreateInput, {**resource, "metadata": {"type": "qti"}})) == {"metadata.subType"}
    assert set(issues(types.ResourceCreateInput, {**resource, "metadata": {"url": "https://x"}})) == {"metadata"}
    assert set(issues(types.ResourceUpdateInput, {"metadata": {"type": "qti"}})) == {"metadata.subType"}
    learning = {"learningObjectiveSet": [{"source": "case", "learningObjectiveIds": ["o1"]}]}
    assert check(types.ResourceUpdateInput, {"metadata": learning}) == {"metadata": learning}
    assert check(types.ResourceCreateInput, {**resource, "metadata": None}) == {**resource, "metadata": None}

"""The activity of the demo's last weeks: legal events, true to the story, and counted in analytics."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

import pytest
from demo_story import DAYS, TODAY, by_id, seed

from timeback_sandbox import seed as seeds
from timeback_sandbox.caliper.envelope import read_envelope
from timeback_sandbox.clock import Clock
from timeback_sandbox.edubridge.analytics_rows import list_rows
from timeback_sandbox.edubridge.analytics_totals import Owner, add_up
from timeback_sandbox.moments import milliseconds
from timeback_sandbox.seed import activity, demo
from timeback_sandbox.store import Store

NOW = datetime.combine(TODAY, datetime.min.time(), UTC) + timedelta(hours=12)
RANGE = (milliseconds("2026-10-01T00:00:00.000Z"), milliseconds("2026-11-25T00:00:00.000Z"))


@cache
def told(today: date = TODAY) -> list[tuple[activity.App, dict[str, Any]]]:
    return list(activity.events(demo.story(today)))


def test_some_sixty_students_learn_in_four_apps() -> None:
    people = {event["actor"]["id"] for _, event in told()}
    assert 55 <= len(people) <= 60
    assert {event["object"]["app"]["name"] for _, event in told()} == {
        "Number Lab", "Story Path", "Fact Sprint", "Word Forge",
    }  # fmt: skip
    assert 1_000 < len(told()) <= 2_000


@pytest.mark.parametrize("today", DAYS, ids=str)
def test_it_happened_on_school_days_of_the_last_weeks_before_the_day(today: date) -> None:
    days = {date.fromisoformat(event["eventTime"][:10]) for _, event in told(today)}
    assert all(day < today and day.weekday() < 5 for day in days)
    assert not days or max(days) - min(days) < timedelta(weeks=activity.WEEKS)


def test_another_time_it_is_the_same_to_the_byte() -> None:
    again = [event for _, event in activity.events(demo.story(TODAY))]
    assert json.dumps(again) == json.dumps([event for _, event in told()])
    assert len({event["id"] for event in again}) == len(again)


def test_students_and_courses_exist_and_the_student_has_a_seat_in_the_course() -> None:
    classes = by_id("classes")
    seats = {
        (seat["user"]["sourcedId"], classes[seat["class"]["sourcedId"]]["course"]["sourcedId"])
        for seat in seed()["enrollments"]
    }
    for _, event in told():
        student = event["actor"]["id"].rpartition("/")[2]
        course = event["object"]["course"]["id"].rpartition("/")[2]
        assert (student, course) in seats
        assert event["object"]["subject"] in by_id("courses")[course]["subjects"]


def test_every_event_is_accepted_even_in_strict_mode() -> None:
    for app in activity.APPS:
        envelope = {
            "sensor": app.sensor,
            "sendTime": "2026-11-25T12:00:00.000Z",
            "dataVersion": "http://purl.imsglobal.org/ctx/caliper/v1p2",
            "data": [event for told_by, event in told() if told_by is app],
        }
        read = read_envelope(json.dumps(envelope).encode(), strict=True)
        assert len(read.items) == len(envelope["data"])


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    """The demo as it is loaded, its activity included."""
    opened = Store.open("sqlite://")
    parts = (*(part for part in seeds.PARTS if part is not activity.PART), activity.PART)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(seeds, "PARTS", parts)
        loaded = seeds.load(opened, "demo", Clock(source=NOW.timestamp))
    assert loaded["events"] == len(told())
    yield opened
    opened.close()


def test_analytics_of_a_student_are_the_sums_of_the_events_and_of_the_results(store: Store) -> None:
    (student, _), *_ = Counter(event["actor"]["id"].rpartition("/")[2] for _, event in told()).most_common(1)
    mine = [event for _, event in told() if event["actor"]["id"].endswith(f"/{student}")]
    figures = Counter[str]()
    for event in mine:
        figures.update({item["type"]: item["value"] for item in event["generated"]["items"]})
    for result in seed()["assessmentResults"]:
        day = str(result["scoreDate"])
        if result["student"]["sourcedId"] == student and RANGE[0] <= milliseconds(day) <= RANGE[1]:
            figures["xpEarned"] += result["metadata"]["xp"]
            figures["totalQuestions"] += result["metadata"]["totalQuestions"]
    with store.read() as connection:
        days = add_up(connection, [Owner("person", f"user:{student}")], None, *RANGE)
    cells = [totals.sums for subjects in days.values() for apps in subjects.values() for totals in apps.values()]
    xp, questions, _, _, active, _, waste = (sum(values) for values in zip(*cells, strict=True))
    assert (xp, questions) == (figures["xpEarned"], figures["totalQuestions"])
    assert (active, waste) == (figures["active"], figures["waste"])


def test_every_fact_has_its_user_its_seat_and_its_names(store: Store) -> None:
    people = sorted({event["actor"]["id"].rpartition("/")[2] for _, event in told()})
    with store.read() as connection:
        rows = list_rows(connection, [Owner("person", f"user:{student}") for student in people], None, *RANGE)
    made = [row for row in rows if row.source.startswith("caliper:event:")]
    assert len(made) == len(told())
    for row in made:
        assert row.user_id in people
        assert row.enrollment_id
        assert row.campus_name
        assert row.course_name
        assert row.app
        assert row.sensor


def test_no_other_seed_has_activity() -> None:
    assert list(activity.PART.records(seeds.parse_name("district:300"), TODAY)) == []

"""The demo district: every record is legal, and together they make sense."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
from collections import Counter, defaultdict
from datetime import date, timedelta

import pytest
import seed_facts
from demo_story import DAYS, TODAY, by_id, seats, seed, target, with_role
from seed_facts import Record

from timeback_sandbox.seed import demo


@pytest.mark.parametrize("today", DAYS, ids=str)
def test_every_record_has_its_required_fields_legal_values_and_known_references(today: date) -> None:
    assert seed_facts.all_problems(seed(today)) == []


@pytest.mark.parametrize("today", DAYS, ids=str)
def test_kinds_come_in_order_of_dependency_and_none_but_the_activity_may_be_empty(today: date) -> None:
    assert list(seed(today)) == [
        "orgs", "academicSessions", "courses", "classes", "users", "demographics", "enrollments",
        "categories", "scoreScales", "lineItems", "results", "courseComponents", "resources",
        "componentResources", "assessmentLineItems", "assessmentResults",
    ]  # fmt: skip
    empty = [kind for kind, records in seed(today).items() if not records]
    assert empty in ([], ["assessmentResults"])
    assert len(seed(today)["results"]) > 1000


def test_another_process_tells_the_same_story() -> None:
    script = "import json, datetime, hashlib; from timeback_sandbox.seed import demo; text = json.dumps(dict(\
demo.records(datetime.date(2026, 11, 25)))); print(hashlib.sha256(text.encode()).hexdigest())"
    told = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "PYTHONHASHSEED": "7"}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert told.stdout.strip() == hashlib.sha256(json.dumps(seed()).encode()).hexdigest()


def test_the_same_day_gives_the_same_bytes_and_another_day_the_same_people() -> None:
    again = json.dumps(dict(demo.records(TODAY)))
    assert again == json.dumps(seed())
    assert seed(DAYS[-1])["users"] == seed()["users"]


def test_there_is_one_district_with_an_elementary_a_middle_and_a_high_school() -> None:
    orgs = seed()["orgs"]
    assert [org["type"] for org in orgs] == ["district", "school", "school", "school"]
    assert {target(org, "parent") for org in orgs[1:]} == {orgs[0]["sourcedId"]}
    assert "school-lincoln-elementary" in by_id("orgs")


def test_there_are_400_students_with_more_than_300_enrolments() -> None:
    students = [user for user in with_role("student") if user["status"] == "active"]
    assert len(students) == 400
    assert len(seats("student")) > 300
    assert {len(user["grades"]) for user in students} == {1}
    assert {user["grades"][0] for user in students} == {str(grade) for grade in range(13)}


def test_every_school_has_an_administrator_teachers_and_aides() -> None:
    for org in seed()["orgs"][1:]:
        for role in ("administrator", "teacher", "aide"):
            here = [user for user in with_role(role) if target(user, "primaryOrg") == org["sourcedId"]]
            assert here, (org["name"], role)


@pytest.mark.parametrize("today", DAYS, ids=str)
def test_sessions_lie_within_their_parents_and_follow_each_other_without_gap(today: date) -> None:
    sessions = by_id("academicSessions", today)
    kinds = Counter(session["type"] for session in sessions.values())
    assert kinds == {"schoolYear": 2, "term": 4, "gradingPeriod": 8}
    parts: dict[str, list[Record]] = defaultdict(list)
    for session in sessions.values():
        assert session["startDate"] < session["endDate"]
        if "parent" in session:
            parts[target(session, "parent")].append(session)
            assert session["schoolYear"] == sessions[target(session, "parent")]["schoolYear"]
    for parent, children in parts.items():
        edges = [children[0]["startDate"], *(child["endDate"] for child in children)]
        assert edges == sorted(edges)
        assert [child["startDate"] for child in children] == edges[:-1]
        assert (edges[0], edges[-1]) == (sessions[parent]["startDate"], sessions[parent]["endDate"])


@pytest.mark.parametrize("offset", range(0, 800, 9))
def test_the_current_school_year_is_the_one_that_has_begun_last(offset: int) -> None:
    today = date(2026, 1, 1) + timedelta(days=offset)
    calendar = demo.story(today).calendar if offset == 0 else demo.calendar_for(today)
    assert calendar.current.start <= today < calendar.current.end + timedelta(days=100)
    assert calendar.last.end <= calendar.current.start
    assert calendar.current.year == calendar.last.year + 1


def test_students_sit_in_several_classes_of_their_own_school_and_grade() -> None:
    users, classes = by_id("users"), by_id("classes")
    current = {s["sourcedId"] for s in seed()["academicSessions"] if s["schoolYear"] == "2027"}
    count: Counter[str] = Counter()
    for seat in seed()["enrollments"]:
        if seat["role"] != "student":
            continue
        student, group = users[target(seat, "user")], classes[target(seat, "class")]
        assert target(group, "org") == target(student, "primaryOrg") == target(seat, "school")
        years_ago = 0 if group["terms"][0]["sourcedId"] in current else 1
        assert int(student["grades"][0]) - years_ago == int(group["grades"][0])
        count[student["sourcedId"]] += years_ago == 0
    assert set(count) == {user["sourcedId"] for user in with_role("student")}
    assert min(count.values()) >= 7


def test_a_class_agrees_with_its_course() -> None:
    courses = by_id("courses")
    for group in seed()["classes"]:
        course = courses[target(group, "course")]
        assert target(course, "org") == target(group, "org")
        assert set(group["grades"]) <= set(course["grades"])
        assert group["subjects"] == course["subjects"]


def test_enrolments_last_as_long_as_the_terms_of_the_class() -> None:
    classes, sessions = by_id("classes"), by_id("academicSessions")
    for seat in seed()["enrollments"]:
        terms = [sessions[term["sourcedId"]] for term in classes[target(seat, "class")]["terms"]]
        assert terms[0]["startDate"] <= seat["beginDate"] <= seat["endDate"] < terms[-1]["endDate"]


def test_every_class_has_one_primary_teacher_of_its_school_and_nobody_teaches_two_at_once() -> None:
    users, classes = by_id("users"), by_id("classes")
    teachers = [seat for seat in seed()["enrollments"] if seat["role"] == "teacher"]
    assert Counter(target(seat, "class") for seat in teachers) == Counter(list(classes))
    busy: set[tuple[str, str, str]] = set()
    for seat in teachers:
        teacher, group = users[target(seat, "user")], classes[target(seat, "class")]
        assert seat["primary"] == "true"
        assert target(teacher, "primaryOrg") == target(group, "org")
        for term in group["terms"]:
            hour = (teacher["sourcedId"], term["sourcedId"], group["periods"][0])
            assert hour not in busy
            busy.add(hour)


def test_no_student_has_two_classes_in_one_period() -> None:
    classes = by_id("classes")
    busy: set[tuple[str, str, str]] = set()
    for seat in seats("student"):
        group = classes[target(seat, "class")]
        for term in group["terms"]:
            hour = (target(seat, "user"), term["sourcedId"], group["periods"][0])
            assert hour not in busy
            busy.add(hour)


def test_students_have_guardians_and_siblings_share_them_and_the_family_name() -> None:
    users = by_id("users")
    families: dict[tuple[str, ...], list[Record]] = defaultdict(list)
    for student in with_role("student"):
        agents = tuple(agent["sourcedId"] for agent in student["agents"])
        assert 1 <= len(agents) <= 2
        families[agents].append(student)
    for agents, children in families.items():
        assert len({child["familyName"] for child in children}) == 1
        for agent in agents:
            guardian = users[agent]
            assert guardian["familyName"] == children[0]["familyName"]
            at = {role["org"]["sourcedId"] for role in guardian["roles"]}
            assert at == {target(child, "primaryOrg") for child in children}
            assert [role["roleType"] for role in guardian["roles"]].count("primary") == 1
    assert {len(children) for children in families.values()} == {1, 2, 3}
    assert {agent for agents in families for agent in agents} == {u["sourcedId"] for u in with_role("guardian")}


def test_names_have_their_difficulties_and_mail_addresses_are_unique_plain_and_reserved() -> None:
    students = with_role("student")
    names = {user["familyName"] for user in students}
    assert {"O'Brien", "Núñez", "Müller", "D'Angelo", "van der Berg", "Smith-Jones"} <= names
    for field in ("middleName", "preferredFirstName", "preferredLastName", "pronouns"):
        assert any(user.get(field) for user in students), field
    mails = [user["email"] for user in seed()["users"] if user["email"] is not None]
    assert len(seed()["users"]) - len(mails) == 3
    assert len(set(mails)) == len(mails)
    assert all(re.fullmatch(r"[a-z]+\.[a-z]+\d*@[a-z]+\.example", mail) for mail in mails)
    assert "siobhan.obrien@lincoln.example" in mails
    assert len({user["username"] for user in seed()["users"]}) == len(seed()["users"])


def test_nobody_has_a_password() -> None:
    assert "password" not in json.dumps(seed()).lower()


def test_demographics_are_there_for_every_student_with_an_age_that_fits_the_grade() -> None:
    records = by_id("demographics")
    students = with_role("student")
    assert set(records) == {user["sourcedId"] for user in students}
    for user in students:
        age = date(2026, 9, 1) - date.fromisoformat(records[user["sourcedId"]]["birthDate"])
        assert 5 <= age.days / 365.25 - int(user["grades"][0]) < 6.01
        assert any(records[user["sourcedId"]][name] == "true" for name in seed_facts._RACES)


def test_a_few_records_are_marked_as_deleted_and_nothing_active_hangs_on_a_departed_student() -> None:
    gone = {k: [r["sourcedId"] for r in rows if r["status"] == "tobedeleted"] for k, rows in seed().items()}
    assert {kind for kind, ids in gone.items() if ids} == {
        "users", "demographics", "classes", "enrollments", "lineItems",
    }  # fmt: skip
    assert len(gone["users"]) == 2
    for seat in seats("student"):
        assert target(seat, "user") not in gone["users"]
    for result in seed()["results"] + seed()["assessmentResults"]:
        assert target(result, "student") not in gone["users"]

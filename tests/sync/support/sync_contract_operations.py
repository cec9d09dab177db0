# Written by tools/generate_sync.py from tests/support/contract_operations.py; changes belong there.
"""A case for each of the 143 operations of OneRoster: it calls the operation and checks what came of it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from functools import partial
from typing import Any

from contract_records import (
    EXAMPLES,
    LINCOLN,
    MATERIAL,
    MATH_CLASS,
    MATH_COURSE,
    PATCHABLE,
    PUPIL,
    QUIZ,
    TEACHER,
    TERM,
    WRITABLE,
    attributes,
    ref,
    session,
)

from timeback_core.sync.oneroster import OneRosterClient

Case = Callable[[OneRosterClient], None]


def lists(name: str, oneroster: OneRosterClient) -> None:
    page = getattr(oneroster, name).list(limit=3)
    assert 0 < len(page) <= 3
    assert page.total is not None
    assert page.total >= len(page)
    assert page.has_more is (page.total > len(page))
    assert page.request_id


def gets(name: str, oneroster: OneRosterClient) -> None:
    resource, known = getattr(oneroster, name), EXAMPLES[name].known
    record = resource.get(known)
    assert record.sourced_id == known
    assert record == resource(known).get()
    assert record.extra == {}


def creates(name: str, oneroster: OneRosterClient) -> None:
    resource, example = getattr(oneroster, name), EXAMPLES[name]
    created = resource.create(example.payload())
    assert created.id == example.new_id
    record = resource.get(created.id)
    assert attributes(record, example.reads) == example.reads
    assert record.status == "active"


def updates(name: str, oneroster: OneRosterClient) -> None:
    resource, example = getattr(oneroster, name), EXAMPLES[name]
    resource.create(example.payload())
    answered = resource.update(example.new_id, example.change)
    record = resource.get(example.new_id)
    assert attributes(record, example.changed) == example.changed
    assert attributes(answered, example.changed) == example.changed


def patches(name: str, oneroster: OneRosterClient) -> None:
    resource, example = getattr(oneroster, name), EXAMPLES[name]
    resource.create(example.payload())
    answered = resource(example.new_id).patch(example.change)
    record = resource.get(example.new_id)
    assert attributes(record, example.changed) == example.changed
    assert attributes(answered, example.changed) == example.changed


def deletes(name: str, oneroster: OneRosterClient) -> None:
    resource, example = getattr(oneroster, name), EXAMPLES[name]
    resource.create(example.payload())
    resource.delete(example.new_id)
    assert resource.get(example.new_id).status == "tobedeleted"
    assert resource(example.new_id).exists()
    resource(example.new_id).delete()


Below = Callable[[OneRosterClient], Any]

BELOW: dict[str, Below] = {
    "users.classes": lambda o: o.users(PUPIL).classes,
    "users.resources": lambda o: o.users(PUPIL).resources,
    "students.classes": lambda o: o.students(PUPIL).classes,
    "teachers.classes": lambda o: o.teachers(TEACHER).classes,
    "schools.classes": lambda o: o.schools(LINCOLN).classes,
    "schools.students": lambda o: o.schools(LINCOLN).students,
    "schools.teachers": lambda o: o.schools(LINCOLN).teachers,
    "schools.courses": lambda o: o.schools(LINCOLN).courses,
    "schools.enrollments": lambda o: o.schools(LINCOLN).enrollments,
    "schools.terms": lambda o: o.schools(LINCOLN).terms,
    "schools.line_items": lambda o: o.schools(LINCOLN).line_items,
    "schools.score_scales": lambda o: o.schools(LINCOLN).score_scales,
    "schools.class_enrollments": lambda o: o.schools(LINCOLN).class_(MATH_CLASS).enrollments,
    "schools.class_students": lambda o: o.schools(LINCOLN).class_(MATH_CLASS).students,
    "schools.class_teachers": lambda o: o.schools(LINCOLN).class_(MATH_CLASS).teachers,
    "classes.students": lambda o: o.classes(MATH_CLASS).students,
    "classes.teachers": lambda o: o.classes(MATH_CLASS).teachers,
    "classes.resources": lambda o: o.classes(MATH_CLASS).resources,
    "classes.line_items": lambda o: o.classes(MATH_CLASS).line_items,
    "classes.results": lambda o: o.classes(MATH_CLASS).results,
    "classes.categories": lambda o: o.classes(MATH_CLASS).categories,
    "classes.score_scales": lambda o: o.classes(MATH_CLASS).score_scales,
    "classes.line_item_results": lambda o: o.classes(MATH_CLASS).line_item(QUIZ).results,
    "classes.student_results": lambda o: o.classes(MATH_CLASS).student(PUPIL).results,
    "terms.classes": lambda o: o.terms(TERM).classes,
    "terms.grading_periods": lambda o: o.terms(TERM).grading_periods,
    "courses.classes": lambda o: o.courses(MATH_COURSE).classes,
    "courses.resources": lambda o: o.courses(MATH_COURSE).resources,
}
"""Every list below a record that has an operation of its own, below a record of the demo data."""


def lists_below(name: str, oneroster: OneRosterClient) -> None:
    below = BELOW[name](oneroster)
    everything = below(limit=50)
    page = below.list(limit=2)
    assert everything
    assert page.total == len(everything)
    assert list(page) == everything[:2]
    assert len({record.sourced_id for record in everything}) == len(everything)
    assert below.first() == everything[0]


def shows_demographics(oneroster: OneRosterClient) -> None:
    user = oneroster.users("student-0001").demographics()
    alone = oneroster.demographics.get("student-0001")
    assert user.demographics is not None
    assert user.demographics.birth_date == alone.birth_date
    assert user.family_name == "O'Brien"
    assert oneroster.users(TEACHER).demographics().demographics is None


def knows_agents(oneroster: OneRosterClient) -> None:
    user = oneroster.users.get("student-0001")
    agents = oneroster.users("student-0001").agents()
    assert [agent.sourced_id for agent in agents] == [agent.sourced_id for agent in user.agents or []]
    assert agents


def knows_whose_agent(oneroster: OneRosterClient) -> None:
    children = oneroster.users("guardian-0001").agent_for()
    assert "student-0001" in [child.sourced_id for child in children]
    assert all("guardian-0001" in [agent.sourced_id for agent in child.agents or []] for child in children)


def adds_an_agent(oneroster: OneRosterClient) -> None:
    scope = oneroster.users("student-0001")
    before = [agent.sourced_id for agent in scope.agents()]
    for _ in range(2):
        scope.add_agent({"agent_sourced_id": TEACHER})
    assert [agent.sourced_id for agent in scope.agents()] == [*before, TEACHER]


def removes_an_agent(oneroster: OneRosterClient) -> None:
    scope = oneroster.users("student-0001")
    scope.remove_agent("guardian-0001")
    assert "guardian-0001" not in [agent.sourced_id for agent in scope.agents()]
    assert "student-0001" not in [child.sourced_id for child in oneroster.users("guardian-0001").agent_for()]


LOGIN = {"applicationName": "Typing Club", "credentials": {"username": "ada", "password": "marker-pass"}}


def registers_a_credential(oneroster: OneRosterClient) -> None:
    scope = oneroster.users("student-0001")
    first = scope.register_credential(LOGIN)
    again = scope.register_credential({**LOGIN, "credentials": {"username": "ada2", "password": "other"}})
    assert (again.user_profile_id, again.credential_id) == (first.user_profile_id, first.credential_id)
    (profile,) = scope.get().user_profiles or []
    assert profile.profile_id == first.user_profile_id
    (credential,) = profile.credentials or []
    assert (credential.id, credential.username, credential.password) == (first.credential_id, "ada2", None)


def decrypts_a_credential(oneroster: OneRosterClient) -> None:
    scope = oneroster.users("student-0001")
    registered = scope.register_credential(LOGIN)
    decrypted = scope.decrypt_credential(registered.credential_id)
    assert decrypted.password == "marker-pass"
    assert "marker-pass" not in repr(decrypted)


def enrolls(role: str, oneroster: OneRosterClient) -> None:
    scope = oneroster.classes(MATH_CLASS)
    user = "student-0001" if role == "student" else "teacher-020"
    created = scope.enroll({"sourced_id": user, "role": role, "begin_date": "2026-09-01"})
    enrolment = oneroster.enrollments.get(created.id)
    assert (enrolment.role, enrolment.user.sourced_id) == (role, user)
    assert enrolment.class_.sourced_id == MATH_CLASS
    assert enrolment.school is not None
    assert enrolment.school.sourced_id == LINCOLN
    members = scope.students() if role == "student" else scope.teachers()
    assert user in [member.sourced_id for member in members]


LINE_ITEM = {key: value for key, value in EXAMPLES["line_items"].data.items() if key not in {"class_", "school"}}


def creates_line_items(place: str, oneroster: OneRosterClient) -> None:
    scope = oneroster.classes(MATH_CLASS) if place == "classes" else oneroster.schools(LINCOLN)
    other = {"school": ref(LINCOLN)} if place == "classes" else {"class_": ref(MATH_CLASS)}
    rows = [{**LINE_ITEM, **other, "sourced_id": f"bulk-{number}"} for number in range(3)]
    created = scope.create_line_items(rows)
    assert [pair.allocated_sourced_id for pair in created.sourced_id_pairs] == ["bulk-0", "bulk-1", "bulk-2"]
    one = scope.create_line_item({**LINE_ITEM, **other})
    record = oneroster.line_items.get(one.id or "")
    assert record.class_ is not None
    assert record.school is not None
    assert (record.class_.sourced_id, record.school.sourced_id) == (MATH_CLASS, LINCOLN)


RESULT = {key: value for key, value in EXAMPLES["results"].data.items() if key != "line_item"}


def creates_results(oneroster: OneRosterClient) -> None:
    created = oneroster.line_items(QUIZ).create_results([RESULT, {**RESULT, "sourcedId": "bulk-1"}])
    first, second = created.sourced_id_pairs
    assert second.allocated_sourced_id == "bulk-1"
    record = oneroster.results.get(first.allocated_sourced_id or "")
    assert record.line_item is not None
    assert record.line_item.sourced_id == QUIZ


def creates_results_of_a_session(oneroster: OneRosterClient) -> None:
    scope = oneroster.classes(MATH_CLASS).academic_session(TERM)
    rows = [{**RESULT, "line_item": ref(QUIZ), "sourced_id": f"bulk-{number}"} for number in range(2)]
    created = scope.create_results(rows)
    assert [pair.allocated_sourced_id for pair in created.sourced_id_pairs] == ["bulk-0", "bulk-1"]
    one = scope.create_result({**RESULT, "line_item": ref(QUIZ)})
    record = oneroster.results.get(one.id or "")
    assert record.class_ is not None
    assert record.class_.sourced_id == MATH_CLASS


def creates_a_grading_period_of_a_term(oneroster: OneRosterClient) -> None:
    data = session("gradingPeriod", TERM)
    del data["type"], data["parent"]
    created = oneroster.terms(TERM).create_grading_period({"sourced_id": "new-record", **data})
    assert created.id == "new-record"
    period = oneroster.grading_periods.get("new-record")
    assert period.type == "gradingPeriod"
    assert period.parent is not None
    assert period.parent.sourced_id == TERM
    assert "new-record" in [found.sourced_id for found in oneroster.terms(TERM).grading_periods()]


def creates_a_structure(oneroster: OneRosterClient) -> None:
    structure = {
        "course": {"sourcedId": "new-course", **EXAMPLES["courses"].data},
        "courseStructure": {
            "components": [{"title": "Planets", "tests": ["Mars"], "components": [{"title": "Moons"}]}]
        },
    }
    created = oneroster.courses.create_structure(structure)
    assert created.id == "new-course"
    components = oneroster.courses("new-course").components()
    assert [component.title for component in components] == ["Planets", "Moons"]
    assert [resource.title for resource in oneroster.courses("new-course").resources()] == ["Mars"]


def exports(oneroster: OneRosterClient) -> None:
    content = oneroster.resources.export(MATERIAL)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        assert "imsmanifest.xml" in archive.namelist()
        assert MATERIAL in archive.read("imsmanifest.xml").decode()
    file = io.BytesIO()
    size = oneroster.resources(MATERIAL).export_to(file)
    assert size == len(file.getvalue())
    assert zipfile.is_zipfile(file)


def _cases() -> dict[str, Case]:
    cases: dict[str, Case] = {}
    for name in EXAMPLES:
        cases[f"{name}.list"] = partial(lists, name)
        cases[f"{name}.get"] = partial(gets, name)
    for name in WRITABLE:
        cases[f"{name}.create"] = partial(creates, name)
        cases[f"{name}.update"] = partial(updates, name)
        cases[f"{name}.delete"] = partial(deletes, name)
    for name in PATCHABLE:
        cases[f"{name}.patch"] = partial(patches, name)
    for name in BELOW:
        cases[name] = partial(lists_below, name)
    cases |= {
        "users.demographics": shows_demographics,
        "users.agents": knows_agents,
        "users.agent_for": knows_whose_agent,
        "users.add_agent": adds_an_agent,
        "users.remove_agent": removes_an_agent,
        "users.register_credential": registers_a_credential,
        "users.decrypt_credential": decrypts_a_credential,
        "classes.enroll_student": partial(enrolls, "student"),
        "classes.enroll_teacher": partial(enrolls, "teacher"),
        "classes.create_line_items": partial(creates_line_items, "classes"),
        "schools.create_line_items": partial(creates_line_items, "schools"),
        "line_items.create_results": creates_results,
        "classes.create_results": creates_results_of_a_session,
        "terms.create_grading_period": creates_a_grading_period_of_a_term,
        "courses.create_structure": creates_a_structure,
        "resources.export": exports,
    }
    return {f"oneroster.{name}": case for name, case in cases.items()}


CASES = _cases()
"""The case of each operation, by the operation's identifier."""

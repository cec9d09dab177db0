# Written by tools/generate_sync.py from tests/contract/test_oneroster_records.py; changes belong there.
"""Writing records of OneRoster: create, read back, update, upsert, patch, delete."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from contract_places import Witness
from contract_records import DISTRICT, EXAMPLES, LINCOLN, MATH_CLASS, PATCHABLE, PUPIL, QUIZ, WRITABLE, attributes, ref

from timeback_core import InputValidationError, NotFoundError, ValidationError
from timeback_core.model import Model
from timeback_core.oneroster.types import OrgCreateInput, ResultCreateInput, UserCreateInput, UserRoleItem
from timeback_core.sync.oneroster import OneRosterClient
from timeback_sandbox import Sandbox


@pytest.fixture
def sandbox(in_process: Sandbox) -> Sandbox:
    """In process only: what is tested here does not depend on the way to the server."""
    return in_process


GRADEBOOK = ["assessment_line_items", "assessment_results", "categories", "line_items", "results", "score_scales"]
NAMED_BY_THE_CALLER = {"academic_sessions", "grading_periods", "demographics", "component_resources"}


def camel_case(name: str) -> str:
    head, *rest = name.rstrip("_").split("_")
    return head + "".join(part.capitalize() for part in rest)


def on_the_wire(value: Any) -> Any:
    """The same data with every name in the wire's spelling."""
    if isinstance(value, dict):
        return {
            key if key in {"metadata", "itemValueRHS"} else _lhs(camel_case(key)): item
            if key == "metadata"
            else on_the_wire(item)
            for key, item in value.items()
        }
    return [on_the_wire(item) for item in value] if isinstance(value, list) else value


def _lhs(name: str) -> str:
    return {"itemValueLhs": "itemValueLHS"}.get(name, name)


def stored(record: Model) -> dict[str, Any]:
    """What the server holds, without the time of the last change."""
    return {key: value for key, value in record.to_dict().items() if key != "dateLastModified"}


@pytest.mark.parametrize("name", WRITABLE)
def test_both_spellings_create_the_same(name: str, oneroster: OneRosterClient) -> None:
    resource, example = getattr(oneroster, name), EXAMPLES[name]
    wire = on_the_wire(example.payload())
    if name == "score_scales":
        wire["scoreScaleValue"] = [{"itemValueLHS": "P", "itemValueRHS": "60"}]
    resource.create(wire)
    assert attributes(resource.get(example.new_id), example.reads) == example.reads


@pytest.mark.parametrize("name", sorted(set(WRITABLE) - NAMED_BY_THE_CALLER))
def test_the_server_names_a_record_that_has_no_name(name: str, oneroster: OneRosterClient) -> None:
    resource, example = getattr(oneroster, name), EXAMPLES[name]
    first = resource.create(example.data)
    second = resource.create(example.data)
    assert first.id
    assert second.id
    assert first.id != second.id
    assert attributes(resource.get(second.id), example.reads) == example.reads


@pytest.mark.parametrize("name", WRITABLE)
def test_a_name_that_is_taken_is_refused(name: str, oneroster: OneRosterClient) -> None:
    resource, example = getattr(oneroster, name), EXAMPLES[name]
    before = stored(resource.get(example.known))
    with pytest.raises(ValidationError) as caught:
        resource.create({**example.data, "sourced_id": example.known})
    assert any("sourcedId" in detail["path"] for detail in caught.value.details)
    assert stored(resource.get(example.known)) == before


@pytest.mark.parametrize("name", WRITABLE)
def test_an_update_of_one_field_keeps_all_others(name: str, oneroster: OneRosterClient, sandbox: Sandbox) -> None:
    resource, example = getattr(oneroster, name), EXAMPLES[name]
    before = resource.get(example.known)
    sandbox.clock.advance(60)
    resource.update(example.known, {"metadata": {"mark": 1}})
    after = resource.get(example.known)
    kept, found = stored(before), stored(after)
    kept.pop("metadata", None)
    metadata = found.pop("metadata")
    assert metadata["mark"] == 1
    assert found == kept
    assert after.date_last_modified > before.date_last_modified


@pytest.mark.parametrize("name", WRITABLE)
def test_a_record_that_was_read_goes_back_as_it_came(name: str, oneroster: OneRosterClient) -> None:
    resource, example = getattr(oneroster, name), EXAMPLES[name]
    record = resource.get(example.known)
    before = stored(record)
    resource.update(example.known, record)
    assert stored(resource.get(example.known)) == before


@pytest.mark.parametrize("name", WRITABLE)
def test_an_update_of_nothing_known_is_not_found_and_creates_nothing(name: str, oneroster: OneRosterClient) -> None:
    resource, example = getattr(oneroster, name), EXAMPLES[name]
    with pytest.raises(NotFoundError):
        resource.update("nobody", example.change)
    with pytest.raises(NotFoundError):
        resource.update("nobody", {**example.data, **example.change}, replace=True)
    assert not resource.exists("nobody")


@pytest.mark.parametrize("name", WRITABLE)
def test_an_upsert_creates_and_then_replaces(name: str, oneroster: OneRosterClient) -> None:
    resource, example = getattr(oneroster, name), EXAMPLES[name]
    assert not resource.exists(example.new_id)
    first = resource.upsert(example.new_id, example.data)
    assert first is not None
    assert attributes(first, example.reads) == example.reads
    assert resource.exists(example.new_id)
    again = {**example.data, "metadata": {"type": "text", "format": "pdf", "second": True}}
    second = resource.upsert(example.new_id, again)
    assert second is not None
    assert resource.get(example.new_id).metadata["second"] is True


@pytest.mark.parametrize("name", WRITABLE)
def test_a_deleted_record_is_kept_marked_and_can_be_revived(name: str, oneroster: OneRosterClient) -> None:
    resource, example = getattr(oneroster, name), EXAMPLES[name]
    resource.create(example.payload())
    for _ in range(2):
        resource.delete(example.new_id)
    assert resource.get(example.new_id).status == "tobedeleted"
    assert resource.exists(example.new_id)
    listed = resource.list_all(limit=3000, where={"sourcedId": example.new_id}, fields=["status"])
    assert [record.status for record in listed] == ["tobedeleted"]
    assert resource.list_all(where={"sourcedId": example.new_id, "status": "active"}) == []
    if name != "resources":  # whose PUT has no status
        resource.update(example.new_id, {"status": "active"})
        assert resource.get(example.new_id).status == "active"
    with pytest.raises(NotFoundError):
        resource.delete("nobody")


@pytest.mark.parametrize("name", PATCHABLE)
def test_a_patch_changes_what_it_names_merges_metadata_and_clears_with_null(
    name: str, oneroster: OneRosterClient, witness: Witness
) -> None:
    resource, example = getattr(oneroster, name), EXAMPLES[name]
    resource.create({**example.payload(), "metadata": {"kept": 1, "replaced": {"a": 1}}})
    before = stored(resource.get(example.new_id))
    witness.requests.clear()
    resource.patch(example.new_id, {"metadata": {"replaced": {"b": 2}}})
    assert [event.method for event in witness.requests] == ["PATCH"]
    after = stored(resource.get(example.new_id))
    assert after == {**before, "metadata": {"kept": 1, "replaced": {"b": 2}}}
    field = {"enrollments": "begin_date", "assessment_line_items": "result_value_max"}.get(name, "score")
    assert getattr(resource.get(example.new_id), field) is not None
    resource.patch(example.new_id, {field: None})
    assert getattr(resource.get(example.new_id), field) is None
    with pytest.raises(NotFoundError):
        resource.patch("nobody", {"metadata": {}})


def test_a_replacement_clears_what_it_leaves_out(oneroster: OneRosterClient) -> None:
    oneroster.users.create(EXAMPLES["users"].payload())
    role = {"roleType": "primary", "role": "teacher", "org": ref(LINCOLN)}
    oneroster.users.update(
        "new-record",
        {"enabled_user": True, "given_name": "Grace", "family_name": "Hopper", "roles": [role]},
        replace=True,
    )
    user = oneroster.users.get("new-record")
    assert (user.given_name, user.email, user.metadata, user.grades or []) == ("Grace", None, None, [])
    assert [item.role for item in user.roles] == ["teacher"]


def test_an_update_takes_one_or_two_requests(oneroster: OneRosterClient, witness: Witness) -> None:
    def methods(call: Any) -> list[str]:
        witness.requests.clear()
        call()
        return [event.method for event in witness.requests]

    record = oneroster.orgs.get(LINCOLN)
    whole = {"name": "Lincoln", "type": "school"}
    assert methods(lambda: oneroster.orgs.update(LINCOLN, {"identifier": "7"})) == ["GET", "PUT"]
    assert methods(lambda: oneroster.orgs.update(LINCOLN, record)) == ["PUT"]
    assert methods(lambda: oneroster.orgs.update(LINCOLN, whole, replace=True)) == ["PUT"]
    assert methods(lambda: oneroster.classes.update(MATH_CLASS, {"location": "Hall"})) == ["PUT"]
    category = {"status": "active", "title": "T"}
    assert methods(lambda: oneroster.categories.update("category-quiz", category, replace=True)) == ["GET", "PUT"]
    assert methods(lambda: oneroster.categories.update("fresh", category, check_exists=False)) == ["PUT"]
    assert oneroster.categories.exists("fresh")


def test_an_upsert_of_the_gradebook_is_one_request(oneroster: OneRosterClient, witness: Witness) -> None:
    for name in GRADEBOOK:
        witness.requests.clear()
        getattr(oneroster, name).upsert("new-record", EXAMPLES[name].data)
        assert [event.method for event in witness.requests if event.service == "oneroster"] == ["PUT"]


def test_a_record_changed_by_attributes_is_sent_with_the_change(oneroster: OneRosterClient) -> None:
    user = oneroster.users.get("student-0001")
    before = stored(user)
    user.middle_name = "Máire"
    user.grades = [5]
    answered = oneroster.users.update(user.sourced_id, user)
    assert answered is not None
    assert answered.middle_name == "Máire"
    after = stored(oneroster.users.get("student-0001"))
    assert after == {**before, "middleName": "Máire", "grades": ["5"]}


def test_an_explicit_none_clears_a_field(oneroster: OneRosterClient) -> None:
    assert oneroster.users.get("student-0001").email is not None
    oneroster.users.update("student-0001", {"email": None})
    assert oneroster.users.get("student-0001").email is None


def test_input_classes_and_mappings_mix(oneroster: OneRosterClient) -> None:
    created = oneroster.users.create(
        UserCreateInput(
            given_name="Grace",
            family_name="Hopper",
            enabled_user=True,
            roles=[UserRoleItem(role_type="primary", role="teacher", org=ref(LINCOLN))],
        )
    )
    user = oneroster.users.get(created.id)
    assert (user.given_name, user.roles[0].role, user.roles[0].org.sourced_id) == ("Grace", "teacher", LINCOLN)
    org = oneroster.orgs.create(OrgCreateInput(name="Science", type="department", parent=ref(DISTRICT)))
    assert oneroster.orgs.get(org.id).name == "Science"
    rows = [
        ResultCreateInput(
            status="active",
            line_item=ref(QUIZ),
            student=ref(PUPIL),
            score_status="submitted",
            score_date=datetime(2026, 10, 1, tzinfo=UTC),
        ),
        {**EXAMPLES["results"].data, "comment": "second"},
    ]
    assert len(oneroster.line_items(QUIZ).create_results(rows).sourced_id_pairs) == 2


def test_a_password_is_taken_but_never_given_back(oneroster: OneRosterClient, sandbox: Sandbox) -> None:
    oneroster.users.create({**EXAMPLES["users"].payload(), "password": "marker-pass"})
    user = oneroster.users.get("new-record")
    assert "marker-pass" not in repr(user.to_dict())
    assert "marker-pass" not in "".join(entry.body or "" for entry in sandbox.journal())


def test_derived_fields_follow_the_writes(oneroster: OneRosterClient) -> None:
    oneroster.schools.create(EXAMPLES["schools"].payload())
    children = oneroster.orgs.get(DISTRICT).children or []
    assert "new-record" in [child.sourced_id for child in children]
    assert "new-record" in [school.sourced_id for school in oneroster.schools.list()]
    oneroster.grading_periods.create({**EXAMPLES["grading_periods"].data, "sourced_id": "period"})
    assert oneroster.academic_sessions.get("period").type == "gradingPeriod"
    assert "period" in [child.sourced_id for child in oneroster.terms.get("term-2027-fall").children or []]


def test_terms_are_written_as_sessions(oneroster: OneRosterClient) -> None:
    data = {k: v for k, v in EXAMPLES["academic_sessions"].data.items() if k != "type"}
    oneroster.terms.create({"sourced_id": "extra-term", **data})
    assert oneroster.terms.get("extra-term").type == "term"
    oneroster.terms.update("extra-term", {"title": "Summer"})
    assert oneroster.terms.get("extra-term").title == "Summer"
    oneroster.terms.upsert("other-term", data)
    oneroster.terms.delete("other-term")
    assert oneroster.terms("other-term").get().status == "tobedeleted"


def test_components_are_written_through_courses_too(oneroster: OneRosterClient) -> None:
    courses = oneroster.courses
    courses.create_component(EXAMPLES["course_components"].payload())
    courses.update_component("new-record", {"title": "Renamed"})
    assert courses.get_component("new-record").title == "Renamed"
    assert "new-record" in [item.sourced_id for item in courses.components(limit=500)]
    courses.create_component_resource({**EXAMPLES["component_resources"].data, "sourced_id": "link"})
    courses.update_component_resource("link", {"sort_order": 3})
    assert courses.get_component_resource("link").sort_order == 3
    assert "link" in [item.sourced_id for item in courses.component_resources(limit=3000)]
    courses.delete_component_resource("link")
    courses.delete_component("new-record")
    assert courses.get_component("new-record").status == "tobedeleted"


def test_a_payload_that_names_another_record_is_refused_before_sending(
    oneroster: OneRosterClient, witness: Witness
) -> None:
    for call in (
        lambda: oneroster.orgs.update("a", {"sourcedId": "b"}),
        lambda: oneroster.orgs.upsert("a", {"sourced_id": "b", "name": "n", "type": "local"}),
        lambda: oneroster.enrollments.patch("a", {"sourced_id": "b"}),
    ):
        with pytest.raises(InputValidationError) as caught:
            call()
        assert [issue.path for issue in caught.value.issues] == ["sourcedId"]
    assert not witness.requests

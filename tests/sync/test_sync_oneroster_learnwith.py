# Written by tools/generate_sync.py from tests/contract/test_oneroster_learnwith.py; changes belong there.
"""The same client and sandbox under the paths and habits of LEARNWITH_AI."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from contract_places import Witness
from contract_records import EXAMPLES, LINCOLN, ref
from sync_contract_operations import CASES

from timeback_core import InputValidationError, ValidationError
from timeback_core.sync import TimebackClient
from timeback_sandbox import Sandbox

OPERATIONS = [
    "oneroster.users.list",
    "oneroster.courses.get",
    "oneroster.orgs.create",
    "oneroster.courses.update",
    "oneroster.categories.delete",
    "oneroster.enrollments.patch",
    "oneroster.classes.students",
    "oneroster.schools.classes",
    "oneroster.classes.results",
    "oneroster.line_items.create_results",
    "oneroster.users.resources",
    "oneroster.resources.list",
    "oneroster.resources.export",
    "oneroster.terms.create_grading_period",
]


@pytest.fixture
def learnwith(sandbox: Sandbox, witness: Witness) -> Iterator[TimebackClient]:
    with sandbox.sync_client(path_profile="LEARNWITH_AI", hooks=witness.hooks) as client:
        yield client


@pytest.mark.parametrize("operation", OPERATIONS)
def test_an_operation_does_the_same_on_the_other_platform(
    operation: str, learnwith: TimebackClient, sandbox: Sandbox, witness: Witness
) -> None:
    CASES[operation](learnwith.oneroster)
    assert operation in witness.operations
    served = [entry.path for entry in sandbox.journal() if not entry.path.endswith("/oauth/token")]
    assert served
    assert all(path.startswith(("/rostering/1.0/", "/gradebook/1.0/", "/resources/1.0/")) for path in served)


def test_a_walk_keeps_to_the_smaller_pages(learnwith: TimebackClient) -> None:
    users = learnwith.oneroster.users.list_all(limit=100)
    assert len({user.sourced_id for user in users}) == len(users) == 916


def test_a_page_above_the_platforms_limit_is_refused(learnwith: TimebackClient) -> None:
    with pytest.raises((InputValidationError, ValidationError)) as caught:
        learnwith.oneroster.users.list(limit=101)
    assert "limit" in str(caught.value.details)


def test_the_direction_is_spelt_as_the_platform_wants(learnwith: TimebackClient, sandbox: Sandbox) -> None:
    down = learnwith.oneroster.schools.list(sort="name", order_by="desc")
    assert [school.name for school in down] == sorted((school.name for school in down), reverse=True)
    (entry,) = sandbox.journal(method="GET")
    assert "orderBy=DESC" in entry.query


def test_filters_keep_to_what_the_platform_takes(learnwith: TimebackClient, witness: Witness) -> None:
    users = learnwith.oneroster.users
    two = users.list(where={"status": "active", "role": "teacher"})
    assert two.total == 28
    either = users.list(where={"OR": [{"role": "teacher"}, {"role": "aide"}]})
    assert either.total == 36
    witness.requests.clear()
    with pytest.raises(InputValidationError):
        users.list(where={"status": "active", "role": "teacher", "family_name": "x"})
    with pytest.raises(InputValidationError):
        users.list(where={"status": "active", "OR": [{"role": "teacher"}, {"role": "aide"}]})
    assert not witness.requests


def test_the_platforms_own_role_words_are_taken(learnwith: TimebackClient) -> None:
    role = {"role_type": "primary", "role": "principal", "org": ref(LINCOLN)}
    created = learnwith.oneroster.users.create({**EXAMPLES["users"].data, "roles": [role]})
    user = learnwith.oneroster.users.get(created.id)
    assert user.roles[0].role == "principal"


def test_a_student_can_be_found_with_agents(learnwith: TimebackClient) -> None:
    user = learnwith.oneroster.users.get("student-0001")
    links = user.extra["agentsAsSource"]
    assert {link["agentId"] for link in links} == {"guardian-0001", "guardian-0002"}
    assert learnwith.oneroster.users.update("student-0001", {"pronouns": "she"}) is not None

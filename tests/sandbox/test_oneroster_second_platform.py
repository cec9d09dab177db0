"""The LEARNWITH_AI prefixes: the same data, spoken to a little differently."""

from __future__ import annotations

import pytest
from oneroster_api import Api, ref, role, user

R, G, S = "/rostering/1.0", "/gradebook/1.0", "/resources/1.0"


def test_pages_are_shorter_and_count_differently(school: Api) -> None:
    school.load({"users": [user(f"m{index}", role("aide", "north")) for index in range(10)]})
    reply = school.get(f"{R}/users")
    assert len(reply.body["users"]) == 10
    assert {key: value for key, value in reply.body.items() if key != "users"} == {
        "total": 16,
        "offset": 0,
        "limit": 10,
    }
    assert school.get(f"{R}/users", limit=100).status == 200
    assert school.get(f"{R}/users", limit=101).status == 422


def test_order_by_is_upper_case(school: Api) -> None:
    assert school.ids(f"{R}/users", "users", sort="givenName", orderBy="DESC")[0] == "zoe"
    assert school.get(f"{R}/users", orderBy="desc").status == 422


@pytest.mark.parametrize(
    ("filter_text", "status"),
    [
        ("status='active' AND role='student'", 200),
        ("status='active' OR role='student'", 200),
        ("status='active' AND role='student' AND givenName='Ana'", 400),
        ("status='active' OR role='student' AND givenName='Ana'", 400),
        ("role@'student,teacher'", 400),
    ],
)
def test_filters_are_short(school: Api, filter_text: str, status: int) -> None:
    assert school.get(f"{R}/users", filter=filter_text).status == status


def test_hrefs_have_its_prefixes(school: Api) -> None:
    klass = school.get(f"{R}/classes/alg-1").body["class"]
    assert klass["course"]["href"] == "https://sandbox.test/rostering/1.0/courses/algebra"
    assert klass["resources"][0]["href"] == "https://sandbox.test/resources/1.0/resources/poster"


def test_words_are_the_standard_s(school: Api) -> None:
    def create(path: str, name: str, status: str = "active") -> int:
        return school.post(f"{path}/users", {"user": user("new", role(name, "north"), status=status)}).status

    first = "/ims/oneroster/rostering/v1p2"
    assert create(first, "principal") == 422
    assert create(first, "student", "inactive") == 422
    assert create(R, "administrator") == 422
    assert create(R, "principal", "inactive") == 201
    assert school.get(f"{first}/users/new").body["user"]["status"] == "inactive"


def test_agents_are_told_in_both_directions(school: Api) -> None:
    school.post(f"{R}/users/ana/agents", {"agentSourcedId": "pat"})
    link = {"agentId": "pat", "relationshipType": "parent", "userId": "ana"}
    ana = school.get(f"{R}/users/ana").body["user"]
    pat = school.get(f"{R}/users", filter="givenName='Pat'", fields="agentsAsAgent,agentsAsSource").body["users"][0]
    assert (ana["agentsAsSource"], ana["agentsAsAgent"]) == ([link], [])
    assert pat == {"sourcedId": "pat", "agentsAsAgent": [link], "agentsAsSource": []}
    assert "agentsAsAgent" not in school.get("/ims/oneroster/rostering/v1p2/users/ana").body["user"]


def test_a_student_is_created_or_replaced_by_the_id_in_the_body(school: Api) -> None:
    student = user("new", role("student", "north"))
    created = school.put(f"{R}/students", {"student": student})
    replaced = school.put(f"{R}/students", {"student": {**student, "givenName": "Other"}})
    assert (created.status, replaced.status) == (201, 200)
    assert replaced.body["student"]["givenName"] == "Other"
    assert school.get(f"{R}/students/new").body["user"]["givenName"] == "Other"
    wrong = school.put(f"{R}/students", {"student": user("x", role("teacher", "north"))})
    assert list(wrong.details) == ["student.roles"]
    assert list(school.put(f"{R}/students", {"student": {}}).details) == ["student.sourcedId"]
    assert school.put("/ims/oneroster/rostering/v1p2/students", {"student": student}).status == 405


def test_the_other_services_are_there(school: Api) -> None:
    assert school.get(f"{G}/results").body["total"] == 3
    assert school.get(f"{S}/resources/classes/alg-1/resources").body["total"] == 3
    body = {"category": {"status": "active", "title": "New"}}
    assert school.put(f"{G}/categories/new", body).status == 201
    assert school.post(f"{R}/classes/alg-2/students", {"enrollment": {"user": ref("eva")}}).status == 201

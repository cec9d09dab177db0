"""Agents, credentials, course structures, cartridges."""

from __future__ import annotations

import io
import zipfile
from xml.etree import ElementTree as ET

import pytest
from oneroster_api import RESOURCES, ROSTERING, Api, ref

USERS = f"{ROSTERING}/users"


def test_an_agent_is_added_once_listed_both_ways_and_removed(school: Api) -> None:
    for _ in range(2):
        reply = school.post(f"{USERS}/ana/agents", {"agentSourcedId": "pat"})
        assert (reply.status, reply.body) == (200, {})
    assert school.ids(f"{USERS}/ana/agents", "agents") == ["pat"]
    assert school.ids(f"{USERS}/pat/agentFor", "users") == ["ana"]
    agent = school.get(f"{USERS}/ana").body["user"]["agents"]
    assert agent == [{"href": f"https://sandbox.test{USERS}/pat", "sourcedId": "pat", "type": "user"}]
    assert school.ids(USERS, "users", filter="agents.sourcedId='pat'") == ["ana"]
    assert school.get(f"{USERS}/ana/agents", fields="givenName").body == {
        "agents": [{"sourcedId": "pat", "givenName": "Pat"}]
    }
    assert school.delete(f"{USERS}/ana/agents/pat").status == 204
    assert school.ids(f"{USERS}/ana/agents", "agents") == []
    gone = school.delete(f"{USERS}/ana/agents/pat")
    assert (gone.status, gone.body["imsx_description"]) == (404, "Agent not found")


def test_both_users_have_to_exist(school: Api) -> None:
    first = school.post(f"{USERS}/nobody/agents", {"agentSourcedId": "pat"})
    second = school.post(f"{USERS}/ana/agents", {"agentSourcedId": "nobody"})
    assert [first.body["imsx_description"], second.body["imsx_description"]] == ["User not found", "Agent not found"]
    assert school.post(f"{USERS}/ana/agents", {}).details == {"agentSourcedId": "Required"}
    assert school.post(f"{USERS}/ana/agents", {"agentSourcedId": 7}).status == 422
    assert school.post(f"{USERS}/ana/agents", []).status == 400


CREDENTIALS = {"applicationName": "Math App", "credentials": {"username": "ana", "password": "s3cret"}}


def test_credentials_are_registered_updated_and_decrypted(school: Api) -> None:
    first = school.post(f"{USERS}/ana/credentials", CREDENTIALS)
    assert first.status == 201
    changed = {"applicationName": "Math App", "credentials": {"username": "ana2", "password": "n3w"}}
    second = school.post(f"{USERS}/ana/credentials", changed)
    assert second.status == 200
    ids = ("userProfileId", "credentialId")
    assert [second.body[one] for one in ids] == [first.body[one] for one in ids]
    assert school.post(f"{USERS}/ana/credentials", {**CREDENTIALS, "applicationName": "Other"}).status == 201
    profiles = school.get(f"{USERS}/ana").body["user"]["userProfiles"]
    assert [(one["app"]["name"], one["credentials"][0]["username"]) for one in profiles] == [
        ("Math App", "ana2"),
        ("Other", "ana"),
    ]
    assert profiles[0]["credentials"][0]["password"] is None
    path = f"{USERS}/ana/credentials/{first.body['credentialId']}/decrypt"
    assert school.post(path).body == {"password": "n3w"}
    assert school.post(path, {}).body == {"password": "n3w"}
    assert b"n3w" not in school.get(USERS).content


def test_profiles_survive_a_full_replace_and_a_delete(school: Api) -> None:
    school.post(f"{USERS}/ana/credentials", CREDENTIALS)
    before = school.get(f"{USERS}/ana").body["user"]["userProfiles"]
    stored = school.get(f"{USERS}/ana").body["user"]
    school.put(f"{USERS}/ana", {"user": {**stored, "userProfiles": []}})
    school.delete(f"{USERS}/ana")
    assert school.get(f"{USERS}/ana").body["user"]["userProfiles"] == before


def test_what_a_get_answers_can_be_put_back(school: Api) -> None:
    stored = school.get(f"{USERS}/ana").body["user"]
    assert school.put(f"{USERS}/ana", {"user": stored}).body["user"] == stored


def test_unknown_and_foreign_credentials_are_not_found(school: Api) -> None:
    created = school.post(f"{USERS}/ana/credentials", CREDENTIALS).body["credentialId"]
    for path in (f"{USERS}/ana/credentials/x/decrypt", f"{USERS}/ben/credentials/{created}/decrypt"):
        reply = school.post(path)
        assert (reply.status, reply.body["imsx_description"]) == (404, "Credential not found")


@pytest.mark.parametrize(
    ("body", "paths"),
    [
        ({}, ["applicationName", "credentials"]),
        ({"applicationName": " ", "credentials": {}},
         ["applicationName", "credentials.username", "credentials.password"]),
        ({"applicationName": "A", "credentials": {"username": "", "password": 1}},
         ["credentials.username", "credentials.password"]),
    ],
)  # fmt: skip
def test_credentials_are_checked(school: Api, body: object, paths: list[str]) -> None:
    reply = school.post(f"{USERS}/ana/credentials", body)
    assert (reply.status, list(reply.details)) == (422, paths)


# ---------------------------------------------------------------- material


def test_a_course_structure_creates_what_it_is_understood_to_hold(school: Api) -> None:
    body = {
        "course": {"sourcedId": "geo", "status": "active", "title": "Geometry", "org": ref("north")},
        "courseStructure": {
            "components": [
                {"title": "Shapes", "sourcedId": "shapes", "tests": ["Circles", {"title": "Squares", "x": 1}],
                 "components": [{"title": "Angles"}, {"nothing": True}, 7]},
                "Proofs",
            ],
            "extra": {"x": 1},
        },
    }  # fmt: skip
    reply = school.post(f"{ROSTERING}/courses/structure", body)
    assert reply.status == 201
    assert reply.body["sourcedIdPairs"]["allocatedSourcedId"] == "geo"
    components = school.get(f"{ROSTERING}/courses/components", filter="course.sourcedId='geo'").body["courseComponents"]
    assert [(one["title"], one.get("parent"), one["sortOrder"]) for one in components] == [
        ("Shapes", None, 0),
        ("Angles", ref("shapes"), 0),
        ("Proofs", None, 1),
    ]
    resources = school.get(f"{RESOURCES}/resources/courses/geo/resources").body["resources"]
    assert [(one["title"], one["metadata"]["subType"]) for one in resources] == [
        ("Circles", "qti-test"),
        ("Squares", "qti-test"),
    ]


def test_a_structure_that_is_not_understood_still_creates_the_course(school: Api) -> None:
    course = {"sourcedId": "geo", "status": "active", "title": "Geometry", "org": ref("north")}
    assert (
        school.post(f"{ROSTERING}/courses/structure", {"course": course, "courseStructure": {"a": [1]}}).status == 201
    )
    again = school.post(f"{ROSTERING}/courses/structure", {"course": course, "courseStructure": {}})
    assert list(again.details) == ["course.sourcedId"]
    assert school.post(f"{ROSTERING}/courses/structure", {"course": course}).status == 400
    taken = {"components": [{"title": "A", "sourcedId": "unit-1"}]}
    body = {"course": {**course, "sourcedId": "geo2"}, "courseStructure": taken}
    assert list(school.post(f"{ROSTERING}/courses/structure", body).details) == ["courseStructure"]
    assert school.get(f"{ROSTERING}/courses/geo2").status == 404


def test_a_resource_is_exported_as_a_cartridge(school: Api) -> None:
    path = f"{ROSTERING.replace('rostering', 'resources')}/resources"
    school.put(f"{path}/quiz", {"resource": {"title": "A <b> & \x0b]]> quiz"}})
    reply = school.post(f"{path}/export/quiz")
    assert reply.status == 200
    assert reply.headers["content-type"] == "application/zip"
    assert reply.headers["content-disposition"] == 'attachment; filename="assessment.imscc"'
    with zipfile.ZipFile(io.BytesIO(reply.content)) as archive:
        manifest = ET.fromstring(archive.read("imsmanifest.xml"))
        assert sorted(archive.namelist()) == ["imsmanifest.xml", "resource.json"]
    assert "A <b> & ]]> quiz" in [element.text for element in manifest.iter()]
    missing = school.post(f"{path}/export/nothing")
    assert (missing.status, missing.body["imsx_description"]) == (404, "Resource not found")

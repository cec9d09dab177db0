"""Lists below other records, students, teachers, schools, terms, children, demographics."""

from __future__ import annotations

import pytest
from oneroster_api import GRADEBOOK, RESOURCES, ROSTERING, Api, ref, result, role, user

R, G, S = ROSTERING, GRADEBOOK, RESOURCES


@pytest.mark.parametrize(
    ("path", "key", "expected"),
    [
        (f"{R}/students", "users", ["ana", "ben", "eva"]),
        (f"{R}/teachers", "users", ["tom", "zoe"]),
        (f"{R}/schools", "orgs", ["north", "south"]),
        (f"{R}/terms", "terms", ["fall", "spring"]),
        (f"{R}/gradingPeriods", "gradingPeriods", ["fall-1"]),
        (f"{R}/users/ana/classes", "classes", ["alg-1"]),
        (f"{R}/users/eva/classes", "classes", ["his-1"]),
        (f"{R}/students/eva/classes", "classes", ["his-1"]),
        (f"{R}/teachers/zoe/classes", "classes", ["his-1"]),
        (f"{R}/users/pat/classes", "classes", []),
        (f"{R}/classes/alg-1/students", "students", ["ana", "ben"]),
        (f"{R}/classes/alg-1/teachers", "teachers", ["tom"]),
        (f"{R}/classes/alg-1/enrollments", "enrollments", ["e-ana", "e-ben", "e-tom", "e-gone"]),
        (f"{R}/schools/north/classes", "classes", ["alg-1", "alg-2"]),
        (f"{R}/schools/north/courses", "courses", ["algebra"]),
        (f"{R}/schools/south/enrollments", "enrollments", ["e-eva", "e-zoe"]),
        (f"{R}/schools/north/students", "users", ["ana", "ben"]),
        (f"{R}/schools/south/students", "users", ["ben", "eva"]),
        (f"{R}/schools/south/teachers", "users", ["zoe"]),
        (f"{R}/schools/north/terms", "terms", ["fall", "spring"]),
        (f"{R}/schools/south/terms", "terms", ["spring"]),
        (f"{R}/schools/north/classes/alg-1/students", "users", ["ana", "ben"]),
        (f"{R}/schools/north/classes/alg-1/teachers", "users", ["tom"]),
        (f"{R}/schools/north/classes/alg-1/enrollments", "enrollments", ["e-ana", "e-ben", "e-tom", "e-gone"]),
        (f"{R}/courses/algebra/classes", "classes", ["alg-1", "alg-2"]),
        (f"{R}/terms/spring/classes", "classes", ["alg-2", "his-1"]),
        (f"{R}/terms/fall/gradingPeriods", "gradingPeriods", ["fall-1"]),
        (f"{G}/schools/south/lineItems", "lineItems", ["essay"]),
        (f"{G}/schools/north/scoreScales", "scoreScales", ["letters"]),
        (f"{G}/schools/south/scoreScales", "scoreScales", []),
        (f"{G}/classes/alg-1/lineItems", "lineItems", ["hw-1", "hw-2"]),
        (f"{G}/classes/alg-1/results", "results", ["r-ana", "r-ben"]),
        (f"{G}/classes/his-1/results", "results", ["r-eva"]),
        (f"{G}/classes/alg-1/categories", "categories", ["homework"]),
        (f"{G}/classes/alg-1/scoreScales", "scoreScales", ["letters"]),
        (f"{G}/classes/alg-1/lineItems/hw-1/results", "results", ["r-ana", "r-ben"]),
        (f"{G}/classes/alg-1/lineItems/essay/results", "results", []),
        (f"{G}/classes/alg-1/students/ben/results", "results", ["r-ben"]),
        (f"{G}/lineItems/hw-1/results", "results", ["r-ana", "r-ben"]),
        (f"{S}/resources/classes/alg-1/resources", "resources", ["book", "quiz", "poster"]),
        (f"{S}/resources/classes/his-1/resources", "resources", []),
        (f"{S}/resources/courses/algebra/resources", "resources", ["book", "quiz"]),
        (f"{S}/resources/users/ana/resources", "resources", ["book", "quiz", "poster"]),
        (f"{S}/resources/users/eva/resources", "resources", []),
    ],
)
def test_what_belongs_to_what(school: Api, path: str, key: str, expected: list[str]) -> None:
    reply = school.get(path)
    assert [row["sourcedId"] for row in reply.body[key]] == expected
    assert reply.body["totalCount"] == len(expected)


def test_scoped_lists_can_be_filtered_searched_and_paged(school: Api) -> None:
    path = f"{R}/classes/alg-1/students"
    assert school.ids(path, "students", filter="familyName='Doe' OR familyName='O''Brien'", limit=1, offset=1) == [
        "ben"
    ]
    assert school.ids(path, "students", filter="role='teacher' OR role='student'", search="ana") == ["ana"]
    assert school.ids(path, "students", sort="familyName", orderBy="desc", fields="sourcedId") == ["ben", "ana"]


def test_membership_ends_with_the_enrollment(school: Api) -> None:
    school.delete(f"{R}/enrollments/e-ana")
    assert school.ids(f"{R}/classes/alg-1/students", "students") == ["ben"]
    assert school.ids(f"{R}/users/ana/classes", "classes") == []
    assert "e-ana" in school.ids(f"{R}/schools/north/enrollments", "enrollments")


@pytest.mark.parametrize(
    ("path", "missing"),
    [
        (f"{R}/users/x", "User not found"),
        (f"{R}/students/tom", "Student not found"),
        (f"{R}/teachers/ana", "Teacher not found"),
        (f"{R}/orgs/x", "Organization not found"),
        (f"{R}/schools/district", "School not found"),
        (f"{R}/classes/x", "Class not found"),
        (f"{R}/enrollments/x", "Enrollment not found"),
        (f"{R}/academicSessions/x", "Academic session not found"),
        (f"{R}/terms/year", "Term not found"),
        (f"{R}/gradingPeriods/fall", "Grading period not found"),
        (f"{R}/demographics/ben", "Demographics record not found"),
        (f"{R}/courses/x", "Course not found"),
        (f"{R}/courses/components/x", "Course Component not found"),
        (f"{R}/courses/component-resources/x", "Component Resource not found"),
        (f"{G}/lineItems/x", "Line item not found"),
        (f"{G}/results/x", "Result not found"),
        (f"{G}/categories/x", "Category not found"),
        (f"{G}/scoreScales/x", "Score scale not found"),
        (f"{G}/assessmentLineItems/x", "Assessment line item not found"),
        (f"{G}/assessmentResults/x", "Assessment result not found"),
        (f"{S}/resources/x", "Resource not found"),
        (f"{R}/users/x/classes", "User not found"),
        (f"{R}/students/zoe/classes", "Student not found"),
        (f"{R}/schools/district/classes", "School not found"),
        (f"{R}/schools/south/classes/alg-1/students", "School or class not found"),
        (f"{R}/schools/north/classes/x/enrollments", "School or class not found"),
        (f"{G}/classes/alg-1/lineItems/x/results", "Class or line item not found"),
        (f"{G}/classes/x/students/ana/results", "Class or student not found"),
        (f"{S}/resources/courses/x/resources", "Course not found"),
        (f"{R}/users/x/demographics", "User not found"),
        (f"{R}/users/x/agents", "User not found"),
        (f"{R}/users/x/agentFor", "User not found"),
    ],
)
def test_what_is_not_there_is_told_by_name(school: Api, path: str, missing: str) -> None:
    reply = school.call("GET", path, query="limit=0&filter=bad&fields=nothing" if path.count("/") > 6 else "")
    assert (reply.status, reply.minor, reply.body["imsx_description"]) == (404, "unknownobject", missing)


def test_fixed_words_in_paths_win_over_ids(school: Api) -> None:
    course = {"sourcedId": "components", "status": "active", "title": "X", "org": ref("north")}
    assert school.post(f"{R}/courses", {"course": course}).status == 201
    assert "courseComponents" in school.get(f"{R}/courses/components").body


def test_children_are_the_rows_below(school: Api) -> None:
    def children(path: str, key: str) -> list[str]:
        return [child["sourcedId"] for child in school.get(path).body[key]["children"]]

    assert children(f"{R}/orgs/district", "org") == ["north", "south"]
    assert children(f"{R}/academicSessions/year", "academicSession") == ["fall", "spring"]
    assert children(f"{R}/schools/north", "org") == []
    school.put(f"{R}/schools/south", {"org": {"name": "South", "type": "school"}})
    assert children(f"{R}/orgs/district", "org") == ["north"]


def test_names_follow_what_they_name(school: Api) -> None:
    def names() -> list[str | None]:
        enrollment = school.get(f"{R}/enrollments/e-ana").body["enrollment"]
        primary = school.get(f"{R}/users/ana").body["user"]["primaryOrg"]
        return [enrollment["school"].get("name"), primary.get("name")]

    assert names() == ["North School", "North School"]
    school.put(f"{R}/schools/north", {"org": {"name": 'The "North"', "type": "school"}})
    assert names() == ['The "North"', 'The "North"']


def test_a_user_is_shown_with_demographics(school: Api) -> None:
    ana = school.get(f"{R}/users/ana/demographics").body["user"]
    assert (ana["sourcedId"], ana["demographics"]["birthDate"]) == ("ana", "2012-03-04")
    ben = school.get(f"{R}/users/ben/demographics").body["user"]
    assert ben["demographics"] is None
    selected = school.get(f"{R}/users/ana/demographics", fields="demographics").body["user"]
    assert set(selected) == {"sourcedId", "demographics"}


def test_many_rows_are_enriched_in_few_queries(school: Api) -> None:
    count = 700
    school.load(
        {
            "users": [user(f"m{index}", role("student", "north"), givenName=f"N{index}") for index in range(count)],
            "enrollments": [
                {"sourcedId": f"m{index}", "role": "student", "user": ref(f"m{index}"), "class": ref("alg-2")}
                for index in range(count)
            ],
            "results": [result(f"m{index}", "hw-2", f"m{index}") for index in range(count)],
        }
    )
    rows = school.get(f"{R}/enrollments", limit=3000, filter="class.sourcedId='alg-2'").body["enrollments"]
    assert [row["user"]["name"] for row in rows] == [f"N{index} Doe" for index in range(count)]

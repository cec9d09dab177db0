"""The kinds that a roster is made of: organisations, sessions, courses, classes, people.

Each field has three marks: its presence on read, on create and on replace (`R` required, `o` optional, `-` absent,
`n` may be null).
"""

from __future__ import annotations

from timeback_sandbox.oneroster.fields import Field, Form
from timeback_sandbox.oneroster.kind import Kind, link, ref, text

ORG = Kind(
    "orgs",
    "org",
    "org",
    "R",
    "/orgs",
    "Organization",
    (
        text("name", "R R R", indexed=True),
        Field("type", Form.CHOICE, "R R R", choices="OrgType", indexed=True),
        text("identifier", "R on on", indexed=True),
        link("parent", "orgs", "on on on"),
        Field("children", Form.CHILDREN, "Rn - -", target="orgs", linked=True),
    ),
    search=("name",),
)

ACADEMIC_SESSION = Kind(
    "academicSessions",
    "academicSession",
    "academicSession",
    "R",
    "/academicSessions",
    "Academic session",
    (
        text("title", "R R R", indexed=True),
        Field("startDate", Form.MOMENT, "R R R", indexed=True),
        Field("endDate", Form.MOMENT, "R R R", indexed=True),
        Field("type", Form.CHOICE, "R R R", choices="SessionType", indexed=True),
        link("parent", "academicSessions", "on on on"),
        Field("schoolYear", Form.YEAR, "R R R"),
        link("org", "orgs", "R R R"),
        Field("children", Form.CHILDREN, "on - -", target="academicSessions", linked=True),
    ),
    search=("title",),
    needs_id=True,
    status="R R R",
)

COURSE = Kind(
    "courses",
    "course",
    "course",
    "R",
    "/courses",
    "Course",
    (
        text("title", "R R R", indexed=True),
        ref("academicSession", "academicSessions"),
        link("schoolYear", "academicSessions", "on on on"),
        text("courseCode", indexed=True),
        Field("grades", Form.GRADES, "on on on"),
        Field("subjects", Form.TEXTS, "on on on"),
        Field("subjectCodes", Form.TEXTS, "on on on"),
        ref("org", "orgs", "R R R"),
        text("level"),
        text("gradingScheme"),
        Field("resources", Form.REFS, "on on on", target="resources", linked=True),
        text("primaryApp", "o on on"),
    ),
    search=("title", "courseCode"),
    status="R R R",
)

CLASS = Kind(
    "classes",
    "class",
    "class",
    "R",
    "/classes",
    "Class",
    (
        text("title", "R R o", indexed=True),
        text("classCode", "Rn on on", indexed=True),
        Field("classType", Form.CHOICE, "R o o", choices="ClassType"),
        text("location", "Rn on on"),
        Field("grades", Form.GRADES, "o o o"),
        Field("subjects", Form.TEXTS, "o o o"),
        link("course", "courses", "Rn R -"),
        link("org", "orgs", "Rn R -", read_as="school"),
        Field("terms", Form.REFS, "R R o", target="academicSessions", linked=True),
        Field("subjectCodes", Form.TEXTS, "o o o"),
        Field("periods", Form.TEXTS, "o o o"),
        Field("resources", Form.REFS, "o o o", target="resources", linked=True),
    ),
    search=("title",),
    merges=True,
)

USER = Kind(
    "users",
    "user",
    "user",
    "R",
    "/users",
    "User",
    (
        text("userMasterIdentifier", indexed=True),
        text("username", indexed=True),
        Field("userIds", Form.USER_IDS, "o o o"),
        Field("enabledUser", Form.FLAG, "R R R"),
        text("givenName", "R R R", indexed=True),
        text("familyName", "R R R", indexed=True),
        text("middleName"),
        Field("roles", Form.ROLES, "R R R", at_least_one=True),
        Field("agents", Form.REFS, "R o o", target="users", linked=True),
        Field("userProfiles", Form.PROFILES, "R - -"),
        link("primaryOrg", "orgs", "o o o", named=True),
        text("identifier", "on - -"),
        Field("email", Form.EMAIL, "on on on", indexed=True),
        text("preferredFirstName"),
        text("preferredMiddleName"),
        text("preferredLastName"),
        text("pronouns"),
        Field("grades", Form.GRADES, "o o o"),
        Field("password", Form.TEXT, "- on on", secret=True),
        text("sms"),
        text("phone"),
    ),
    search=("givenName", "familyName", "email"),
    also_reads=frozenset({"demographics"}),
)

ENROLLMENT = Kind(
    "enrollments",
    "enrollment",
    "enrollment",
    "R",
    "/enrollments",
    "Enrollment",
    (
        Field("role", Form.CHOICE, "R R R", choices="EnrollmentRole", indexed=True),
        Field("primary", Form.FLAG, "Rn o o", default="false"),
        Field("beginDate", Form.DATE, "Rn o o"),
        Field("endDate", Form.DATE, "Rn o o"),
        link("user", "users", "R R R", named=True),
        link("class", "classes", "R R R", named=True),
        link("school", "orgs", "R o o", named=True),
        link("course", "courses", "o - -", named=True),
    ),
    search=("role", "user", "class"),
)

DEMOGRAPHICS = Kind(
    "demographics",
    "demographics",
    "demographics",
    "R",
    "/demographics",
    "Demographics record",
    (
        Field("birthDate", Form.DAY, "Rn on on"),
        Field("sex", Form.CHOICE, "Rn on on", choices="Sex"),
        *(
            Field(name, Form.FLAG, "Rn on on")
            for name in (
                "americanIndianOrAlaskaNative",
                "asian",
                "blackOrAfricanAmerican",
                "nativeHawaiianOrOtherPacificIslander",
                "white",
                "demographicRaceTwoOrMoreRaces",
                "hispanicOrLatinoEthnicity",
            )
        ),
        text("countryOfBirthCode", "Rn on on"),
        text("stateOfBirthAbbreviation", "Rn on on"),
        text("cityOfBirth", "Rn on on"),
        text("publicSchoolResidenceStatus", "Rn on on"),
    ),
    search=("sourcedId",),
    needs_id=True,
)

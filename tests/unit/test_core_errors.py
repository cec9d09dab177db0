"""Errors: hierarchy, attributes, reading of bodies, pickling."""

from __future__ import annotations

import copy
import pickle
from datetime import UTC, datetime

import pytest

from timeback_core import errors
from timeback_core.error_reading import host_of, parse_retry_after, redact_url
from timeback_core.errors import (
    APIConnectionError,
    APIError,
    APITimeoutError,
    AuthenticationError,
    BadRequestError,
    BroadcastError,
    ClientClosedError,
    ConfigurationError,
    ConflictError,
    DuplicateClientError,
    ForbiddenError,
    FormattedError,
    InputValidationError,
    JobFailedError,
    NotFoundError,
    PaginationError,
    RateLimitError,
    ResponseParseError,
    ServerError,
    ServiceNotConfiguredError,
    ServiceNotSupportedError,
    TimebackError,
    TokenError,
    UnknownClientError,
    UnsupportedOperationError,
    ValidationError,
    ValidationIssue,
    create_input_validation_error,
    error_from_response,
    format_api_error,
    format_error,
    is_api_error,
    is_input_validation_error,
)

IMS = {
    "imsx_codeMajor": "failure",
    "imsx_severity": "error",
    "imsx_description": "no such user",
    "imsx_CodeMinor": {
        "imsx_codeMinorField": [
            {"imsx_codeMinorFieldName": "sourcedId", "imsx_codeMinorFieldValue": "unknownobject"},
            {"imsx_codeMinorFieldName": "only name"},
            "noise",
        ]
    },
    "imsx_error_details": [{"path": "user", "message": "is unknown"}, "free text"],
}


def error_for(status: int, content: bytes = b"", **headers: str) -> APIError:
    """Return the error for an answer."""
    return error_from_response(
        status=status,
        headers={name.replace("_", "-"): value for name, value in headers.items()},
        content=content,
        method="GET",
        url="https://user:secret@api.example.org/users?filter=name%3D'Ann'&limit=5#top",
        request_id="0a1b2c3d",
        attempts=3,
        operation="oneroster.users.list",
    )


@pytest.mark.parametrize(
    ("kind", "builtin"),
    [
        (ConfigurationError, ValueError),
        (ServiceNotConfiguredError, RuntimeError),
        (ServiceNotSupportedError, ServiceNotConfiguredError),
        (ServiceNotSupportedError, ValueError),
        (ClientClosedError, RuntimeError),
        (UnknownClientError, KeyError),
        (DuplicateClientError, ValueError),
        (BroadcastError, RuntimeError),
        (PaginationError, RuntimeError),
        (TokenError, RuntimeError),
        (APITimeoutError, TimeoutError),
    ],
)
def test_code_that_catches_the_builtin_type_keeps_working(kind: type[TimebackError], builtin: type) -> None:
    assert issubclass(kind, builtin)
    assert issubclass(kind, TimebackError)


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, BadRequestError),
        (401, AuthenticationError),
        (403, ForbiddenError),
        (404, NotFoundError),
        (409, ConflictError),
        (422, ValidationError),
        (429, RateLimitError),
        (500, ServerError),
        (503, ServerError),
        (599, ServerError),
        (418, APIError),
        (302, APIError),
    ],
)
def test_each_status_has_its_class_whatever_the_body_is(status: int, kind: type[APIError]) -> None:
    for content in (b"", b"<html>oops</html>", b'{"message": "no"}', b"[1]", b"null", b"\xff\xfe"):
        error = error_for(status, content)
        assert type(error) is kind
        assert error.status_code == status


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b'{"message": "m", "error": "e", "imsx_description": "d"}', "m"),
        (b'{"message": "", "error": "e", "imsx_description": "d"}', "e"),
        (b'{"error": "invalid_client", "error_description": "wrong secret"}', "wrong secret"),
        (b'{"message": 5, "imsx_description": "d"}', "d"),
        (b"plain text\n", "plain text"),
        (b'"a json text"', "a json text"),
        (b"", "HTTP 404"),
        (b"  ", "HTTP 404"),
        (b"{}", "HTTP 404"),
        (b'{"other": 1}', '{"other": 1}'),
    ],
)
def test_the_message_is_the_first_text_that_the_body_offers(content: bytes, message: str) -> None:
    assert error_for(404, content).message == message


def test_a_long_raw_body_is_cut_at_500_characters() -> None:
    assert len(error_for(500, b"x" * 2000).message) == 500


def test_a_services_own_reader_is_asked_before_the_general_rule() -> None:
    def reader(body: object) -> str | None:
        return body["errors"][0] if isinstance(body, dict) and "errors" in body else None

    def made(content: bytes) -> APIError:
        return error_from_response(
            status=400, headers={}, content=content, method="GET", url="https://x", reader=reader
        )

    assert made(b'{"message": "general", "errors": ["own"]}').message == "own"
    assert made(b'{"message": "general"}').message == "general"


def test_a_redirect_names_the_target_host_and_nothing_else_of_it() -> None:
    error = error_for(302, b"", Location="https://user:pw@elsewhere.example/login?token=abc")
    assert "elsewhere.example" in error.message
    assert "token" not in error.message
    assert "pw" not in error.message


def test_the_error_carries_where_and_how_without_values_of_the_query() -> None:
    error = error_for(404, b'{"message": "no"}', X_Request_Id="srv", Set_Cookie="session=1", Retry_After="7")
    assert error.url == "https://api.example.org/users?filter&limit"
    assert error.request_id == "0a1b2c3d"
    assert error.method == "GET"
    assert error.attempts == 3
    assert error.operation == "oneroster.users.list"
    assert error.headers == {"x-request-id": "srv", "retry-after": "7"}
    assert error.response == {"message": "no"}
    assert error.body_text == '{"message": "no"}'


@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_is_filled_from_the_header(status: int) -> None:
    assert error_for(status, b"", Retry_After="2.5").retry_after == 2.5
    assert error_for(status).retry_after is None


def test_str_has_the_status_in_front_and_repr_shows_no_body() -> None:
    error = error_for(404, b'{"message": "no such user", "ssn": "123"}')
    assert str(error) == "[404] no such user"
    assert str(APIError("plain")) == "plain"
    assert repr(error) == "NotFoundError(status_code=404, message='no such user', request_id='0a1b2c3d')"
    assert "123" not in repr(error)


def test_the_ims_payload_is_read() -> None:
    error = NotFoundError("x", IMS)
    assert error.minor_codes == [
        {"field": "sourcedId", "value": "unknownobject"},
        {"field": "only name", "value": ""},
    ]
    assert error.details == [{"path": "user", "message": "is unknown"}, "free text"]
    assert (error.code_major, error.severity, error.description) == ("failure", "error", "no such user")


@pytest.mark.parametrize(
    "body",
    [
        None,
        "text",
        [],
        {},
        {"imsx_CodeMinor": None, "imsx_error_details": None},
        {"imsx_CodeMinor": {"imsx_codeMinorField": None}, "imsx_error_details": 5},
        {"imsx_CodeMinor": [1], "imsx_error_details": {}},
    ],
)
def test_a_malformed_ims_payload_reads_as_empty(body: object) -> None:
    error = APIError("x", 400, body)
    assert error.minor_codes == []
    assert error.details == []
    assert error.code_major is None


def test_a_single_object_in_place_of_a_list_counts_as_one_entry() -> None:
    field = {"imsx_codeMinorFieldName": "a", "imsx_codeMinorFieldValue": "b"}
    body = {"imsx_CodeMinor": {"imsx_codeMinorField": field}, "imsx_error_details": {"message": "m"}}
    assert APIError("x", 400, body).minor_codes == [{"field": "a", "value": "b"}]
    assert APIError("x", 400, body).details == [{"message": "m"}]


def test_default_messages_and_positional_arguments() -> None:
    assert AuthenticationError().message == "Unauthorized"
    assert ForbiddenError().message == "Forbidden"
    assert NotFoundError().message == "Not Found"
    assert ValidationError().message == "Validation Error"
    assert RateLimitError(retry_after=3).retry_after == 3
    assert ServerError().status_code == 500
    assert ServerError("down", 503, {"a": 1}).response == {"a": 1}
    assert APITimeoutError().status_code == 408
    assert "Request timeout" in str(APITimeoutError())
    assert APIConnectionError().status_code is None
    assert APIError("m", 418, "body").response == "body"
    assert NotFoundError("m", {"a": 1}).response == {"a": 1}


def test_errors_of_caliper_name_operation_and_job() -> None:
    assert str(UnsupportedOperationError("events.validate")) == ("events.validate() is not supported on this platform")
    failed = JobFailedError("job-1", "disk full")
    assert failed.job_id == "job-1"
    assert "disk full" in failed.message
    assert failed.status_code is None


SAMPLES = [
    TimebackError("m"),
    ConfigurationError("m"),
    ServiceNotConfiguredError("m"),
    ServiceNotSupportedError("m"),
    ClientClosedError(),
    UnknownClientError('Client "x" is not registered'),
    DuplicateClientError("m"),
    BroadcastError("m", {"alpha": ValueError("v")}),
    PaginationError("m"),
    APIError("m", 418, {"a": [1]}, request_id="r", method="GET", url="https://x/y?z=1", attempts=2),
    BadRequestError("m", "b"),
    TokenError("m", {"error": "invalid_client"}, status_code=400, error_code="invalid_client"),
    RateLimitError(retry_after=1.5),
    ServerError("m", 502),
    InputValidationError("m", [ValidationIssue("a", "b")]),
    APIConnectionError("m", request_id="r"),
    APITimeoutError("m", retry_after=2.0),
    ResponseParseError("m", 200, {"parse_error": "x"}),
    UnsupportedOperationError("validate"),
    JobFailedError("j", "e"),
]


@pytest.mark.parametrize("error", SAMPLES, ids=lambda error: type(error).__name__)
def test_errors_survive_pickle_and_copy_with_their_attributes(error: TimebackError) -> None:
    for twin in (pickle.loads(pickle.dumps(error)), copy.copy(error), copy.deepcopy(error)):
        assert type(twin) is type(error)
        assert str(twin) == str(error)
        assert repr(twin) == repr(error)
        assert twin.args == error.args
        assert twin.__dict__.keys() == error.__dict__.keys()


def test_every_class_of_the_tree_has_a_sample() -> None:
    covered = {base for error in SAMPLES for base in type(error).__mro__}
    public = {getattr(errors, name) for name in errors.__all__}
    missing = {kind for kind in public if isinstance(kind, type) and issubclass(kind, TimebackError)} - covered
    assert missing == {ConflictError, ForbiddenError, NotFoundError, ValidationError}


def test_an_unknown_client_prints_as_a_plain_sentence() -> None:
    assert str(UnknownClientError('Client "x" is not registered')) == 'Client "x" is not registered'


def test_an_input_error_shows_its_issues_and_imitates_an_ims_error() -> None:
    error = create_input_validation_error("Invalid user", [ValidationIssue("email", "is blank")])
    assert error.status_code == 400
    assert error.message == "Invalid user"
    assert str(error) == "[400] Invalid user (email: is blank)"
    assert error.details == [{"path": "email", "message": "is blank"}]
    assert error.description == "Invalid user"
    assert error.code_major == "failure"
    assert not isinstance(error, BadRequestError)


def test_an_input_error_with_many_issues_shows_the_first_five() -> None:
    error = InputValidationError("Bad", [{"path": f"f{n}", "message": "m"} for n in range(8)])
    assert len(error.issues) == 8
    assert str(error).endswith("f4: m; and 3 more)")


def test_issues_are_compared_by_value() -> None:
    assert ValidationIssue("a", "b") == ValidationIssue("a", "b")
    assert ValidationIssue("a", "b") != ValidationIssue("a", "c")
    assert len({ValidationIssue("a", "b"), ValidationIssue("a", "b")}) == 1


def test_formatting_puts_path_and_message_of_each_detail_on_a_line() -> None:
    body = {
        "imsx_error_details": [
            {"path": "p", "message": "m"},
            {"field": "f", "reason": "r"},
            {"message": "only"},
            "text",
            {"path": "no message"},
            7,
        ]
    }
    formatted = format_api_error(BadRequestError("bad", body))
    assert formatted == FormattedError("bad", ["p: m", "f: r", "only", "text"])
    assert "bad" in repr(formatted)
    assert str(formatted).splitlines()[1] == "  - p: m"


def test_formatting_takes_anything() -> None:
    assert format_error(NotFoundError("gone", IMS)).details == ["user: is unknown", "free text"]
    assert format_error(ValueError("v")) == FormattedError("v", [])
    assert format_error(17) == FormattedError("17", [])


def test_api_errors_are_recognised_by_their_shape() -> None:
    class Foreign(Exception):
        status_code = 404
        response = None

    assert is_api_error(NotFoundError())
    assert is_api_error(Foreign())
    assert not is_api_error(ValueError())
    assert not is_api_error("text")
    assert is_input_validation_error(InputValidationError("m", []))
    assert not is_input_validation_error(BadRequestError())


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("5", 5.0),
        ("0", 0.0),
        ("2.5", 2.5),
        (" 7 ", 7.0),
        ("-1", None),
        ("soon", None),
        ("", None),
        (None, None),
        ("1e3", None),
        ("nan", None),
        ("Fri, 01 Jan 2027 00:00:30 GMT", 30.0),
        ("Fri, 01 Jan 2027 00:00:30", 30.0),
        ("Thu, 31 Dec 2026 23:00:00 GMT", 0.0),
    ],
)
def test_retry_after_is_seconds_or_a_date(value: str | None, seconds: float | None) -> None:
    assert parse_retry_after(value, now=datetime(2027, 1, 1, tzinfo=UTC)) == seconds


def test_a_url_loses_user_info_fragment_and_query_values() -> None:
    assert redact_url("https://u:p@h:1/a/b?x=1&y=2&x=3#f") == "https://h:1/a/b?x&y"
    assert redact_url("/relative?x=1") == "/relative?x"
    assert redact_url("https://h") == "https://h"
    assert host_of("https://u@h:8080/p?q=https://z") == "h:8080"
    assert host_of("/relative") == ""

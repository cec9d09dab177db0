"""No nonsense breaks the sandbox: what a generator of requests by the description would never send is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from any_request import Line, Reply, assert_no_crash, assert_refusal, derandomized, line, nothing_unexpected_is_logged
from hypothesis import given
from hypothesis import strategies as st

from timeback_sandbox.oneroster.operations import OPERATIONS
from timeback_sandbox.oneroster.platforms import PLATFORMS

__all__ = ["line", "nothing_unexpected_is_logged"]

ROSTERING, LEARNWITH = PLATFORMS[0].prefixes["R"], PLATFORMS[1].prefixes["R"]
JSON = (b"content-type", b"application/json")
WRITES = [one for one in OPERATIONS if one.body is not None]
READS = [one for one in OPERATIONS if one.method == "GET"]


def target(path: str, prefix: str = ROSTERING, query: bytes = b"") -> bytes:
    return f"{prefix}{path}".encode() + (b"?" + query if query else b"")


def deep(opening: bytes, middle: bytes, closing: bytes, depth: int) -> bytes:
    return opening * depth + middle + closing * depth


MALFORMED: dict[str, bytes] = {
    "nothing": b"",
    "blanks": b" \t\r\n ",
    "half an object": b'{"user":',
    "half a string": b'{"user": {"givenName": "Ann',
    "half an escape": b'{"user": {"givenName": "\\u12',
    "single quotes": b"{'user': {}}",
    "a trailing comma": b'{"user": {},}',
    "a comment": b'{"user": {} /* here */}',
    "two documents": b'{"user": {}}{"user": {}}',
    "a byte order mark": b'\xef\xbb\xbf{"user": {}}',
    "UTF-16": '{"user": {}}'.encode("utf-16"),
    "Latin-1": '{"user": {"givenName": "Zoë"}}'.encode("latin-1"),
    "an overlong code": b'{"user": {"givenName": "\xc0\x80"}}',
    "a surrogate in UTF-8": b'{"user": {"givenName": "\xed\xa0\x80"}}',
    "a lone high surrogate": b'{"user": {"givenName": "\\ud800"}}',
    "a lone low surrogate": b'{"user": {"givenName": "\\udc00x"}}',
    "surrogates the wrong way round": b'{"user": {"givenName": "\\udc00\\ud800"}}',
    "a surrogate in a key": b'{"user": {"\\ud800": 1}}',
    "a raw NUL": b'{"user": {"givenName": "\x00"}}',
    "an escaped NUL": b'{"user": {"givenName": "\\u0000"}}',
    "an escaped NUL in a key": b'{"user": {"metadata": {"\\u0000": 1}}}',
    "NUL alone": b"\x00",
    "a number beyond 64 bits": b'{"user": {"metadata": {"n": 9223372036854775808}}}',
    "a number below 64 bits": b'{"user": {"metadata": {"n": -9223372036854775809}}}',
    "a number of 5000 digits": b'{"user": {"metadata": {"n": ' + b"9" * 5000 + b"}}}",
    "1e400": b'{"user": {"metadata": {"n": 1e400}}}',
    "NaN": b'{"user": {"metadata": {"n": NaN}}}',
    "Infinity": b'{"user": {"metadata": {"n": -Infinity}}}',
    "10,000 lists": b'{"user": {"metadata": {"n": ' + deep(b"[", b"", b"]", 10_000) + b"}}}",
    "10,000 objects": deep(b'{"user":', b"1", b"}", 10_000),
    "10,000 lists without end": b"[" * 10_000,
    "33 levels": b'{"user": {"metadata": ' + deep(b'{"a":', b"1", b"}", 33) + b"}}",
    "a number": b"1",
    "a string": b'"user"',
    "a list": b'[{"user": {}}]',
    "null": b"null",
    "null in the envelope": b'{"user": null}',
    "a list in the envelope": b'{"user": []}',
    "the wrong envelope": b'{"users": {}}',
    "the last of duplicate keys is wrong": b'{"user": {}, "user": 5}',
    "a form": b"user=1&givenName=x",
    "XML": b"<user/>",
}


@pytest.mark.parametrize("prefix", [ROSTERING, LEARNWITH])
@pytest.mark.parametrize("body", list(MALFORMED.values()), ids=list(MALFORMED))
def test_a_body_without_sense_is_refused(line: Line, prefix: str, body: bytes) -> None:
    assert_refusal(line.send("POST", target("/users", prefix), [line.token, JSON], body))
    assert_refusal(line.send("PUT", target("/users/student-0001", prefix), [line.token, JSON], body))


def test_every_writing_operation_refuses_every_body_without_sense(line: Line) -> None:
    for platform in PLATFORMS:
        for operation in WRITES:
            path = (platform.prefixes[operation.service] + operation.path).replace("{", "").replace("}", "")
            for body in MALFORMED.values():
                assert_refusal(line.send(operation.method, path.encode(), [line.token, JSON], body))


@pytest.mark.parametrize(
    "content_type",
    [b"text/plain", b"application/xml", b"multipart/form-data; boundary=x", b"multipart/form-data", b"\xff\xfe", b";;",
     b"application/x-www-form-urlencoded", b"application/msgpack", b"application/octet-stream", b"image/png"],
)  # fmt: skip
@pytest.mark.parametrize("body", [b'{"user": {}}', b"--x\r\n", b"\x80\x80"])
def test_a_body_of_another_type_is_refused(line: Line, content_type: bytes, body: bytes) -> None:
    for prefix in (ROSTERING, LEARNWITH):
        assert_refusal(line.send("POST", target("/users", prefix), [line.token, (b"content-type", content_type)], body))


QUERIES: dict[str, bytes] = {
    "a limit beyond 64 bits": b"limit=99999999999999999999",
    "a limit of 6000 digits": b"limit=" + b"9" * 6000,
    "a negative limit": b"limit=-1",
    "no limit": b"limit=",
    "a limit in hexadecimal": b"limit=0x10",
    "a limit in other digits": b"limit=" + quote("١٢").encode(),
    "a fraction": b"limit=1.5",
    "an exponent": b"limit=1e2",
    "a list for a limit": b"limit=[]",
    "an offset beyond 64 bits": b"offset=18446744073709551616",
    "a negative offset": b"offset=-9223372036854775808",
    "an unknown order": b"orderBy=up",
    "an unknown field": b"fields=nothing",
    "a blank field": b"fields=,",
    "an unknown sort": b"filter=nothing%3D%271%27",
    "half a filter": b"filter=status%3D",
    "half a string": b"filter=status%3D%27active",
    "a deep filter": b"filter=" + b"(" * 500,
    "SQL": b"filter=status%3D%27x%27%3B%20DROP%20TABLE%20users",
    "a search without end": b"search=" + b"x" * 5000,
    "a code that is no code": b"filter=%zz",
    "half a code": b"filter=%",
    "Latin-1": b"filter=%ff",
    "raw bytes": b"filter=\xff\xfe",
    "a surrogate": b"search=%ed%a0%80",
    "hundreds": b"&".join(b"a=%d" % index for index in range(500)),
}


@pytest.mark.parametrize("prefix", [ROSTERING, LEARNWITH])
@pytest.mark.parametrize("query", list(QUERIES.values()), ids=list(QUERIES))
def test_a_query_without_sense_is_refused(line: Line, prefix: str, query: bytes) -> None:
    assert_refusal(line.send("GET", target("/users", prefix, query), [line.token]))


@pytest.mark.parametrize(
    "query",
    [
        b"limit=1&limit=2&limit=x", b"limit=1&limit=", b"filter=&filter=x", b"sort=a&sort=b", b"&&&", b"=", b"=&=",
        b"limit",
        b"offset=9007199254740992", b"offset=%2B5", b"filter=status%3D%27%00%27", b"search=%00", b"search=%25_%5C",
        b"fields=sourcedId,sourcedId", b"filter[]=1", b"?limit=1", b"a=b?limit=1#c", b"sort=%00", b"sort=%F0%9F%98%80",
        b"filter=familyName~%27%ED%95%9C%27", b"search=%EF%BF%BF", b"orderBy=asc", b"orderBy=DESC&sort=familyName",
        b"filter=metadata.a.b.c%3D%271%27", b"filter=metadata.%22x%3D%271%27", b"filter=roles.role%3D%27student%27",
        b"filter=score%3E%271e999%27", b"filter=dateLastModified%3E%270000-00-00%27",
    ],
)  # fmt: skip
def test_an_odd_query_is_answered(line: Line, query: bytes) -> None:
    for platform in PLATFORMS:
        for operation in READS[::5]:
            path = (platform.prefixes[operation.service] + operation.path).replace("{", "").replace("}", "")
            assert_no_crash(line.send("GET", path.encode() + b"?" + query, [line.token]))


PATHS = [
    b"/users/%", b"/users/%z", b"/users/%00", b"/users/%ff%fe", b"/users/%ed%a0%80", b"/users/%2e%2e", b"/users/..",
    b"/users/%2F", b"/users/%2f%2f", b"/users//", b"//users", b"/users/%0d%0aX: y", b"/users/" + b"x" * 20_000,
    b"/users/{sourcedId}", b"/users/;a=b", b"/users/%25%32%46", "/users/ü".encode(), b"/users/\xff", b"/users/ ",
    b"/users/%EE%80%AF", b"/users/\xee\x80\xaf", b"/users/a/b/c/d/e/f/g", b"/users/*", b"/users/'%20OR%201=1--",
]  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
def test_a_broken_path_is_answered(line: Line, path: bytes) -> None:
    for prefix in (ROSTERING, LEARNWITH, "", "/ims", "/_sandbox"):
        for method in ("GET", "PUT", "DELETE", "POST"):
            reply = line.send(method, prefix.encode() + path, [line.token, JSON], b"{}" if method == "PUT" else b"")
            assert_no_crash(reply)


@pytest.mark.parametrize(
    "method",
    ["HEAD", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "FOO", "get", "", "G" * 1000, "GET ", "É", "PATCH", "QUERY"],
)
def test_any_method_is_answered(line: Line, method: str) -> None:
    for path in ("/users", "/users/student-0001", "/nothing", "/users/student-0001/agents"):
        for prefix in (ROSTERING, LEARNWITH, "", "/_sandbox"):
            assert line.send(method, target(path, prefix), [line.token]).status < 500
    for path in (b"/", b"/openapi.json", b"/reference", b"/oauth/token", b"*", b"", b"http://elsewhere.test/"):
        assert line.send(method, path, [line.token]).status < 500


HEADERS: list[tuple[bytes, bytes]] = [
    (b"host", b"a b"), (b"host", b""), (b"host", b"\xff\xfe"), (b"host", b"x" * 10_000), (b"host", b'"><script>'),
    (b"content-length", b"nonsense"), (b"content-length", b"-1"), (b"content-length", b"9" * 50),
    (b"content-length", "٣".encode()), (b"content-length", b""), (b"transfer-encoding", b"nonsense"),
    (b"accept", b"image/png"), (b"accept", b"\xff"), (b"accept", b"*/*;q=nonsense"), (b"accept", b","),
    (b"accept-encoding", b"gzip;q=x"), (b"cookie", b"\x7f=;;;"), (b"cookie", b"=" * 10_000), (b"x-request-id", b""),
    (b"x-request-id", b"\xff" * 300), (b"range", b"bytes=5-1"), (b"if-none-match", b"*"), (b"content-encoding", b"br"),
    (b"x-forwarded-host", b"\x00"), (b"", b""), (b"x" * 5000, b"y"), (b"connection", b"upgrade"), (b"expect", b"999"),
    (b"origin", b"null"), (b"x-http-method-override", b"DELETE"), (b"content-type", b"application/json; charset=x"),
    (b"content-type", b"application/json; =;;;"), (b"content-type", b'application/json; charset="'),
]  # fmt: skip


@pytest.mark.parametrize("header", HEADERS, ids=repr)
def test_an_absurd_header_is_answered(line: Line, header: tuple[bytes, bytes]) -> None:
    for prefix in (ROSTERING, LEARNWITH):
        assert_no_crash(line.send("GET", target("/users", prefix, b"limit=2"), [header, line.token]))
        assert_no_crash(line.send("GET", target("/users/student-0001", prefix), [line.token, header]))
        body = b'{"org": {"name": "x", "type": "school"}}'
        assert_no_crash(line.send("POST", target("/orgs", prefix), [header, line.token, JSON], body))
    assert line.send("POST", b"/oauth/token", [header], b"grant_type=client_credentials").status < 500


AUTHORIZATIONS = [
    b"", b"Bearer", b"Bearer ", b"Bearer  ", b"bearer x", b"Bearer \xff\xfe", b"Bearer a.b.c", b"Bearer ...",
    b"Bearer " + b"x" * 100_000, b"Basic", b"Basic \xff", b"Basic ====", b"Basic /w==", b"Digest x", b"Bearer a b c",
    b"Bearer eyJhbGciOiJub25lIn0.e30.", b"Bearer " + "ü".encode(), b"Bearer \x00",
]  # fmt: skip


@pytest.mark.parametrize("value", AUTHORIZATIONS)
def test_an_absurd_authorization_is_refused(line: Line, value: bytes) -> None:
    for prefix in (ROSTERING, LEARNWITH):
        reply = line.send("GET", target("/users", prefix), [(b"authorization", value)])
        assert reply.status == 401
        assert_refusal(reply)
    form = (b"content-type", b"application/x-www-form-urlencoded")
    reply = line.send("POST", b"/oauth/token", [(b"authorization", value), form], b"grant_type=client_credentials")
    assert reply.status in {400, 401}
    assert json.loads(reply.content)["error"]


# ---------------------------------------------------------------- drawn at random

_pieces = st.sampled_from(
    [b"{", b"}", b"[", b"]", b'"', b":", b",", b"user", b'"user"', b"null", b"1e400", b"\\ud800", b"\\u0000", b"\xff",
     b"\x00", b"-", b"9" * 25, b"true", b'"sourcedId"', b'"roles"', b"\xc3\xa9", b"\\", b" ", b"NaN"]
)  # fmt: skip
_bodies = st.lists(_pieces | st.binary(max_size=4), max_size=30).map(b"".join)
_segments = st.lists(
    st.sampled_from(
        [b"%", b"%2f", b"%00", b"%ff", b"..", b"a", b"users", b"%ed%a0%80", b";", b"{", b"\xff", b"%EE%80%AF"]
    )
    | st.binary(max_size=3),
    max_size=5,
).map(b"".join)
_paths = st.lists(_segments, max_size=4).map(b"/".join).map(lambda path: path.replace(b"?", b""))
_names = st.sampled_from(["limit", "offset", "sort", "orderBy", "filter", "search", "fields", "", "x"])
_values = (
    st.text(max_size=12).map(lambda text: text.encode("utf-8", "surrogatepass"))
    | st.binary(max_size=6)
    | st.sampled_from([b"status='active'", b"familyName~", b"' OR '", b"-1", b"99999999999999999999", b"familyName"])
)
_queries = st.lists(
    st.tuples(_names, _values, st.booleans()).map(
        lambda one: one[0].encode() + b"=" + (quote(one[1]).encode() if one[2] else one[1])
    ),
    max_size=6,
).map(b"&".join)


def check_bodies(line: Line, examples: int) -> None:
    @derandomized(examples)
    @given(body=_bodies, which=st.integers(0, len(WRITES) - 1), platform=st.sampled_from(PLATFORMS))
    def holds(body: bytes, which: int, platform: Any) -> None:
        operation = WRITES[which]
        path = platform.prefixes[operation.service] + operation.path
        assert_refusal(line.send(operation.method, quote(path).encode(), [line.token, JSON], body))

    holds()


def check_targets(line: Line, examples: int) -> None:
    @derandomized(examples)
    @given(
        path=_paths,
        query=_queries,
        prefix=st.sampled_from([ROSTERING, LEARNWITH, PLATFORMS[1].prefixes["G"], "", "/_sandbox"]),
        method=st.sampled_from(["GET", "GET", "PUT", "DELETE", "POST", "PATCH", "HEAD", "BREW"]),
    )
    def holds(path: bytes, query: bytes, prefix: str, method: str) -> None:
        reply = line.send(method, prefix.encode() + b"/" + path + b"?" + query, [line.token])
        assert_no_crash(reply)

    holds()


def check_filters(line: Line, examples: int) -> None:
    @derandomized(examples)
    @given(query=_queries, which=st.integers(0, len(READS) - 1), platform=st.sampled_from(PLATFORMS))
    def holds(query: bytes, which: int, platform: Any) -> None:
        path = platform.prefixes[READS[which].service] + READS[which].path
        assert_no_crash(line.send("GET", quote(path).encode() + b"?" + query, [line.token]))

    holds()


Check = Callable[[Line, int], None]


@pytest.mark.parametrize("check", [check_bodies, check_targets, check_filters])
def test_random_requests_are_answered(line: Line, check: Check) -> None:
    check(line, 60)


@pytest.mark.slow
@pytest.mark.parametrize("check", [check_bodies, check_targets, check_filters])
def test_many_random_requests_are_answered(line: Line, check: Check) -> None:
    check(line, 3000)


def test_nothing_of_all_that_was_written(line: Line) -> None:
    reply: Reply = line.send("GET", target("/users", query=b"limit=1"), [line.token])
    assert reply.status == 200

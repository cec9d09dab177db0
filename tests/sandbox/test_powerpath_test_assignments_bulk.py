"""Many test assignments at once: from a request, and from a sheet."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from oneroster_api import Reply, role, user
from placement_api import PP, Placing, placing, refused, shared_placing

from timeback_sandbox.powerpath.sheets import register_sheet, unregister_sheet

__all__ = ["placing", "shared_placing"]

BULK, IMPORT = f"{PP}/test-assignments/bulk", f"{PP}/test-assignments/import"
URL, TAB = "https://docs.example/spreadsheets/d/abc", "Autumn"


def row(student: str = "ann", subject: str = "Math", grade: str = "4", **more: object) -> dict[str, object]:
    return {"student": student, "subject": subject, "grade": grade, **more}


def total(placing: Placing) -> int:
    count: int = placing.get(f"{PP}/test-assignments/admin").body["totalCount"]
    return count


def errors(reply: Reply) -> dict[int, str]:
    assert reply.status == 400, reply.content
    body = reply.body
    assert body["success"] is False
    assert body["results"] == []
    return {one["row"]: one["message"] for one in body["errors"]}


def test_every_row_becomes_an_assignment_in_order(placing: Placing) -> None:
    reply = placing.post(BULK, {"items": [row(testName="One"), row("cem", "Reading", "7"), row(grade="5")]})
    assert reply.status == 200, reply.content
    assert reply.body["success"] is True
    assert reply.body["errors"] == []
    made = [placing.assignment(one) for one in reply.body["results"]]
    assert [(one["studentSourcedId"], one["subject"], one["grade"], one["testName"]) for one in made] == [
        ("ann", "Math", "4", "One"), ("cem", "Reading", "7", None), ("ann", "Math", "5", None),
    ]  # fmt: skip


def test_a_grade_may_be_a_number_as_it_may_for_a_single_assignment(placing: Placing) -> None:
    reply = placing.post(BULK, {"items": [{**row(), "grade": 4}, {**row(), "grade": -1}]})
    assert reply.status == 200, reply.content
    assert [placing.assignment(one)["grade"] for one in reply.body["results"]] == ["4", "-1"]
    for wrong in (True, 4.0, 14, [4]):
        assert "grade" in errors(placing.post(BULK, {"items": [{**row(), "grade": wrong}]}))[0]


def test_one_wrong_row_and_nothing_is_made(placing: Placing) -> None:
    items = [row(), row("ben"), row("nobody"), row("gone"), row(subject="Maths"), row(grade="99"), row(), 7]
    found = errors(placing.post(BULK, {"items": items}))
    assert list(found) == [1, 2, 3, 4, 5, 7]
    assert found[2] == "Student not found: nobody"
    assert "e-mail" in found[1]
    assert "subject" in found[4]
    assert "grade" in found[5]
    assert total(placing) == 0


@pytest.mark.parametrize("body", [{}, {"items": []}, {"items": None}, {"items": {}}, {"items": [row()], "more": 1}, []])
def test_a_request_without_rows_is_refused_as_a_whole(placing: Placing, body: object) -> None:
    refused(placing.post(BULK, body), 422)


def test_more_rows_than_one_statement_takes(placing: Placing) -> None:
    reply = placing.post(BULK, {"items": [row() for _ in range(2500)]})
    assert reply.status == 200
    assert len({one["assignmentId"] for one in reply.body["results"]}) == total(placing) == 2500


# ---------------------------------------------------------------- sheets


def imported(placing: Placing, text: str | None = None, url: str = URL, sheet: str = TAB) -> Reply:
    if text is not None:
        register_sheet(placing.state, URL, TAB, text)
    return placing.post(IMPORT, {"spreadsheetUrl": url, "sheet": sheet})


def test_a_registered_sheet_is_imported(placing: Placing) -> None:
    reply = imported(
        placing,
        '\ufeffGrade, STUDENT ,notes,Subject,TestName\r\n4,ann,"a, b",Math,First\r\n\r\n'
        "7,CEM@south.EXAMPLE,,Social Studies,\r\n",
    )
    assert reply.status == 200, reply.content
    made = [placing.assignment(one) for one in reply.body["results"]]
    assert [(one["studentSourcedId"], one["subject"], one["grade"], one["testName"]) for one in made] == [
        ("ann", "Math", "4", "First"), ("cem", "Social Studies", "7", None),
    ]  # fmt: skip


def test_a_student_is_found_by_an_address_that_is_not_ascii(placing: Placing) -> None:
    placing.load({"users": [user("eve", role("student", "north"), email="Éve@North.example")]})
    register_sheet(placing.state, URL, TAB, "student,subject,grade\nÉve@north.example,Math,4\n")
    reply = placing.post(IMPORT, {"spreadsheetUrl": URL, "sheet": TAB})
    assert reply.status == 200, reply.content
    assert placing.assignment(reply.body["results"][0])["studentSourcedId"] == "eve"


def test_wrong_rows_of_a_sheet_are_numbered_from_the_first_below_the_header(placing: Placing) -> None:
    found = errors(imported(placing, "student,subject,grade\nann,Math,4\nwho@x.example,Math,4\nann,Math\nben,Math,4\n"))
    assert found[1] == "Student not found: who@x.example"
    assert "grade" in found[2]
    assert "e-mail" in found[3]
    assert total(placing) == 0


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("student,subject\nann,Math\n", "grade"),
        ("student,subject,grade\n", "no rows"),
        ('student,subject,grade\n"ann,Math,4\n', "CSV"),
    ],
)
def test_a_sheet_that_cannot_be_used_is_row_0(placing: Placing, text: str, said: str) -> None:
    from sqlalchemy import insert

    from timeback_sandbox.powerpath.tables_placement import SHEETS

    with placing.store.write() as connection:  # registering refuses what is no CSV at all
        connection.execute(insert(SHEETS).values(url=URL, sheet=TAB, csv=text))
    found = errors(imported(placing))
    assert list(found) == [0]
    assert said in found[0]


def test_sheets_are_told_apart_by_address_and_name_and_the_last_one_counts(placing: Placing) -> None:
    register_sheet(placing.state, URL, TAB, "student,subject,grade\nnobody,Math,4\n")
    register_sheet(placing.state, URL, TAB, "student,subject,grade\nann,Math,4\n")
    assert imported(placing).status == 200
    assert "not registered" in errors(imported(placing, sheet="autumn"))[0]
    assert "not registered" in errors(imported(placing, url=URL + "2"))[0]
    unregister_sheet(placing.state, URL, TAB)
    assert "not registered" in errors(imported(placing))[0]
    with pytest.raises(KeyError):
        unregister_sheet(placing.state, URL, TAB)


@pytest.mark.parametrize("text", ["", "  ", 'a,"b\n', "student\ud800"])
def test_only_what_can_be_read_is_registered(placing: Placing, text: str) -> None:
    with pytest.raises(ValueError, match="csv"):
        register_sheet(placing.state, URL, TAB, text)


@pytest.mark.parametrize(
    "body",
    [
        {}, {"spreadsheetUrl": URL}, {"sheet": TAB}, {"spreadsheetUrl": "no address", "sheet": TAB},
        {"spreadsheetUrl": URL, "sheet": TAB, "more": 1}, {"spreadsheetUrl": 7, "sheet": TAB},
    ],
)  # fmt: skip
def test_an_import_wants_address_and_name(placing: Placing, body: object) -> None:
    refused(placing.post(IMPORT, body), 422)


@pytest.mark.parametrize(
    "url",
    ["http://192.0.2.7/sheet", "ftp://127.0.0.1/sheet", "http://user:secret@127.0.0.1/sheet", "https://127.0.0.1:1/x",
     "http://127.0.0.1:1/x", "http://[fe80::1%25eth0]/", "http://1.2.3.4.5/x"],
)  # fmt: skip
def test_sheets_that_are_out_of_reach_are_row_0(placing: Placing, url: str) -> None:
    found = errors(imported(placing, url=url))
    assert "reached" in found[0]
    assert "secret" not in found[0]


# ---------------------------------------------------------------- sheets on this machine


class Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Print nothing."""


class Served:
    """One answer at a free port, and the query with which it was asked for."""

    def __init__(self) -> None:
        self.status, self.body, self.asked = "200 OK", b"", dict[str, list[str]]()
        self.server = make_server("127.0.0.1", 0, self.answer, handler_class=Quiet)

    def answer(self, environ: dict[str, Any], start: Any) -> list[bytes]:
        self.asked = parse_qs(environ["QUERY_STRING"])
        start(self.status, [("Content-Type", "text/csv")])
        return [self.body]

    def serve(self, status: str, body: bytes) -> str:
        self.status, self.body = status, body
        return f"http://127.0.0.1:{self.server.server_port}/sheet?key=1"


@pytest.fixture
def served() -> Iterator[Served]:
    made = Served()
    thread = threading.Thread(target=made.server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield made
    made.server.shutdown()
    thread.join()
    made.server.server_close()


def test_a_sheet_that_this_machine_serves_is_imported(placing: Placing, served: Served) -> None:
    url = served.serve("200 OK", b"student,subject,grade\nann,Math,4\n")
    assert imported(placing, url=url, sheet="Tab & 1").status == 200
    assert served.asked == {"key": ["1"], "sheet": ["Tab & 1"]}


@pytest.mark.parametrize(
    ("status", "body", "said"), [("404 Not Found", b"student", "404"), ("200 OK", b"\xff\xfe\x00", "UTF-8")]
)
def test_what_this_machine_serves_may_be_no_sheet(
    placing: Placing, served: Served, status: str, body: bytes, said: str
) -> None:
    assert said in errors(imported(placing, url=served.serve(status, body)))[0]

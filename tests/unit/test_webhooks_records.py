"""Webhooks and filters as records that were read, and as inputs."""

from __future__ import annotations

import copy
import pickle
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from webhooks_api import FILTER, SECRET, WEBHOOK

import timeback_core.webhooks as package
from timeback_core.decoding import convert_record
from timeback_core.errors import InputValidationError, TimebackError
from timeback_core.inputs import check_input
from timeback_core.webhooks import (
    DeleteResult,
    Webhook,
    WebhookCreateInput,
    WebhookDeleteResponse,
    WebhookFilter,
    WebhookFilterCreateInput,
    WebhookFilterDeleteResponse,
    WebhookFilterListResponse,
    WebhookFilterResponse,
    WebhookListResponse,
    WebhookResponse,
    WebhookUpdateInput,
)
from timeback_core.webhooks.filter_values import write_value

STAMPS = {"createdAt": "created_at", "updatedAt": "updated_at", "deletedAt": "deleted_at"}
OTHER = {**STAMPS, "filterOperation": "filterOperator"}

PEER_NAMES = """
APIError AuthenticationError ForbiddenError InputValidationError NotFoundError RateLimitError ServerError TimebackError
ValidationError ValidationIssue create_input_validation_error __version__ FilterOperation FilterType Webhook
WebhookCreateInput WebhookDeleteResponse WebhookFilter WebhookFilterCreateInput WebhookFilterDeleteResponse
WebhookFilterListResponse WebhookFilterResponse WebhookFilterUpdateInput WebhookListResponse WebhookResponse
WebhooksClient WebhooksError WebhookUpdateInput
"""


def in_other_style(values: dict[str, Any]) -> dict[str, Any]:
    return {OTHER.get(name, name): value for name, value in values.items()}


def webhook(values: dict[str, Any]) -> Webhook:
    return convert_record(values, Webhook)


def webhook_filter(values: dict[str, Any]) -> WebhookFilter:
    return convert_record(values, WebhookFilter)


def problems(kind: Any, **values: Any) -> dict[str, str]:
    with pytest.raises(InputValidationError) as caught:
        check_input(kind, values, "webhook")
    return {issue.path: issue.message for issue in caught.value.issues}


def test_every_name_of_the_package_can_be_had() -> None:
    assert set(PEER_NAMES.split()) <= set(package.__all__)
    assert all(hasattr(package, name) for name in package.__all__)
    assert package.WebhooksError is TimebackError
    with pytest.raises(AttributeError):
        package.nothing  # noqa: B018


@pytest.mark.parametrize("style", ["documented", "other", "both"])
def test_records_are_the_same_in_either_style(style: str) -> None:
    styles = {"documented": dict, "other": in_other_style, "both": lambda values: {**values, **in_other_style(values)}}
    read = webhook_filter(styles[style](FILTER))
    assert read == webhook_filter(FILTER)
    assert read.filter_operation == read.filter_operator == "eq"
    assert read.created_at == datetime(2026, 1, 5, 10, 1, tzinfo=UTC)
    assert read.updated_at == datetime(2026, 1, 5, 10, 2, tzinfo=UTC)
    assert read.extra == {}
    assert read.has_field("created_at")
    assert read.has_field("deleted_at")
    assert read.has_field("filter_operation")
    assert not read.has_field("description")
    assert read.to_dict() == styles[style](FILTER)
    assert pickle.loads(pickle.dumps(read)) == read == copy.copy(read)
    assert webhook(styles[style](WEBHOOK)) == webhook(WEBHOOK)


@pytest.mark.parametrize("style", [dict, in_other_style, lambda values: {**values, **in_other_style(values)}])
def test_a_changed_operation_goes_out_under_the_names_that_it_came_with(style: Any) -> None:
    read = webhook_filter(style(FILTER))
    read.filter_operator = "regexp"
    assert read.filter_operation == "regexp"
    values = read.to_dict()
    assert {values[name] for name in ("filterOperation", "filterOperator") if name in values} == {"regexp"}
    assert read.replace(filter_operation="in").filter_operator == "in"


def test_the_documented_filter_without_an_id_is_read() -> None:
    read = webhook_filter({name: value for name, value in FILTER.items() if name != "id"})
    assert read.id is None
    assert not read.has_field("id")


def test_a_record_of_the_callers_knows_its_fields() -> None:
    made = WebhookFilter(webhook_id="1", filter_operation="eq")
    assert made.to_dict() == {"webhookId": "1", "filterOperation": "eq"}
    assert made.has_field("filter_operation")
    assert not made.has_field("created_at")


def test_the_secret_is_masked_wherever_a_record_or_an_input_is_shown() -> None:
    shown = [
        repr(webhook(WEBHOOK)),
        repr(webhook(WEBHOOK).__rich_repr__()),
        repr(WebhookCreateInput(name="n", target_url="http://x.example", secret=SECRET)),
        repr(WebhookUpdateInput(secret=SECRET)),
    ]
    assert all("**********" in text and SECRET not in text for text in shown)
    assert SECRET not in repr(WebhookResponse(webhook=webhook(WEBHOOK)))


def test_the_envelopes_have_names_too() -> None:
    assert convert_record({"webhook": WEBHOOK}, WebhookResponse).webhook.name == "XP mirror"
    assert len(convert_record({"webhooks": [WEBHOOK]}, WebhookListResponse).webhooks) == 1
    assert convert_record({"filter": FILTER}, WebhookFilterResponse).filter.id == FILTER["id"]
    assert len(convert_record({"filters": [FILTER]}, WebhookFilterListResponse).filters) == 1
    assert WebhookDeleteResponse is WebhookFilterDeleteResponse is DeleteResult


@pytest.mark.parametrize(
    "url",
    [
        "",
        " ",
        "example.org",
        "//example.org",
        "ftp://example.org",
        "http://",
        "http:///path",
        "http://:80",
        "http://x:99999",
        "http://x:port",
        "http://a b",
        "http://a\nb",
        "http://x\\y",
        "http://[::1",
        7,
        None,
    ],
)
def test_what_is_no_url_is_refused(url: Any) -> None:
    assert problems(WebhookCreateInput, name="n", targetUrl=url, secret="s").keys() == {"targetUrl"}


def test_a_refused_url_is_shown_without_what_is_private_in_it() -> None:
    said = problems(WebhookCreateInput, name="n", targetUrl="ftp://me:pass@x.example/?token=t0ps3cret", secret="s")
    assert "ftp://x.example" in said["targetUrl"]
    assert "pass" not in said["targetUrl"]
    assert "t0ps3cret" not in said["targetUrl"]


@pytest.mark.parametrize(
    "url",
    [
        "http://me:pa55w0rd/hook",
        "http://me:pa55w0rd@x.example\u2100/",
        "http:/me:pa55w0rd@x.example/",
        "me:pa55w0rd@x.example/hook",
    ],
)
def test_a_password_in_a_url_that_cannot_be_taken_apart_is_not_repeated(url: str) -> None:
    said = problems(WebhookCreateInput, name="n", targetUrl=url, secret="s")
    assert "pa55w0rd" not in said["targetUrl"]


def test_everything_that_is_wrong_with_a_webhook_is_said_at_once() -> None:
    said = problems(WebhookCreateInput, name=" ", active="yes", sensor=7, colour="red")
    assert said.keys() == {"name", "targetUrl", "secret", "active", "sensor", "colour"}
    assert said["active"] == "must be True or False, got str"


def test_everything_that_is_wrong_with_a_filter_is_said_at_once() -> None:
    said = problems(
        WebhookFilterCreateInput,
        webhookId="",
        filterKey=None,
        filterValue=" ",
        filterType="date",
        filterOperation="like",
        active=1,
    )
    assert said.keys() == {"webhookId", "filterKey", "filterValue", "filterType", "filterOperation", "active"}


def test_an_operation_is_needed_and_its_two_names_must_agree() -> None:
    filter_ = {"webhookId": "1", "filterKey": "type", "filterValue": "x"}
    assert problems(WebhookFilterCreateInput, **filter_) == {"filterOperation": "Required"}
    said = problems(WebhookFilterCreateInput, **filter_, filterOperation="eq", filterOperator="neq")
    assert "'neq'" in said["filterOperator"]
    given_input = WebhookFilterCreateInput(webhook_id="1", filter_key="k", filter_value="x", filter_operator="in")
    assert check_input(WebhookFilterCreateInput, given_input, "webhook filter")["filterOperation"] == "in"


@pytest.mark.parametrize(
    ("value", "text", "kind"),
    [
        ("ActivityEvent", "ActivityEvent", "string"),
        (" 10 ", "10", "string"),
        (10, "10", "number"),
        (-3, "-3", "number"),
        (10.0, "10", "number"),
        (0.5, "0.5", "number"),
        (1e300, "1e+300", "number"),
        (True, "true", "boolean"),
        (False, "false", "boolean"),
        (["a", "b"], "a,b", "string"),
        (("a",), "a", "string"),
        ([1, 2.5], "1,2.5", "number"),
        ([True, False], "true,false", "boolean"),
        ([1, "a"], "1,a", "string"),
        (["a,b", "c"], '["a,b","c"]', "string"),
        (["[a"], '["[a"]', "string"),
        (["", "a"], '["","a"]', "string"),
    ],
)
def test_a_value_is_written_as_text_and_shows_its_type(value: Any, text: str, kind: str) -> None:
    payload = check_input(
        WebhookFilterCreateInput,
        {"webhookId": "1", "filterKey": "k", "filterOperation": "in", "filterValue": value},
        "webhook filter",
    )
    assert (payload["filterValue"], payload["filterType"]) == (text, kind)


def test_a_type_that_is_given_counts() -> None:
    values = {"webhookId": "1", "filterKey": "k", "filterOperation": "eq", "filterValue": 5, "filterType": "string"}
    assert check_input(WebhookFilterCreateInput, values, "webhook filter")["filterType"] == "string"


@pytest.mark.parametrize("value", [None, {}, [], "", float("nan"), float("inf"), object(), [None], [["a"]], b"x"])
def test_a_value_that_cannot_be_compared_with_is_refused(value: Any) -> None:
    said = problems(WebhookFilterCreateInput, webhookId="1", filterKey="k", filterOperation="eq", filterValue=value)
    assert "filterValue" in said


@given(st.lists(st.text(max_size=4).map(str.strip), min_size=1, max_size=4))
def test_a_list_is_read_back_as_it_was_given(values: list[str]) -> None:
    """As the service reads it: a JSON array, else split at commas with blanks taken off."""
    import json

    written = write_value(values)
    read = json.loads(written) if written.startswith("[") else [part.strip() for part in written.split(",")]
    assert read == values

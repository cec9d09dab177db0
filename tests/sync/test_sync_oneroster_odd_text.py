# Written by tools/generate_sync.py from tests/contract/test_oneroster_odd_text.py; changes belong there.
"""Identifiers and texts with anything in them get through, in process and over a socket."""

from __future__ import annotations

import pytest

from timeback_core.sync.oneroster import OneRosterClient


@pytest.mark.parametrize(
    "sourced_id", ["a/b?c", "ä b", "a#b%2F", "..x", "x'y\"z", "日本", "a+b&c=d", "semi;colon", "%2e%2e"]
)
def test_any_identifier_reaches_the_server_whole(sourced_id: str, oneroster: OneRosterClient) -> None:
    created = oneroster.orgs.create({"sourced_id": sourced_id, "name": "Odd", "type": "department"})
    assert created.id == sourced_id
    assert oneroster.orgs.get(sourced_id).sourced_id == sourced_id
    oneroster.orgs.update(sourced_id, {"identifier": "x"})
    found = oneroster.orgs.list(where={"sourced_id": sourced_id})
    assert [org.identifier for org in found] == ["x"]
    oneroster.orgs.delete(sourced_id)
    assert oneroster.orgs.get(sourced_id).status == "tobedeleted"


@pytest.mark.parametrize(
    "text", ["O'Brien", "«Ümläut» 🎓", "line\nbreak", 'quote " and \\', "a" * 5000, "<b>&amp;</b>"]
)
def test_any_text_comes_back_as_it_was_sent(text: str, oneroster: OneRosterClient) -> None:
    oneroster.orgs.create({"sourced_id": "odd", "name": text, "type": "local", "metadata": {text[:50]: [text]}})
    org = oneroster.orgs.get("odd")
    assert (org.name, org.metadata) == (text, {text[:50]: [text]})
    if len(text) < 100:
        assert [found.sourced_id for found in oneroster.orgs.list(where={"name": text})] == ["odd"]

"""The operations on items and stimuli, scoring, validation and feedback."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table

from timeback_sandbox.moments import instant_of
from timeback_sandbox.qti import bodies, records
from timeback_sandbox.qti.answering import document_answer, needs_thread
from timeback_sandbox.qti.checking import Schema, check_on_write
from timeback_sandbox.qti.items import draft_item, identifier_in, named_stimuli
from timeback_sandbox.qti.listing import ITEM_SORTS, SORTS, list_documents, read_list, takes_long
from timeback_sandbox.qti.problems import conflict, missing, refused
from timeback_sandbox.qti.reading import check_metadata, read_form
from timeback_sandbox.qti.stimuli import draft_stimulus
from timeback_sandbox.qti.tables import ITEMS, STIMULI
from timeback_sandbox.serving import Answer, Call, QueryParameter, Responder, Route
from timeback_sandbox.statements import ConnectionReader

__all__ = ["DRAFTS", "ITEM_ROUTES", "STIMULUS_ROUTES", "list_query"]

ITEM_TAG = "QTI items"
STIMULUS_TAG = "QTI stimuli"


@dataclass(frozen=True)
class Drafts:
    """What differs between items and stimuli.

    Args:
        table: Where they are.
        schema: What their documents are.
        sorts: The fields that order lists.
        filtered: Whether lists take a filter.
        missing: Said of one that is not there.
        exists: Said of one that is there already.
        wrong: Said of a body that is wrong.
        draft: Makes one of a request's form; the identifier in the path is None for a new one.
    """

    table: Table
    schema: Schema
    sorts: tuple[str, ...]
    filtered: bool
    missing: str
    exists: str
    wrong: str
    draft: Callable[[Call, Mapping[str, Any], str | None], records.Draft]


def _draft_item(call: Call, form: Mapping[str, Any], identifier: str | None) -> records.Draft:
    named = named_stimuli(form)
    draft = draft_item(form, _titles(call, named), identifier)
    if call.state.settings.check_stimulus_refs and draft.stimuli:
        known = _titles(call, draft.stimuli)
        unknown = [one for one in draft.stimuli if one not in known]
        if unknown:
            raise refused(400, "Stimulus(s) not found", ", ".join(unknown))
    return draft


def _titles(call: Call, identifiers: list[str] | tuple[str, ...]) -> dict[str, str]:
    """The titles of those of the stimuli that exist."""
    if not identifiers:
        return {}
    with call.store.read() as connection:
        return records.titles_of(connection, STIMULI, identifiers)


def _draft_stimulus(_call: Call, form: Mapping[str, Any], identifier: str | None) -> records.Draft:
    return draft_stimulus(form, identifier)


DRAFTS = {
    "item": Drafts(
        ITEMS, "item", ITEM_SORTS, True, "Assessment item not found",
        "Assessment item with this identifier already exists", "Invalid request body", _draft_item,
    ),
    "stimulus": Drafts(
        STIMULI, "stimulus", SORTS, False, "Stimulus not found",
        "Stimulus with this identifier already exists", "Invalid stimulus data", _draft_stimulus,
    ),
}  # fmt: skip
_ITEM, _STIMULUS = DRAFTS["item"], DRAFTS["stimulus"]


def identifier_of(call: Call) -> str:
    """The identifier in the path; `metadata` where the path has that word in its place."""
    return call.ids.get("identifier", "metadata")


def _list(kind: Drafts) -> Responder:
    def respond(call: Call) -> Answer:
        return list_documents(call, kind.table, read_list(call, kind.sorts, filtered=kind.filtered))

    return respond


def _get(kind: Drafts) -> Responder:
    def respond(call: Call) -> Answer:
        return document_answer(call, kind.table, identifier_of(call), kind.missing)

    return respond


def _create(kind: Drafts) -> Responder:
    def respond(call: Call) -> Answer:
        return _store_new(kind, call, read_form(call, kind.wrong))

    return respond


def _store_new(kind: Drafts, call: Call, form: Mapping[str, Any]) -> Answer:
    draft = kind.draft(call, form, None)
    check_on_write(call.state.settings, draft.raw_xml, kind.schema, kind.wrong)
    with call.store.write() as connection:
        if records.exists(ConnectionReader(connection), kind.table, draft.identifier):
            raise conflict(kind.exists)
        return Answer(201, records.add(connection, kind.table, draft, instant_of(call.now)))


def _update(kind: Drafts) -> Responder:
    def respond(call: Call) -> Answer:
        identifier = identifier_of(call)
        if not records.exists(call.store.points, kind.table, identifier):
            raise missing(kind.missing)
        draft = kind.draft(call, read_form(call, kind.wrong), identifier)
        check_on_write(call.state.settings, draft.raw_xml, kind.schema, kind.wrong)
        with call.store.write() as connection:
            created = records.created_at(connection, kind.table, identifier)
            if created is None:
                raise missing(kind.missing)
            return Answer(200, records.replace(connection, kind.table, draft, instant_of(call.now), created))

    return respond


def _delete(kind: Drafts) -> Responder:
    def respond(call: Call) -> Answer:
        with call.store.write() as connection:
            if not records.remove(connection, kind.table, identifier_of(call)):
                raise missing(kind.missing)
        return Answer(204)

    return respond


def _update_metadata(call: Call) -> Answer:
    """Merges the metadata of an item that is there; creates one that is not."""
    form = read_form(call, _ITEM.wrong)
    metadata = check_metadata(form, _ITEM.wrong)
    identifier = identifier_in(form)
    if identifier is not None:
        with call.store.write() as connection:
            merged = records.merge_metadata(connection, ITEMS, identifier, metadata or {}, instant_of(call.now))
        if merged is not None:
            return Answer(201, merged)
    return _store_new(_ITEM, call, form)


# ---------------------------------------------------------------- the table of them

_QUERY = QueryParameter("query", "Words that title or identifier hold, whatever their case")
_PAGE = QueryParameter("page", "Which page, from 1. Default 1", "integer", minimum=1)
_LIMIT = QueryParameter("limit", "Entries on a page. Default 10", "integer", minimum=1)
_ORDER = QueryParameter("order", "Direction of the order", enum=("asc", "desc"))
FILTER_QUERY = QueryParameter("filter", "Condition such as type='choice' AND metadata.grade>='3'")


def list_query(sorts: tuple[str, ...], *, filtered: bool) -> tuple[QueryParameter, ...]:
    """The query parameters of a list."""
    sort = QueryParameter("sort", "Field that orders the list", enum=sorts)
    return (_QUERY, _PAGE, _LIMIT, sort, _ORDER, *((FILTER_QUERY,) if filtered else ()))


_ERRORS: dict[str, Any] = {"error_body": bodies.Refusal}
_MISSING = {404: "There is none of that identifier"}
_BAD = {400: "The body is wrong"}
_TAKEN = {409: "There is one of that identifier already"}
_ID = "/{identifier}"


def _routes(kind: Drafts, name: str, path: str, tag: str, answer: Any, page: Any, body: Any) -> tuple[Route, ...]:
    """The operations that items and stimuli have in common."""
    one: Mapping[int, object] = {200: answer}
    writes: dict[str, Any] = {"body": body, "blocks": needs_thread, **_ERRORS}
    query = list_query(kind.sorts, filtered=kind.filtered)
    return (
        Route(f"qti.{name}.list", "GET", path, _list(kind), tag, "Lists them", query=query, answers={200: page},
              errors={400: "A parameter is wrong"}, quick=True, blocks=takes_long, **_ERRORS),
        Route(f"qti.{name}.create", "POST", path, _create(kind), tag, "Creates one", answers={201: answer},
              errors={**_BAD, **_TAKEN}, **writes),
        Route(f"qti.{name}.get", "GET", path + _ID, _get(kind), tag, "Gets one, as JSON or XML", answers=one,
              errors=_MISSING, quick=True, **_ERRORS),
        Route(f"qti.{name}.update", "PUT", path + _ID, _update(kind), tag, "Replaces one", answers=one,
              errors={**_BAD, **_MISSING}, **writes),
        Route(f"qti.{name}.delete", "DELETE", path + _ID, _delete(kind), tag, "Deletes one", answers={204: None},
              errors=_MISSING, **_ERRORS),
    )  # fmt: skip


_ITEMS = _routes(
    _ITEM, "assessment_items", "/assessment-items", ITEM_TAG, bodies.AssessmentItem, bodies.ItemList, bodies.ItemForm
)
STIMULUS_ROUTES = _routes(
    _STIMULUS, "stimuli", "/stimuli", STIMULUS_TAG, bodies.Stimulus, bodies.StimulusList, bodies.StimulusForm
)
_METADATA = Route(
    "qti.assessment_items.update_metadata", "POST", "/assessment-items/metadata", _update_metadata, ITEM_TAG,
    "Merges the metadata of an item, or creates it", body=bodies.ItemForm, answers={201: bodies.AssessmentItem},
    errors=_BAD, blocks=needs_thread, **_ERRORS,
)  # fmt: skip

ITEM_ROUTES = (*_ITEMS, _METADATA)

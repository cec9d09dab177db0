"""CASE's operations."""

from __future__ import annotations

from timeback_sandbox.case import bodies
from timeback_sandbox.case.forms import PackageForm
from timeback_sandbox.case.ingest import read_package, store_package
from timeback_sandbox.case.listing import MOST, list_objects
from timeback_sandbox.case.members import KINDS
from timeback_sandbox.case.problems import not_found, sourced_id_of
from timeback_sandbox.case.reading import ID, exists, read_groups, read_object
from timeback_sandbox.case.reading import read_package as read_stored
from timeback_sandbox.oneroster.bodies import ERROR
from timeback_sandbox.serving import Answer, Call, QueryParameter, Route

__all__ = ["ROUTES"]

_TAG = "CASE"
_LONG_BODY = 100_000


def list_documents(call: Call) -> Answer:
    """A page of the frameworks."""
    return list_objects(call, KINDS["CFDocument"])


def get_document(call: Call) -> Answer:
    """One framework."""
    return read_object(call, KINDS["CFDocument"])


def list_items(call: Call) -> Answer:
    """A page of the items of all frameworks."""
    return list_objects(call, KINDS["CFItem"])


def get_item(call: Call) -> Answer:
    """One item."""
    return read_object(call, KINDS["CFItem"])


def get_association(call: Call) -> Answer:
    """One association."""
    return read_object(call, KINDS["CFAssociation"])


def create_package(call: Call) -> Answer:
    """Takes a package in."""
    settings = call.state.settings
    return _take(call, 201, expected_id=None, may_create=True, may_replace=settings.case_post_existing == "replace")


def replace_package(call: Call) -> Answer:
    """Puts a package in the place of one that is there."""
    wanted = call.ids[ID]
    if not exists(call.store, sourced_id_of(wanted, "CFPackage")):  # said first, so that callers can create it
        raise not_found("CFPackage", wanted)
    return _take(call, 200, expected_id=wanted, may_create=False, may_replace=True)


def _take(call: Call, status: int, *, expected_id: str | None, may_create: bool, may_replace: bool) -> Answer:
    if call.content_type is not None:
        call.check_json_type(400)
    package = read_package(call.body, strict=call.state.settings.case_strict_associations, expected_id=expected_id)
    store_package(call.store, package, may_create=may_create, may_replace=may_replace)
    rows = package.rows
    stats = bodies.UploadStats(documents=1, items=len(rows.items), associations=len(rows.associations))
    result = bodies.UploadResult(document_id=rows.sourced_id, stats=stats, success=True)
    message = "CASE package uploaded" if status == 201 else "CASE package replaced"
    return Answer.of(status, bodies.UploadAnswer(success=True, message=message, result=result))


def _is_long(call: Call) -> bool:
    return len(call.body) > _LONG_BODY


def _always(_call: Call) -> bool:
    return True


# ---------------------------------------------------------------- routes

_FIELDS = QueryParameter("fields", "Members to answer with, separated by commas")
_LIST = (
    QueryParameter("limit", "How many records a page has", "integer", minimum=1, maximum=MOST),
    QueryParameter("offset", "How many records come before the page", "integer", minimum=0),
    QueryParameter("sort", "The member that orders the list"),
    QueryParameter("orderBy", "In which direction", enum=("asc", "desc")),
    QueryParameter("filter", "Which records, such as title~'math' AND language='en'"),
    _FIELDS,
)
_MISSING = {404: "There is no such object"}
_INVALID = {422: "A parameter, or the body, is wrong"}
_UPLOAD_ERRORS = {**_INVALID, 413: "The package is too large"}


ROUTES = (
    Route("case.documents.list", "GET", "/CFDocuments", list_documents, _TAG, "List frameworks", query=_LIST,
          answers={200: bodies.DocumentsAnswer}, errors=_INVALID, error_body=ERROR),
    Route("case.documents.get", "GET", "/CFDocuments/{sourcedId}", get_document, _TAG, "Get a framework",
          query=(_FIELDS,), answers={200: bodies.DocumentAnswer}, errors=_MISSING, error_body=ERROR, quick=True),
    Route("case.items.list", "GET", "/CFItems", list_items, _TAG, "List the items of all frameworks", query=_LIST,
          answers={200: bodies.ItemsAnswer}, errors=_INVALID, error_body=ERROR),
    Route("case.items.get", "GET", "/CFItems/{sourcedId}", get_item, _TAG, "Get an item", query=(_FIELDS,),
          answers={200: bodies.ItemAnswer}, errors=_MISSING, error_body=ERROR, quick=True),
    Route("case.associations.get", "GET", "/CFAssociations/{sourcedId}", get_association, _TAG, "Get an association",
          query=(_FIELDS,), answers={200: bodies.AssociationAnswer}, errors=_MISSING, error_body=ERROR, quick=True),
    Route("case.packages.create", "POST", "/CFPackages", create_package, _TAG, "Take in a package", body=PackageForm,
          answers={201: bodies.UploadAnswer}, errors=_UPLOAD_ERRORS, error_body=ERROR, blocks=_is_long),
    Route("case.packages.get", "GET", "/CFPackages/{sourcedId}", read_stored, _TAG, "Get a package", query=(_FIELDS,),
          answers={200: bodies.PackageAnswer}, errors=_MISSING, error_body=ERROR, blocks=_always),
    Route("case.packages.update", "PUT", "/CFPackages/{sourcedId}", replace_package, _TAG, "Replace a package",
          body=PackageForm, answers={200: bodies.UploadAnswer}, errors={**_MISSING, **_UPLOAD_ERRORS},
          error_body=ERROR, blocks=_is_long),
    Route("case.packages.get_groups", "GET", "/CFPackages/{sourcedId}/groups", read_groups, _TAG,
          "Get a package as a tree", query=(_FIELDS,), answers={200: bodies.GroupsAnswer},
          errors={**_MISSING, 422: "The tree would be too large"}, error_body=ERROR, blocks=_always),
)  # fmt: skip
"""Below the path of each platform."""

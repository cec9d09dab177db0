"""All operations of the API in one row, and what keeps its last one from changing what other paths answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from litestar import HttpMethod, route
from litestar.exceptions import NotFoundException
from litestar.handlers import HTTPRouteHandler

from timeback_sandbox.qti.operations import ITEM_ROUTES, STIMULUS_ROUTES
from timeback_sandbox.qti.operations_more import DELETE_FEEDBACK, FEEDBACK_ROUTES, SCORING_ROUTE, VALIDATION_ROUTES
from timeback_sandbox.qti.operations_tests import ROUTES as TEST_ROUTES
from timeback_sandbox.serving import Route

__all__ = ["all_routes", "unknown_path"]

_ONE_ITEM = "/assessment-items/{identifier}"


def all_routes() -> Sequence[Route]:
    """Every operation of the API."""
    return (
        *ITEM_ROUTES,
        SCORING_ROUTE,
        *_item_named_metadata(),
        *STIMULUS_ROUTES,
        *TEST_ROUTES,
        *VALIDATION_ROUTES,
        *FEEDBACK_ROUTES,
        DELETE_FEEDBACK,
    )


def _item_named_metadata() -> Sequence[Route]:
    """The operations on the item of that name, whose path another operation has for another method."""
    return [
        replace(one, path=one.path.replace("{identifier}", "metadata"), hidden=True)
        for one in (*ITEM_ROUTES, SCORING_ROUTE)
        if one.path.startswith(_ONE_ITEM)
    ]


def unknown_path() -> HTTPRouteHandler:
    """Has a path of one segment that nobody knows be unknown, though a comment of that name could be deleted."""
    methods = [method for method in HttpMethod if method is not HttpMethod.DELETE]

    @route("/{id:str}", http_method=methods, include_in_schema=False, sync_to_thread=False, status_code=404)
    def unknown() -> None:
        raise NotFoundException

    return unknown

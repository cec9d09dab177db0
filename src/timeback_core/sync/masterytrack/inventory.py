# Written by tools/generate_sync.py from timeback_core/masterytrack/inventory.py; changes belong there.
"""The inventory: which tests there are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Unpack

from timeback_core.masterytrack.inputs import MasteryTrackInventorySearchParams, checked, either
from timeback_core.masterytrack.inventory import _FIELDS
from timeback_core.masterytrack.models import MasteryTrackInventorySearchResponse
from timeback_core.sync.endpoint import get
from timeback_core.sync.masterytrack._base import MasteryTrackResource
from timeback_core.transport.options import RequestOptions

__all__ = ["Inventory"]


def _arranged(values: dict[str, Any]) -> dict[str, Any]:
    """Return what goes into the query, checked."""
    data = either(values["params"], {name: values[name] for name in _FIELDS}, "params", "inventory search")
    payload = checked(MasteryTrackInventorySearchParams, data, "inventory search")
    return {**values, **{name: payload.get(name) for name in _FIELDS}}


class Inventory(MasteryTrackResource, name="inventory"):
    """The tests that can be assigned."""

    __slots__ = ()

    @get("/authoring/inventory/search", arrange=_arranged, aside=("params",), key=None)
    def search(
        self,
        params: MasteryTrackInventorySearchParams | Mapping[str, Any] | None = None,
        *,
        name: str | None = None,
        timeback_id: str | None = None,
        grade: str | int | None = None,
        subject: str | None = None,
        all: bool | None = None,
        **options: Unpack[RequestOptions],
    ) -> MasteryTrackInventorySearchResponse:
        """Return the tests that meet every condition given; there are no pages.

        They come by subject, grade and name, of several versions the newest first. Tests that were switched off or
        withdrawn are never among them.

        Args:
            params: The conditions as a whole, instead of single ones.
            name: A part of the name, in any case.
            timeback_id: Exactly this id.
            grade: A number from 0 to 12, or words such as ``Third Grade``.
            subject: Exactly this subject, in any case.
            all: Whether also tests come that cannot be delivered yet; they do not unless asked for.
            options: Options of the request.

        Raises:
            InputValidationError: A condition is blank or of the wrong kind, or both ways to give them are used.
            BadRequestError: The service does not know the grade.
            AuthenticationError: The token was refused twice.
            APIError: Any other refusal; see `timeback_core.errors`.

        Source:
            GET /authoring/inventory/search.
        """
        ...

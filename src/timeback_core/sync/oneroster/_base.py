# Written by tools/generate_sync.py from timeback_core/oneroster/_base.py; changes belong there.
"""What the three OneRoster services share: their names in the path profile, and the gradebook's updates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Generic, Unpack

from timeback_core.inputs import Input
from timeback_core.model import Model
from timeback_core.oneroster._base import I, T
from timeback_core.sync.resource import Resource
from timeback_core.sync.scoped import WritableScope
from timeback_core.sync.writable import WritableCollection
from timeback_core.transport.options import RequestOptions

__all__ = ["Gradebook", "GradebookCollection", "GradebookScope", "Resources", "Rostering"]


class Rostering(Resource, service="oneroster", profile="rostering"):
    """A resource of the rostering service."""

    __slots__ = ()


class Gradebook(Resource, service="oneroster", profile="gradebook"):
    """A resource of the gradebook service."""

    __slots__ = ()


class Resources(Resource, service="oneroster", profile="resources"):
    """A resource of the resources service."""

    __slots__ = ()


class GradebookCollection(WritableCollection[T, I], Generic[T, I]):
    """A collection of the gradebook, whose PUT creates what does not exist."""

    __slots__ = ()

    def update(
        self,
        sourced_id: str,
        data: Input | T | Mapping[str, Any],
        *,
        replace: bool = False,
        check_exists: bool = True,
        **options: Unpack[RequestOptions],
    ) -> T | None:
        """Change a record and keep every field that is not named; as `Collection.update` does.

        The gradebook's PUT would create a record under a mistyped identifier. So the record is looked up
        first; look-up and write are two requests, between which it may come or go.

        Args:
            sourced_id: The record's identifier; not blank.
            data: The fields to change, or a record that was read.
            replace: Send exactly the data; fields left out are cleared.
            check_exists: ``False`` sends exactly the data in one request and creates a missing record.
            options: Options of the requests.

        Raises:
            InputValidationError: The data is wrong or names another ``sourced_id``; nothing was sent.
            NotFoundError: There is no such record.
            APIError: Any other refusal; see `timeback_core.errors`.
        """
        if not check_exists:
            return self._update(sourced_id, data, replace=True, **options)
        if replace or (isinstance(data, Model) and data.raw is not None):
            self._checked(sourced_id, data, partial=False)
            self.get(sourced_id, fields=["sourcedId"], **options)
        return self._update(sourced_id, data, replace=replace, **options)


class GradebookScope(WritableScope[T, I], Generic[T, I]):
    """One record of the gradebook."""

    __slots__ = ("_updatable",)

    def __init__(self, collection: GradebookCollection[T, I], sourced_id: str) -> None:
        super().__init__(collection, sourced_id)
        self._updatable = collection

    def update(
        self,
        data: Input | T | Mapping[str, Any],
        *,
        replace: bool = False,
        check_exists: bool = True,
        **options: Unpack[RequestOptions],
    ) -> T | None:
        """Change the record and keep every field that is not named; see `GradebookCollection.update`."""
        return self._updatable.update(self.sourced_id, data, replace=replace, check_exists=check_exists, **options)

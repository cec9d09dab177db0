# Written by tools/generate_sync.py from timeback_core/writable.py; changes belong there.
"""Generic resources that are written to: create, update, upsert, patch, delete.

`WritableCollection` creates, upserts and deletes; `Collection` also updates, keeping what is not named;
`Patchable` changes records in part by the server itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Generic, Unpack

from timeback_core.created import CreateResponse
from timeback_core.errors import InputValidationError, NotFoundError, ValidationIssue
from timeback_core.inputs import Checked, Input, check_input, merge_onto
from timeback_core.model import Model
from timeback_core.plan import type_arguments
from timeback_core.query import check_identifier
from timeback_core.sync import endpoint
from timeback_core.sync.collection import ReadableCollection
from timeback_core.sync.endpoint import delete, post, put
from timeback_core.transport.options import RequestOptions
from timeback_core.wire import is_mapping
from timeback_core.writable import I, T, _stated_identifier

__all__ = ["Collection", "Patchable", "WritableCollection"]


class WritableCollection(ReadableCollection[T], Generic[T, I]):
    """A collection whose records can also be created and deleted."""

    __slots__ = ()

    _server_merges: ClassVar[bool] = False
    """Whether a PUT changes only what it holds, so that nothing has to be read first."""

    _update_input: ClassVar[type[Input] | None] = None
    """The input of an update, where it differs from that of a create."""

    @post("")
    def create(self, data: I | Mapping[str, Any], **options: Unpack[RequestOptions]) -> CreateResponse:
        """Create a record and return its identifiers.

        Args:
            data: The input, or a mapping with snake_case or the wire's names.
            options: Options of the request; an ``idempotency_key`` makes it safe to repeat.

        Returns:
            The supplied and the allocated identifier; ``.id`` is the one that counts.

        Raises:
            InputValidationError: The data is incomplete or wrong; every field is listed, nothing was sent.
            ValidationError: The server refuses the data.
            APIError: Any other refusal; see `timeback_core.errors`.
        """
        ...

    def upsert(
        self, sourced_id: str, data: Input | T | Mapping[str, Any], **options: Unpack[RequestOptions]
    ) -> T | None:
        """Replace a record, or create it when there is none.

        Args:
            sourced_id: The record's identifier; it is merged into the data.
            data: The whole record, as for `create`.
            options: Options of the requests.

        Returns:
            The record; ``None`` only when the server answers an update without it.

        Raises:
            InputValidationError: The data is incomplete or wrong, or names another ``sourced_id``.
            APIError: Any refusal; see `timeback_core.errors`.
        """
        payload = self._checked(sourced_id, data, partial=False)
        try:
            return self._put(sourced_id, payload, **options)
        except NotFoundError:
            self.create(payload, **options)
            return self.get(sourced_id, **options)

    @delete("/{sourced_id}")
    def delete(self, sourced_id: str, **options: Unpack[RequestOptions]) -> None:
        """Delete a record: the server marks it ``tobedeleted`` and keeps it.

        Args:
            sourced_id: The record's identifier; not blank.
            options: Options of the request.

        Raises:
            NotFoundError: There never was such a record.
            InputValidationError: The identifier is blank.
            APIError: Any other refusal; see `timeback_core.errors`.
        """
        ...

    @put("/{sourced_id}", name="update")
    def _put(self, sourced_id: str, data: I | Mapping[str, Any], **options: Unpack[RequestOptions]) -> T | None:
        """Replace a record as a whole, and return it when the answer holds it."""
        ...

    def _update(
        self,
        sourced_id: str,
        data: Input | T | Mapping[str, Any],
        *,
        replace: bool,
        **options: Unpack[RequestOptions],
    ) -> T | None:
        """Carry an update out: read and merge unless the data is the whole record."""
        complete = replace or (isinstance(data, Model) and data.raw is not None)
        kind = self._update_input or self._input()
        payload = self._checked(sourced_id, data, partial=not complete or self._server_merges, kind=kind)
        if not complete and not self._server_merges:
            current = self.get(sourced_id, **options)
            payload = merge_onto(kind, current, payload)
        return self._put(sourced_id, payload, **options)

    @classmethod
    def _input(cls) -> type[Input]:
        return next(kind for kind in type_arguments(cls).values() if isinstance(kind, type) and issubclass(kind, Input))

    def _checked(self, sourced_id: str, data: object, *, partial: bool, kind: type[Input] | None = None) -> Checked:
        """Return the payload with the path's identifier in it; the two must not differ."""
        check_identifier(sourced_id, self._title)
        stated = _stated_identifier(data)
        if stated is not None and stated != sourced_id:
            problem = f"differs from the record's identifier {sourced_id!r}: got {stated!r}"
            raise InputValidationError(f"Invalid {self._title} data", [ValidationIssue("sourcedId", problem)])
        if is_mapping(data) and stated is None:
            data = {**data, "sourcedId": sourced_id}
        payload = check_input(kind or self._input(), data, self._title, partial=partial)
        payload["sourcedId"] = sourced_id
        return payload


class Collection(WritableCollection[T, I], Generic[T, I]):
    """A collection whose records can also be created, updated and deleted."""

    __slots__ = ()

    def update(
        self,
        sourced_id: str,
        data: Input | T | Mapping[str, Any],
        *,
        replace: bool = False,
        **options: Unpack[RequestOptions],
    ) -> T | None:
        """Change a record and keep every field that is not named, unknown ones included.

        The API's own update replaces a record as a whole. So the record is read first and the changes are
        merged onto it; a record that was read and changed by the caller is sent as it is. Read and write are
        two requests: a change by somebody else between them is overwritten.

        Args:
            sourced_id: The record's identifier; not blank.
            data: The fields to change, as a mapping or input, or a record that was read.
            replace: Send exactly the data, in one request; fields left out are cleared by the server.
            options: Options of the requests.

        Returns:
            The record as the server answers it, or ``None`` when the answer holds none.

        Raises:
            InputValidationError: The data is wrong or names another ``sourced_id``; nothing was sent.
            NotFoundError: There is no such record.
            APIError: Any other refusal; see `timeback_core.errors`.
        """
        return self._update(sourced_id, data, replace=replace, **options)


class Patchable(WritableCollection[T, I], Generic[T, I]):
    """A collection whose records can be changed in part by the server itself."""

    __slots__ = ()

    _patch_input: ClassVar[type[Input] | None] = None
    """The input of a patch, where it differs from that of a create."""

    def patch(self, sourced_id: str, data: Input | Mapping[str, Any], **options: Unpack[RequestOptions]) -> T | None:
        """Change some fields of a record in one request.

        Args:
            sourced_id: The record's identifier; not blank.
            data: The fields to change. ``None`` clears a field; ``metadata`` is merged by the server.
            options: Options of the request.

        Returns:
            The record as the server answers it, or ``None`` when the answer holds none.

        Raises:
            InputValidationError: The data is wrong or names another ``sourced_id``; nothing was sent.
            NotFoundError: There is no such record.
            APIError: Any other refusal; see `timeback_core.errors`.
        """
        payload = self._checked(sourced_id, data, partial=True, kind=self._patch_input)
        del payload["sourcedId"]
        return self._patch(sourced_id, payload, **options)

    @endpoint.patch("/{sourced_id}", name="patch")
    def _patch(self, sourced_id: str, data: I | Mapping[str, Any], **options: Unpack[RequestOptions]) -> T | None:
        """Change some fields of a record, and return it when the answer holds it."""
        ...

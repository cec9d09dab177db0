# Written by tools/generate_sync.py from timeback_core/webhooks/_base.py; changes belong there.
"""What the two resources share: partial updates, and deletions that may be repeated."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Generic, Unpack

from timeback_core.errors import NotFoundError
from timeback_core.inputs import Checked, Input, check_input, input_fields, merge_onto, overlaid
from timeback_core.model import Model
from timeback_core.sync.resource import Resource
from timeback_core.transport.options import RequestOptions
from timeback_core.webhooks._base import T
from timeback_core.webhooks.models import DeleteResult

__all__ = ["Managed"]


class Managed(Resource, Generic[T], service="webhooks"):
    """Records that a PUT replaces as a whole."""

    __slots__ = ()
    _confidential = True
    _absent_record_is_missing = True

    _create_input: ClassVar[type[Input]]
    _update_input: ClassVar[type[Input]]
    _aliases: ClassVar[frozenset[str]] = frozenset()
    """Fields of the input that only repeat another one."""
    _nullable: ClassVar[frozenset[str]] = frozenset()
    """Fields that ``None`` clears; for the others it means that they are left out."""

    def get(self, id: str, **options: Unpack[RequestOptions]) -> T:
        """Return one record."""
        raise NotImplementedError

    def _put(self, id: str, data: Any, **options: Unpack[RequestOptions]) -> T:
        """Replace a record."""
        raise NotImplementedError

    def _delete(self, id: str, **options: Unpack[RequestOptions]) -> DeleteResult | None:
        """Delete a record."""
        raise NotImplementedError

    @staticmethod
    def _completed(payload: dict[str, Any]) -> None:
        """Complete what a PUT holds, in place."""
        raise NotImplementedError

    def _change(
        self, id: str, whole: object, fields: Mapping[str, Any], *, replace: bool, options: RequestOptions
    ) -> T:
        """Change a record: in one PUT when nothing is left open, else by reading it first."""
        data = overlaid(self._update_input, whole, fields)
        if replace or (isinstance(data, Model) and data.raw is not None):
            payload = check_input(self._create_input, data, self._title)
        else:
            given = check_input(self._update_input, data, self._title, partial=True)
            payload = Checked(
                {name: value for name, value in given.items() if value is not None or name in self._nullable}
            )
            if input_fields(self._update_input).keys() - self._aliases - payload.keys():
                payload = self._merged(self.get(id, **options), payload)
        self._completed(payload)
        return self._put(id, payload, **options)

    def _merged(self, record: T, changes: Checked) -> Checked:
        """Return the changes laid over a record, of which nothing else is touched."""
        merged = merge_onto(self._update_input, record, changes)
        stored = record.as_received()
        merged.update({name: stored[name] for name in merged if name in stored and name not in changes})
        return merged

    def _remove(self, id: str, options: RequestOptions) -> DeleteResult:
        """Delete a record; when an earlier attempt of the same call may have done it, "not found" is success."""
        try:
            return self._delete(id, **options) or DeleteResult(status="success")
        except NotFoundError as error:
            if (error.attempts or 1) < 2:
                raise
            return DeleteResult(status="success", message="It was gone when the deletion was repeated")

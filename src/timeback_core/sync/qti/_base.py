# Written by tools/generate_sync.py from timeback_core/qti/_base.py; changes belong there.
"""What all QTI resources share: the service's prefix, how its errors read, and a warning before shared data changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, Unpack
from weakref import WeakSet

from timeback_core.constants import BEYONDAI_QTI_URLS
from timeback_core.qti._base import _LOG, XML, T, read_error_text
from timeback_core.qti.models import DeleteResponse
from timeback_core.sync.endpoint import delete, get
from timeback_core.sync.resource import Resource
from timeback_core.transport.options import RequestOptions

if TYPE_CHECKING:
    from timeback_core.sync.channel import Channel
    from timeback_core.sync.endpoint import Declaration
    from timeback_core.sync.transport.lifetime import Lifetime

__all__ = ["XML", "QtiResource", "Readable", "WithXml", "read_error_text"]
_warned: WeakSet[Lifetime] = WeakSet()


class QtiResource(Resource, service="qti", profile="base"):
    """A resource of QTI."""

    __slots__ = ()
    _error_reader = staticmethod(read_error_text)

    def _notice(self, declaration: Declaration) -> None:
        """Warn before the first write when the client is a staging one and the host is production's, too."""
        if declaration.method != "GET" and self._channel.env == "staging" and not declaration.idempotent:
            _warn_once(self._channel)


def _warn_once(channel: Channel) -> None:
    staging = BEYONDAI_QTI_URLS["staging"]
    if channel.base_url != staging or BEYONDAI_QTI_URLS["production"] != staging or channel.lifetime in _warned:
        return
    _warned.add(channel.lifetime)
    _LOG.warning(
        "env='staging' and env='production' share one QTI host, %s: what this client writes there lands in the "
        "production item bank. Name another host by services={'qti': url} or QTI_BASE_URL, or use env='sandbox'.",
        staging,
    )


class Readable(QtiResource, Generic[T]):
    """Records that are read and deleted one by one."""

    __slots__ = ()

    @get("/{identifier}", key=None)
    def get(self, identifier: str, **options: Unpack[RequestOptions]) -> T:
        """Return one record.

        Args:
            identifier: The record's identifier; not blank.
            options: Options of the request.

        Raises:
            NotFoundError: There is no such record.
            InputValidationError: The identifier is blank.
            APIError: Any other refusal; see `timeback_core.errors`.
        """
        ...

    @delete("/{identifier}", gone_is_done=True)
    def delete(self, identifier: str, **options: Unpack[RequestOptions]) -> DeleteResponse:
        """Delete a record for good. What refers to it stays, and refers to nothing.

        Args:
            identifier: The record's identifier; not blank.
            options: Options of the request.

        Returns:
            What the server says about it, which for most kinds is nothing.

        Raises:
            NotFoundError: There is no such record. A repetition after a broken attempt that finds none succeeds.
            InputValidationError: The identifier is blank.
            APIError: Any other refusal; see `timeback_core.errors`.
        """
        ...

    def exists(self, identifier: str, **options: Unpack[RequestOptions]) -> bool:
        """Tell whether there is such a record.

        Args:
            identifier: The record's identifier; not blank.
            options: Options of the request.

        Raises:
            InputValidationError: The identifier is blank.
            APIError: Any refusal but "not found".
        """
        from timeback_core.errors import NotFoundError

        try:
            self.get(identifier, **options)
        except NotFoundError:
            return False
        return True


class WithXml(Readable[T], Generic[T]):
    """Records that can also be had as XML."""

    __slots__ = ()

    @get("/{identifier}", accept=XML, content_type=XML)
    def get_xml(self, identifier: str, **options: Unpack[RequestOptions]) -> str:
        """Return one record as XML.

        Args:
            identifier: The record's identifier; not blank.
            options: Options of the request.

        Returns:
            The document, as it was uploaded or made.

        Raises:
            NotFoundError: There is no such record.
            InputValidationError: The identifier is blank.
            ResponseParseError: The server answers with JSON.
            APIError: Any other refusal; see `timeback_core.errors`.
        """
        ...

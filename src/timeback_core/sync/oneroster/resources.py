# Written by tools/generate_sync.py from timeback_core/oneroster/resources.py; changes belong there.
"""The resources service: what is taught with, and its export as a common cartridge."""

from __future__ import annotations

import os
from pathlib import Path
from typing import IO, Unpack

from timeback_core.oneroster.models import Resource
from timeback_core.oneroster.types import ResourceCreateInput, ResourceUpdateInput
from timeback_core.sync.endpoint import post
from timeback_core.sync.oneroster._base import Resources as ResourcesService
from timeback_core.sync.scoped import Scope
from timeback_core.sync.writable import Collection
from timeback_core.transport.options import RequestOptions

__all__ = ["ResourceScope", "Resources"]


class ResourceScope(
    ResourcesService,
    Scope[Resource, ResourceCreateInput],
    name="resources",
    path="/resources/{sourced_id}",
    singular="resource",
):
    """One resource."""

    __slots__ = ()

    def export(self, **options: Unpack[RequestOptions]) -> bytes:
        """Return the resource as a common cartridge; see `Resources.export`."""
        return Resources(self._channel).export(self.sourced_id, **options)

    def export_to(self, target: str | os.PathLike[str] | IO[bytes], **options: Unpack[RequestOptions]) -> int:
        """Write the resource as a common cartridge to a file; see `Resources.export_to`."""
        return Resources(self._channel).export_to(self.sourced_id, target, **options)


class Resources(
    ResourcesService,
    Collection[Resource, ResourceCreateInput],
    name="resources",
    path="/resources",
    plural="resources",
    singular="resource",
):
    """All resources. Their updates change only what they name; ``metadata`` is merged by the server."""

    __slots__ = ()
    _scopes = (ResourceScope,)
    _server_merges = True
    _update_input = ResourceUpdateInput

    def __call__(self, sourced_id: str) -> ResourceScope:
        """Return one resource's scope; nothing is fetched yet."""
        return ResourceScope(self, sourced_id)

    @post("/export/{sourced_id}", accept="application/zip")
    def export(self, sourced_id: str, **options: Unpack[RequestOptions]) -> bytes:
        """Return a resource as a common cartridge, a ZIP archive, in memory.

        Args:
            sourced_id: The resource's identifier; not blank.
            options: Options of the request.

        Returns:
            The archive; it holds at least ``imsmanifest.xml``. See `export_to` for large ones.

        Raises:
            NotFoundError: There is no such resource.
            ResponseParseError: The archive is larger than the client's ``max_response_bytes``.

        Source:
            POST /resources/export/{sourceId}.
        """
        ...

    def export_to(
        self, sourced_id: str, target: str | os.PathLike[str] | IO[bytes], **options: Unpack[RequestOptions]
    ) -> int:
        """Write a resource as a common cartridge to a file, piece by piece, and return its size in bytes.

        A path gets the file only when all of it has arrived; an earlier file there is replaced then.

        Args:
            sourced_id: The resource's identifier; not blank.
            target: A path, or a binary file open for writing, which is left open.
            options: Options of the request.

        Raises:
            NotFoundError: There is no such resource; nothing was written.
            APIConnectionError: The connection broke; a path is left as it was.

        Source:
            POST /resources/export/{sourceId}.
        """
        if isinstance(target, (str, os.PathLike)):
            path = Path(target)
            partial = path.with_name(f".{path.name}.{os.getpid()}.part")
            try:
                with partial.open("wb") as file:
                    size = self._write(sourced_id, file, options)
                partial.replace(path)
            finally:
                partial.unlink(missing_ok=True)
            return size
        return self._write(sourced_id, target, options)

    def _write(self, sourced_id: str, file: IO[bytes], options: RequestOptions) -> int:
        size = 0
        with self._opened(type(self).export, {"sourced_id": sourced_id}, options) as response:
            for chunk in response.chunks():
                size += file.write(chunk)
        return size

# Written by tools/generate_sync.py from timeback_core/case/packages.py; changes belong there.
"""Packages: whole frameworks, read and uploaded at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Unpack

from timeback_core.case.checking import arranged_package, checked_package
from timeback_core.case.inputs import CFPackageInput
from timeback_core.case.list_params import arranged_fields
from timeback_core.case.models_packages import CFPackage, CFPackageUploadResult
from timeback_core.case.results import CFPackageResult, CFPackageWithGroupsResult
from timeback_core.errors import NotFoundError
from timeback_core.sync.endpoint import get, post, put
from timeback_core.sync.resource import Resource
from timeback_core.transport.options import RequestOptions

__all__ = ["Packages"]


class Packages(Resource, service="case", name="packages", path="/CFPackages", title="CFPackage"):
    """Whole frameworks. A package's id is its document's.

    Packages of ten thousand items and more are normal: give the calls ``timeout=`` where 30 seconds are too few.
    """

    __slots__ = ()

    @post("", arrange=arranged_package)
    def create(
        self, input_data: CFPackageInput | CFPackage | Mapping[str, Any], **options: Unpack[RequestOptions]
    ) -> CFPackageUploadResult:
        """Upload a new framework, all of it or nothing.

        Everything is checked before it is sent. What a mapping holds beyond the known members is sent as it is.

        Args:
            input_data: The package: an input, a mapping, or one that was read.
            options: Options of the request, such as ``timeout`` in seconds for the whole call; ``None`` for no limit.

        Returns:
            What became of it, with the counts of records.

        Raises:
            InputValidationError: Something is wrong with the package; lists everything, with paths such as
                ``CFItems.3.fullStatement``.
            BadRequestError: There is such a framework already; use `update` or `upsert`.
            ValidationError: The server found something wrong; see `details`.
            APIError: Any other refusal; see `timeback_core.errors`.

        Source:
            ``uploadCFPackage``, ``POST /CFPackages``.
        """
        ...

    @put("/{sourced_id}", arrange=arranged_package)
    def update(
        self,
        sourced_id: str,
        input_data: CFPackageInput | CFPackage | Mapping[str, Any],
        **options: Unpack[RequestOptions],
    ) -> CFPackageUploadResult:
        """Replace a framework: items and associations that the package does not have any more disappear.

        Args:
            sourced_id: The framework's id, which the document of the package has to have, too.
            input_data: The package: an input, a mapping, or one that was read.
            options: Options of the request, such as ``timeout`` in seconds for the whole call; ``None`` for no limit.

        Returns:
            What became of it, with the counts of records.

        Raises:
            InputValidationError: Something is wrong with the package or the id; lists everything.
            NotFoundError: There is no such framework, or the server cannot replace any.
            ValidationError: The server found something wrong; see `details`.
            APIError: Any other refusal; see `timeback_core.errors`.

        Source:
            ``PUT /CFPackages/{id}``, which the API's description does not name.
        """
        ...

    def upsert(
        self,
        sourced_id: str,
        input_data: CFPackageInput | CFPackage | Mapping[str, Any],
        **options: Unpack[RequestOptions],
    ) -> CFPackageUploadResult:
        """Replace a framework, or upload it if there is none.

        These are two requests if there is none: what another program uploads in between makes the second one fail.

        Args:
            sourced_id: The framework's id, which the document of the package has to have, too.
            input_data: The package: an input, a mapping, or one that was read.
            options: Options of each request.

        Returns:
            What became of it, with the counts of records.

        Raises:
            InputValidationError: Something is wrong with the package or the id; lists everything.
            APIError: As for `update` and `create`.
        """
        package = checked_package(input_data, sourced_id)
        try:
            return self.update(sourced_id, package, **options)
        except NotFoundError:
            return self.create(package, **options)

    @get("/{sourced_id}/groups", arrange=arranged_fields)
    def get_groups(
        self, sourced_id: str, *, fields: Sequence[str] | None = None, **options: Unpack[RequestOptions]
    ) -> CFPackageWithGroupsResult:
        """Return a framework as a tree, whose nodes are grouped by their types.

        Args:
            sourced_id: The framework's id.
            fields: The members to fetch, such as ``["structuredContent"]``.
            options: Options of the request.

        Returns:
            A mapping with the tree under ``CFPackageWithGroups``; `data` is the tree, too.

        Raises:
            NotFoundError: There is no such framework.
            InputValidationError: An argument cannot be sent.
            APIError: Any other refusal; see `timeback_core.errors`.

        Source:
            ``getCFPackageWithGroups``, ``GET /CFPackages/{id}/groups``.
        """
        ...

    @get("/{sourced_id}", arrange=arranged_fields)
    def get(
        self, sourced_id: str, *, fields: Sequence[str] | None = None, **options: Unpack[RequestOptions]
    ) -> CFPackageResult:
        """Return a framework with all its items and associations.

        Args:
            sourced_id: The framework's id.
            fields: The members to fetch, such as ``["CFItems"]``.
            options: Options of the request.

        Returns:
            A mapping with the package under ``CFPackage``; `data` is the package, too.

        Raises:
            NotFoundError: There is no such framework.
            InputValidationError: An argument cannot be sent.
            APIError: Any other refusal; see `timeback_core.errors`.

        Source:
            ``getCFPackage``, ``GET /CFPackages/{id}``.
        """
        ...

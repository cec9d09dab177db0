"""Users by their roles."""

from __future__ import annotations

import builtins
from collections.abc import Sequence
from typing import Any, Unpack

from timeback_core.edubridge._base import EdubridgeResource
from timeback_core.edubridge.models import User, UserPage
from timeback_core.edubridge.vocabulary import ROLES, OrderBy, Role
from timeback_core.endpoint import declared, get
from timeback_core.errors import InputValidationError, ValidationIssue
from timeback_core.pages import Paginator, UnreadPage
from timeback_core.query import check_list_parameters
from timeback_core.transport.options import RequestOptions
from timeback_core.wire import is_group

__all__ = ["UserListOptions", "UserWalkOptions", "Users"]


class UserWalkOptions(RequestOptions, total=False):
    """What narrows and orders users, beside the options of requests."""

    fields: str | Sequence[str] | None
    """The fields to fetch, in a list or joined by commas; ``sourced_id`` always comes."""
    sort: str | None
    """The field to sort by."""
    order_by: OrderBy | None
    """``"asc"`` (the server's default) or ``"desc"``."""
    filter: str | None
    """A OneRoster filter, such as ``status='active'``; `timeback_core.where_to_filter` writes one."""
    search: str | None
    """Text that names, e-mail address, user name or identifier contain."""
    org_sourced_ids: Sequence[str] | None
    """Only users of these organisations."""


class UserListOptions(UserWalkOptions, total=False):
    """What narrows, orders and cuts users, beside the options of requests."""

    limit: int | None
    """Users on the page, at least 1; 100 on the hosted service unless given."""
    offset: int | None
    """Users to skip."""


def _arranged(values: dict[str, Any]) -> dict[str, Any]:
    """Return the arguments ready to be written.

    Raises:
        InputValidationError: They name no roles, or words that are none.
    """
    issues = [
        *_group_issues(values["roles"], "roles", "name at least one role"),
        *_group_issues(values["org_sourced_ids"], "orgSourcedIds", "leave it out for all organisations"),
    ]
    if not issues:
        issues = [
            ValidationIssue(f"roles[{index}]", f"must be one of {', '.join(map(repr, ROLES))}, got {role!r}")
            for index, role in enumerate(values["roles"])
            if role not in ROLES
        ]
    filter_ = values["filter"]
    if filter_ is not None and not isinstance(filter_, str):
        issues.append(ValidationIssue("filter", f"must be text, got {type(filter_).__name__}"))
    if issues:
        raise InputValidationError("Invalid list parameters", issues)
    fields = values["fields"]
    return {
        **values,
        "roles": list(values["roles"]),
        "org_sourced_ids": None if values["org_sourced_ids"] is None else list(values["org_sourced_ids"]),
        "fields": fields.split(",") if isinstance(fields, str) else fields,
    }


def _group_issues(given: object, path: str, advice: str) -> list[ValidationIssue]:
    """Return what is wrong with a list of texts; only an optional one may be ``None``."""
    if given is None and path != "roles":
        return []
    if not is_group(given):
        return [ValidationIssue(path, f"must be a list, got {type(given).__name__}; {advice}")]
    if not given:
        return [ValidationIssue(path, f"must not be empty; {advice}")]
    return [
        ValidationIssue(f"{path}[{index}]", f"must be a non-empty string, got {item!r}")
        for index, item in enumerate(given)
        if not isinstance(item, str) or not item.strip()
    ]


class Users(EdubridgeResource, name="users", path="/users", title="user"):
    """Users all of whose roles are among those asked for: no teacher is found among students."""

    __slots__ = ()

    @get("/", arrange=_arranged)
    async def list_page(
        self,
        *,
        roles: Sequence[Role],
        fields: str | Sequence[str] | None = None,
        limit: int | None = None,
        offset: int | None = None,
        sort: str | None = None,
        order_by: OrderBy | None = None,
        filter: str | None = None,
        search: str | None = None,
        org_sourced_ids: Sequence[str] | None = None,
        **options: Unpack[RequestOptions],
    ) -> UserPage:
        """Return one page of users with what the server says about its place.

        Args:
            roles: The roles; a user with a role beside these is not found.
            fields: The fields to fetch, in a list or joined by commas.
            limit: Users on the page, at least 1; 100 on the hosted service unless given.
            offset: Users to skip; 0 unless given.
            sort: The field to sort by.
            order_by: ``"asc"`` (the server's default) or ``"desc"``.
            filter: A OneRoster filter, such as ``status='active'``; `timeback_core.where_to_filter` writes one.
            search: Text that names, e-mail address, user name or identifier contain.
            org_sourced_ids: Only users of these organisations.
            options: Options of the request.

        Returns:
            The page: a sequence, with ``total``, ``page_number`` and ``page_count`` beside, and `fetch_next`.

        Raises:
            InputValidationError: There are no roles, or an argument cannot be sent.
            BadRequestError: The server refuses the filter.

        Source:
            GET /edubridge/users/.
        """
        ...

    async def list_all(
        self,
        *,
        roles: Sequence[Role],
        page_size: int = 100,
        offset: int | None = None,
        max_items: int | None = None,
        prefetch: int | None = None,
        **query: Unpack[UserWalkOptions],
    ) -> builtins.list[User]:
        """Return all users with these roles, over all pages.

        Args:
            roles: The roles; a user with a role beside these is not found.
            page_size: Users per page, at least 1; not a bound on the result.
            offset: Users to skip; 0 unless given.
            max_items: Stop after that many users; ``None`` for all.
            prefetch: Pages to fetch ahead; ``None`` chooses by the page size.
            query: What narrows and orders them, and options of every request.

        Raises:
            InputValidationError: There are no roles, or an argument cannot be sent.
            PaginationError: The server ignores paging.
        """
        return await self.stream(
            roles=roles, page_size=page_size, offset=offset, max_items=max_items, prefetch=prefetch, **query
        ).to_list()

    def stream(
        self,
        *,
        roles: Sequence[Role],
        page_size: int = 100,
        offset: int | None = None,
        max_items: int | None = None,
        prefetch: int | None = None,
        **query: Unpack[UserWalkOptions],
    ) -> Paginator[User]:
        """Return an iterator over all users with these roles, which fetches pages ahead of its use.

        Args:
            roles: The roles; a user with a role beside these is not found.
            page_size: Users per page, at least 1; not a bound on the result.
            offset: Users to skip; 0 unless given.
            max_items: Stop after that many users; ``None`` for all.
            prefetch: Pages to fetch ahead, side by side once the total is known; 0 for none, ``None`` chooses.
            query: What narrows and orders them, and options of every request.

        Raises:
            InputValidationError: An argument cannot be sent; raised at once, not at the first user.
        """
        plan = declared(type(self).list_page).plan(type(self))
        values, options = plan.bind((), {"roles": roles, "limit": page_size, "offset": offset, **query})
        check_list_parameters({"max_items": max_items})
        plan.call(self, values, options)

        async def fetch(position: int, size: int) -> UnreadPage[User]:
            return await plan.unread(self, {**values, "limit": size, "offset": position}, options)

        return Paginator(fetch, limit=page_size, offset=offset or 0, max_items=max_items, prefetch=prefetch)

    async def list_students(self, **query: Unpack[UserListOptions]) -> builtins.list[User]:
        """Return one page of users who are students and nothing else; see `list`.

        Args:
            query: The arguments of `list`, without the roles.
        """
        return await self.list(roles=["student"], **query)

    async def list_teachers(self, **query: Unpack[UserListOptions]) -> builtins.list[User]:
        """Return one page of users who are teachers and nothing else; see `list`.

        Args:
            query: The arguments of `list`, without the roles.
        """
        return await self.list(roles=["teacher"], **query)

    async def search(
        self, roles: Sequence[Role], search: str, limit: int = 100, **options: Unpack[RequestOptions]
    ) -> builtins.list[User]:
        """Return users whose names, e-mail address, user name or identifier contain a text; see `list`.

        Args:
            roles: The roles; a user with a role beside these is not found.
            search: The text.
            limit: The most that may come, at least 1.
            options: Options of the request.
        """
        return await self.list(roles=roles, search=search, limit=limit, **options)

    @get("/", key="users", arrange=_arranged)
    async def list(
        self,
        *,
        roles: Sequence[Role],
        fields: str | Sequence[str] | None = None,
        limit: int | None = None,
        offset: int | None = None,
        sort: str | None = None,
        order_by: OrderBy | None = None,
        filter: str | None = None,
        search: str | None = None,
        org_sourced_ids: Sequence[str] | None = None,
        **options: Unpack[RequestOptions],
    ) -> builtins.list[User]:
        """Return one page of users; `list_all` and `stream` give all pages.

        Args:
            roles: The roles; a user with a role beside these is not found.
            fields: The fields to fetch, in a list or joined by commas.
            limit: Users on the page, at least 1; 100 on the hosted service unless given.
            offset: Users to skip; 0 unless given.
            sort: The field to sort by.
            order_by: ``"asc"`` (the server's default) or ``"desc"``.
            filter: A OneRoster filter, such as ``status='active'``; `timeback_core.where_to_filter` writes one.
            search: Text that names, e-mail address, user name or identifier contain.
            org_sourced_ids: Only users of these organisations.
            options: Options of the request.

        Raises:
            InputValidationError: There are no roles, or an argument cannot be sent.
            BadRequestError: The server refuses the filter.

        Source:
            GET /edubridge/users/.
        """
        ...

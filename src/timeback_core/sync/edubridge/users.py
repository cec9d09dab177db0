# Written by tools/generate_sync.py from timeback_core/edubridge/users.py; changes belong there.
"""Users by their roles."""

from __future__ import annotations

import builtins
from collections.abc import Sequence
from typing import Unpack

from timeback_core.edubridge.models import User
from timeback_core.edubridge.users import UserListOptions, UserWalkOptions, _arranged
from timeback_core.edubridge.vocabulary import OrderBy, Role
from timeback_core.query import check_list_parameters
from timeback_core.sync.edubridge._base import EdubridgeResource
from timeback_core.sync.edubridge.models_users import UserPage
from timeback_core.sync.endpoint import declared, get
from timeback_core.sync.pages import Paginator, UnreadPage
from timeback_core.transport.options import RequestOptions

__all__ = ["UserListOptions", "UserWalkOptions", "Users"]


class Users(EdubridgeResource, name="users", path="/users", title="user"):
    """Users all of whose roles are among those asked for: no teacher is found among students."""

    __slots__ = ()

    @get("/", arrange=_arranged)
    def list_page(
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

    def list_all(
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
        return self.stream(
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

        def fetch(position: int, size: int) -> UnreadPage[User]:
            return plan.unread(self, {**values, "limit": size, "offset": position}, options)

        return Paginator(fetch, limit=page_size, offset=offset or 0, max_items=max_items, prefetch=prefetch)

    def list_students(self, **query: Unpack[UserListOptions]) -> builtins.list[User]:
        """Return one page of users who are students and nothing else; see `list`.

        Args:
            query: The arguments of `list`, without the roles.
        """
        return self.list(roles=["student"], **query)

    def list_teachers(self, **query: Unpack[UserListOptions]) -> builtins.list[User]:
        """Return one page of users who are teachers and nothing else; see `list`.

        Args:
            query: The arguments of `list`, without the roles.
        """
        return self.list(roles=["teacher"], **query)

    def search(
        self, roles: Sequence[Role], search: str, limit: int = 100, **options: Unpack[RequestOptions]
    ) -> builtins.list[User]:
        """Return users whose names, e-mail address, user name or identifier contain a text; see `list`.

        Args:
            roles: The roles; a user with a role beside these is not found.
            search: The text.
            limit: The most that may come, at least 1.
            options: Options of the request.
        """
        return self.list(roles=roles, search=search, limit=limit, **options)

    @get("/", key="users", arrange=_arranged)
    def list(
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

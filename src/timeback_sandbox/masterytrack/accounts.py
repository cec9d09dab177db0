"""The accounts that may use the API."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection, insert, select

from timeback_sandbox.masterytrack.tables import ACCOUNTS

__all__ = ["SANDBOX_ACCOUNT", "Account", "add_account", "find_account"]


class Account(NamedTuple):
    """An account.

    Attributes:
        id: Its number, which assignments tell in `assigned_by`.
        email: Its address, in lower case.
        api_access: Whether the authorizer gives it tokens.
    """

    id: int
    email: str
    api_access: bool


SANDBOX_ACCOUNT = Account(1, "sandbox@timeback.local", True)
"""The account that is there in every sandbox, also in an empty one."""


def find_account(connection: Connection, email: str) -> Account | None:
    """The account of an address, whatever its case; None when there is none."""
    plain = email.strip().lower()
    if plain == SANDBOX_ACCOUNT.email:
        return SANDBOX_ACCOUNT
    row = connection.execute(select(ACCOUNTS).where(ACCOUNTS.c.email == plain)).first()
    return None if row is None else Account(row.id, row.email, bool(row.api_access))


def add_account(connection: Connection, email: str, *, api_access: bool = True) -> Account:
    """Adds an account, numbered on from those that are there.

    Raises:
        ValueError: There is an account of that address.
    """
    if find_account(connection, email) is not None:
        raise ValueError(f"there is an account {email!r} already")
    last = max([SANDBOX_ACCOUNT.id, *connection.execute(select(ACCOUNTS.c.id)).scalars()])
    account = Account(last + 1, email.strip().lower(), api_access)
    connection.execute(insert(ACCOUNTS).values(id=account.id, email=account.email, api_access=int(api_access)))
    return account

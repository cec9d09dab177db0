"""What can be chosen about a sandbox, in one frozen record."""

from __future__ import annotations

import msgspec

__all__ = ["Settings"]

_SECRET = ("client_secret", "second_client_secret", "control_key")


class Settings(msgspec.Struct, frozen=True, kw_only=True, repr_omit_defaults=True):
    """How a sandbox behaves; everything has a default that suits a test.

    Args:
        database: SQLAlchemy URL of the data. Default `sqlite://`: in memory, gone with the process.
        seed: What an empty database is filled with: `empty`, `demo`, or `district:N`.
        client_id: Identifier that the token endpoint accepts.
        client_secret: Its secret; None: generated once, and kept beside a file database.
        second_client_id: Identifier for the second, independent token endpoint.
        second_client_secret: Its secret; None: generated.
        control_key: Value of the `X-Sandbox-Key` header for the control API; None: generated.
        control_remote: Whether the control API answers callers from other machines. Default: loopback only.
        token_lifetime: Seconds that a token lives, at least 1. Default 3600.
        no_auth: True: nothing needs a token.
        strict_scopes: True: a token needs the scope that goes with the operation, else 403.
        journal_size: Number of requests that the journal remembers; 0 switches it off.
        journal_body_bytes: How much of each request body the journal keeps.
        max_body_bytes: Larger request bodies are refused with 413.
        workers: Number of processes that serve this database; more than 1 makes them share faults,
            clock, journal and counters through a file beside it.
    """

    database: str = "sqlite://"
    seed: str = "demo"
    client_id: str = "sandbox"
    client_secret: str | None = None
    second_client_id: str = "sandbox-second"
    second_client_secret: str | None = None
    control_key: str | None = None
    control_remote: bool = False
    token_lifetime: int = 3600
    no_auth: bool = False
    strict_scopes: bool = False
    journal_size: int = 1000
    journal_body_bytes: int = 65_536
    max_body_bytes: int = 16 * 1024 * 1024
    workers: int = 1

    def __post_init__(self) -> None:
        if self.token_lifetime < 1:
            raise ValueError(f"token_lifetime is at least 1 second, got {self.token_lifetime}")
        if self.workers < 1:
            raise ValueError(f"workers is at least 1, got {self.workers}")
        if self.journal_size < 0:
            raise ValueError(f"journal_size is 0 or more, got {self.journal_size}")
        if not self.client_id or not self.second_client_id:
            raise ValueError("client_id and second_client_id must not be empty")

    def __repr__(self) -> str:
        shown = ", ".join(
            f"{name}={'***' if name in _SECRET else repr(value)}"
            for name, value in msgspec.structs.asdict(self).items()
            if value is not None
        )
        return f"Settings({shown})"

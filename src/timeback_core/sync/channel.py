# Written by tools/generate_sync.py from timeback_core/channel.py; changes belong there.
"""What a resource sends through: one service of one client, with the options in force."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from timeback_core.channel import merge_options

if TYPE_CHECKING:
    from timeback_core.sync.auth import TokenSource
    from timeback_core.sync.transport.lifetime import Lifetime
    from timeback_core.sync.transport.pipeline import Pipeline
    from timeback_core.transport.options import RequestOptions

__all__ = ["Channel", "merge_options"]


class Channel:
    """One service of one client: where it lives, how it is authorised, and what carries its requests.

    Attributes:
        service: The service's name, such as ``oneroster``.
        base_url: The service's base URL, without a slash at its end.
        paths: The path profile of the service.
        pipeline: Carries out the requests.
        tokens: Gives the bearer token; ``None`` without authentication.
        lifetime: Ends with the client.
        platform: ``BEYOND_AI`` or ``LEARNWITH_AI``: the dialect spoken.
        auth_header: The header that carries the token.
        options: What `with_options` set.
        env: The hosted environment; ``None`` for others.
    """

    __slots__ = (
        "auth_header",
        "base_url",
        "env",
        "lifetime",
        "options",
        "paths",
        "pipeline",
        "platform",
        "service",
        "tokens",
    )

    def __init__(
        self,
        *,
        service: str,
        base_url: str,
        paths: object,
        pipeline: Pipeline,
        tokens: TokenSource | None,
        lifetime: Lifetime,
        platform: str,
        auth_header: str = "Authorization",
        options: RequestOptions | None = None,
        env: str | None = None,
    ) -> None:
        self.service = service
        self.base_url = base_url
        self.paths = paths
        self.pipeline = pipeline
        self.tokens = tokens
        self.lifetime = lifetime
        self.platform = platform
        self.auth_header = auth_header
        self.options = options
        self.env = env

    def with_options(self, **options: Unpack[RequestOptions]) -> Channel:
        """Return a channel with further options; everything else is shared with this one.

        Raises:
            ConfigurationError: An option is unknown or has an impossible value.
        """
        return Channel(
            service=self.service,
            base_url=self.base_url,
            paths=self.paths,
            pipeline=self.pipeline,
            tokens=self.tokens,
            lifetime=self.lifetime,
            platform=self.platform,
            auth_header=self.auth_header,
            options=merge_options(self.options, options),
            env=self.env,
        )

    def __repr__(self) -> str:
        """Return service and base URL; tokens are not shown."""
        return f"Channel(service={self.service!r}, base_url={self.base_url!r})"

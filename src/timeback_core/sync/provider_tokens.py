# Written by tools/generate_sync.py from timeback_core/provider_tokens.py; changes belong there.
"""What gives a provider's services their tokens, made when the first request needs one."""

from __future__ import annotations

from timeback_core.config import SANDBOX_URL
from timeback_core.config_masterytrack import missing_credentials
from timeback_core.errors import ConfigurationError
from timeback_core.provider_tokens import _seconds, token_groups

TYPE_CHECKING = False
if TYPE_CHECKING:
    from timeback_core.blocking.in_process import EmbeddedSandbox
    from timeback_core.config import Config
    from timeback_core.config_endpoints import ServiceEndpoint
    from timeback_core.sync.auth import TokenManager
    from timeback_core.sync.authorizer import MasteryTrackAuthenticator
    from timeback_core.sync.transport.lifetime import Lifetime
    from timeback_core.sync.transport.pipeline import Pipeline
    from timeback_core.transport.options import Timeout

__all__ = ["make_authenticator", "make_token_manager", "reached_in", "token_groups"]


def reached_in(sandbox: EmbeddedSandbox, endpoint: ServiceEndpoint) -> ServiceEndpoint:
    """Return where a service is reached in the sandbox of this process, with the sandbox's credentials."""
    return endpoint.replace(
        base_url=endpoint.base_url.replace(SANDBOX_URL, sandbox.base_url.rstrip("/"), 1),
        auth_url=sandbox.auth_url,
        client_id=sandbox.client_id,
        client_secret=sandbox.client_secret,
    )


def make_token_manager(
    service: str, endpoint: ServiceEndpoint, timeout: float | Timeout, pipeline: Pipeline, lifetime: Lifetime
) -> TokenManager:
    """Return a token manager; nothing is requested yet.

    Raises:
        ConfigurationError: Credentials are missing.
    """
    if endpoint.auth_url is None or endpoint.client_id is None or endpoint.client_secret is None:
        raise ConfigurationError(
            f"credentials are required to get tokens for {service} from {endpoint.auth_url}: "
            "pass client_id= and client_secret=."
        )
    from timeback_core.auth import TokenManagerConfig
    from timeback_core.sync.auth import TokenManager

    config = TokenManagerConfig(
        token_url=endpoint.auth_url,
        client_id=endpoint.client_id,
        client_secret=endpoint.client_secret,
        timeout=_seconds(timeout),
        scope=endpoint.scope,
    )
    return TokenManager(config, pipeline, lifetime=lifetime)


def make_authenticator(
    config: Config, base_url: str, pipeline: Pipeline, lifetime: Lifetime
) -> MasteryTrackAuthenticator | None:
    """Return what gets MasteryTrack's tokens; None when the service shares the others' or needs none.

    Raises:
        ConfigurationError: The API key or the e-mail address is missing.
    """
    own = config.masterytrack
    if own is None:
        return None
    missing = missing_credentials(own)
    if missing is not None:
        raise missing
    from timeback_core.sync.authorizer import MasteryTrackAuthenticator

    assert own.api_key is not None
    assert own.email is not None
    return MasteryTrackAuthenticator(
        base_url=base_url,
        api_key=own.api_key,
        email=own.email,
        timeout=_seconds(config.timeout),
        pipeline=pipeline,
        lifetime=lifetime,
    )

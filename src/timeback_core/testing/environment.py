"""How an application that reads its settings from variables is pointed at a sandbox."""

from __future__ import annotations

from typing import TYPE_CHECKING

from timeback_core.constants import (
    ENV_VAR_AUTH_URL,
    ENV_VAR_BASE_URL,
    ENV_VAR_CLIENT_ID,
    ENV_VAR_CLIENT_SECRET,
    ENV_VAR_ENV,
    MASTERYTRACK_ENV_VARS,
)

if TYPE_CHECKING:
    from timeback_sandbox import Sandbox

__all__ = ["all_variables", "variables_for"]


def all_variables() -> tuple[str, ...]:
    """Every variable that says where the services are or who is calling."""
    names = (ENV_VAR_BASE_URL, ENV_VAR_AUTH_URL, ENV_VAR_CLIENT_ID, ENV_VAR_CLIENT_SECRET)
    return (ENV_VAR_ENV, *(name for group in (*names, *MASTERYTRACK_ENV_VARS.values()) for name in group))


def variables_for(sandbox: Sandbox) -> dict[str, str]:
    """The variables by which a client without arguments finds a sandbox that listens."""
    variables = {
        "TIMEBACK_BASE_URL": sandbox.base_url,
        "TIMEBACK_AUTH_URL": sandbox.auth_url,
        "TIMEBACK_CLIENT_ID": sandbox.client_id,
        "TIMEBACK_CLIENT_SECRET": sandbox.client_secret,
    }
    keys = sandbox.state.settings.masterytrack_api_keys
    if keys:
        from timeback_sandbox.masterytrack.accounts import SANDBOX_ACCOUNT

        variables["TIMEBACK_MASTERYTRACK_API_KEY"] = keys[0]
        variables["TIMEBACK_MASTERYTRACK_EMAIL"] = SANDBOX_ACCOUNT.email
    return variables

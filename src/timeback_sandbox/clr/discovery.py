"""The description of the service that it gives itself, with the keys that verify what it has signed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from timeback_core.clr.proofs.keys import did_key

__all__ = ["ADMIN", "UPSERT", "describe"]

_SCOPE: Final = "https://purl.imsglobal.org/spec/clr/v2p0/scope/credential."
READ: Final = f"{_SCOPE}readonly"
UPSERT: Final = f"{_SCOPE}upsert"
ADMIN: Final = f"{_SCOPE}admin"


def describe(base_url: str, token_url: str, keys: Sequence[str]) -> dict[str, Any]:
    """The description.

    Args:
        base_url: Scheme and authority as the caller named them.
        token_url: Where tokens are.
        keys: The public keys as multibase text, the one that signs now first.

    Source: CLR 2.0, service description document; `x-timeback-verification-keys` is the sandbox's own.
    """
    flow = {
        "tokenUrl": token_url,
        "scopes": {
            READ: "Read credentials",
            UPSERT: "Create and update credentials",
            ADMIN: "Administer credentials",
        },
    }
    return {
        "openapi": "3.0.1",
        "info": {
            "title": "CLR 2.0 sandbox",
            "version": "2.0",
            "description": "Local Comprehensive Learner Record service",
            "x-imssf-privacyPolicyUrl": f"{base_url}/privacy",
            "termsOfService": f"{base_url}/terms",
        },
        "servers": [{"url": f"{base_url}/ims/clr/v2p0"}],
        "paths": {
            "/credentials/": {
                "post": {
                    "operationId": "upsertCredential",
                    "security": [{"OAuth2CC": [UPSERT]}],
                    "responses": {"200": {"description": "replaced"}, "201": {"description": "created"}},
                }
            },
            "/discovery/": {
                "get": {
                    "operationId": "getServiceDescription",
                    "security": [],
                    "responses": {"200": {"description": "this document"}},
                }
            },
        },
        "components": {
            "securitySchemes": {
                "OAuth2CC": {
                    "type": "oauth2",
                    "x-imssf-name": "Timeback sandbox",
                    "flows": {"clientCredentials": flow},
                }
            }
        },
        "x-timeback-verification-keys": [
            {"type": "Multikey", "publicKeyMultibase": key, "didKey": did_key(key)} for key in keys
        ],
    }

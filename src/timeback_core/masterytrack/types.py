"""Types for annotations: the settings of the service, and the environments that it has."""

from __future__ import annotations

from typing import Literal, TypedDict

__all__ = ["MasteryTrackAuth", "MasteryTrackEnvironment"]

MasteryTrackEnvironment = Literal["staging", "production"]
"""The hosted environments."""


class MasteryTrackAuth(TypedDict, total=False):
    """The `masterytrack` argument of a `TimebackClient`."""

    api_key: str
    """What the authorizer is asked with."""
    email: str
    """The account that tokens are for."""
    base_url: str
    """Where the service is, instead of where the client's other settings put it."""
    env: MasteryTrackEnvironment
    """The environment, instead of the client's own."""

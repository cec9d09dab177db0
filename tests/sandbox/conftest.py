"""Fixtures of the sandbox's tests."""

from __future__ import annotations

from oneroster_fixtures import school, shared_api

__all__ = ["school", "shared_api"]

"""Where MasteryTrack is, and which variables hold its settings."""

from __future__ import annotations

from timeback_core.constants import MASTERYTRACK_BASE_URLS, MASTERYTRACK_ENV_VARS

__all__ = ["MASTERYTRACK_BASE_URLS", "MASTERYTRACK_ENV_VARS"]

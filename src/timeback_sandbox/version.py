"""The installed version."""

from __future__ import annotations

from functools import cache
from importlib import metadata

__all__ = ["version"]


@cache  # it is found out by reading files
def version() -> str:
    """Version of the installed package; `0` when it runs from a bare source tree."""
    try:
        return metadata.version("timeback-core")
    except metadata.PackageNotFoundError:
        return "0"

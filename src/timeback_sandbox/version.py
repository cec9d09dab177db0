"""The installed version."""

from __future__ import annotations

from importlib import metadata

__all__ = ["version"]


def version() -> str:
    """Version of the installed package; `0` when it runs from a bare source tree."""
    try:
        return metadata.version("timeback-core")
    except metadata.PackageNotFoundError:
        return "0"

"""The tables of the sandbox. A service adds its own to `METADATA`; store, reset and snapshots then know them."""

from __future__ import annotations

from importlib import import_module

from timeback_sandbox.schema.base import METADATA

__all__ = ["METADATA", "load_tables"]


def load_tables() -> None:
    """Import every module that declares tables, so that `METADATA` is complete."""
    for service in ("oneroster", "edubridge", "caliper", "webhooks", "qti", "powerpath", "case", "clr", "masterytrack"):
        import_module(f"timeback_sandbox.{service}.tables")
    import_module("timeback_sandbox.edubridge.facts_tables")

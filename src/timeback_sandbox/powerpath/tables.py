"""All tables of PowerPath: importing this declares them."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

for _part in ("lessons", "placement", "plans"):
    if find_spec(f"timeback_sandbox.powerpath.tables_{_part}"):
        import_module(f"timeback_sandbox.powerpath.tables_{_part}")

"""The tools that make the documentation's site, for the tests about them."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TOOLS = str(ROOT / "tools")

if TOOLS not in sys.path:
    sys.path.append(TOOLS)

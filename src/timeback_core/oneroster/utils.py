"""Small helpers under the name by which applications import them."""

from __future__ import annotations

from timeback_core.oneroster.grades import normalize_grade, parse_grades

__all__ = ["normalize_grade", "parse_grades"]

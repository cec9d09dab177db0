"""The platform's subjects, as rostering, analytics and PowerPath name them."""

from __future__ import annotations

from typing import Literal

__all__ = ["Subject"]

Subject = Literal[
    "Reading",
    "Language",
    "Vocabulary",
    "Social Studies",
    "Writing",
    "Science",
    "FastMath",
    "Math",
    "None",
    "Other",
]
"""What is taught."""

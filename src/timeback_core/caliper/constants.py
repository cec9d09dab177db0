"""Fixed texts of Caliper."""

from __future__ import annotations

from typing import Final

__all__ = ["CALIPER_CONTEXT", "CALIPER_DATA_VERSION", "QUESTION_RESULT_SCORE_TYPE"]

CALIPER_DATA_VERSION: Final = "http://purl.imsglobal.org/ctx/caliper/v1p2"
"""The `dataVersion` of every envelope."""

CALIPER_CONTEXT: Final = CALIPER_DATA_VERSION
"""The ``@context`` of events and entities; Caliper 1.2 has one IRI for both."""

QUESTION_RESULT_SCORE_TYPE: Final = "QUESTION_RESULT"
"""The `scoreType` of a graded question's score."""

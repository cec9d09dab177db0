"""Scoring QTI 3.0 items: response processing as the standard describes it, without a server.

::

    from timeback_core.qti.scoring import read_item

    item = read_item(xml)               # once
    result = item.score("B")            # many times
    result.score, result.verdict, result.feedback.value

It knows no HTTP and no database. Reading XML needs lxml (`pip install 'timeback-core[qti]'`), which is imported by the
first document that is read.
"""

from __future__ import annotations

from timeback_core.qti.scoring.areas import AreaMapping
from timeback_core.qti.scoring.declarations import LookupTable, OutcomeDeclaration, ResponseDeclaration
from timeback_core.qti.scoring.feedback import FeedbackElement
from timeback_core.qti.scoring.item import Grader, Item, ScoringOptions, accept_any_answer
from timeback_core.qti.scoring.mapping import MapEntry, Mapping
from timeback_core.qti.scoring.reading import compile_item, read_item, read_item_cached
from timeback_core.qti.scoring.result import Feedback, ScoreResult
from timeback_core.qti.scoring.scope import CustomOperator, OperatorCall
from timeback_core.qti.scoring.testing import AssessmentTest, TestResult, read_test
from timeback_core.qti.scoring.values import Multiple, Ordered, Pair, Point, Record, Value
from timeback_core.qti.xml.errors import QtiXmlError
from timeback_core.qti.xml.reading import XmlLimits

__all__ = [
    "AreaMapping",
    "AssessmentTest",
    "CustomOperator",
    "Feedback",
    "FeedbackElement",
    "Grader",
    "Item",
    "LookupTable",
    "MapEntry",
    "Mapping",
    "Multiple",
    "OperatorCall",
    "Ordered",
    "OutcomeDeclaration",
    "Pair",
    "Point",
    "QtiXmlError",
    "Record",
    "ResponseDeclaration",
    "ScoreResult",
    "ScoringOptions",
    "TestResult",
    "Value",
    "XmlLimits",
    "accept_any_answer",
    "compile_item",
    "read_item",
    "read_item_cached",
    "read_test",
]

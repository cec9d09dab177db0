"""What is raised for QTI documents and JSON forms that cannot be used."""

from __future__ import annotations

from collections.abc import Iterable

from timeback_core.error_issues import ValidationIssue
from timeback_core.errors import TimebackError

__all__ = ["QtiFormError", "QtiXmlError"]


class QtiXmlError(TimebackError, ValueError):
    """A document cannot be read, or asks for something that the engine does not know.

    Attributes:
        problem: What is wrong and what to do, without the place.
        line: The line in the document, 1-based; 0 when there is none to name.
        element: The name of the element; empty when there is none to name.
    """

    problem: str
    line: int
    element: str

    def __init__(self, problem: str, *, line: int = 0, element: str = "") -> None:
        place = f"line {line}: " if line else ""
        named = f"<{element}>: " if element else ""
        super().__init__(f"{place}{named}{problem}")
        self.problem = problem
        self.line = line
        self.element = element


class QtiFormError(TimebackError, ValueError):
    """A JSON form cannot be turned into XML.

    Attributes:
        issues: Each thing that is wrong: the path in the form, and what is wrong there.
    """

    issues: tuple[ValidationIssue, ...]

    def __init__(self, issues: Iterable[ValidationIssue]) -> None:
        self.issues = tuple(issues)
        super().__init__("; ".join(str(issue) for issue in self.issues))

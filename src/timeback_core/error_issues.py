"""What a check of the input found: one issue for each thing that is wrong."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping


class ValidationIssue:
    """One thing wrong with an input: where it is, and what is wrong with it."""

    __slots__ = ("message", "path")

    path: str
    message: str

    def __init__(self, path: str, message: str) -> None:
        self.path = path
        self.message = message

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, ValidationIssue):
            return NotImplemented
        return self.path == other.path and self.message == other.message

    def __hash__(self) -> int:
        return hash((self.path, self.message))

    def __repr__(self) -> str:
        return f"ValidationIssue(path={self.path!r}, message={self.message!r})"

    def __str__(self) -> str:
        return f"{self.path}: {self.message}"

    @classmethod
    def of(cls, value: ValidationIssue | Mapping[str, object]) -> ValidationIssue:
        """Return the issue itself, or the one that a mapping with `path` and `message` describes.

        Args:
            value: An issue, or a mapping.
        """
        if isinstance(value, ValidationIssue):
            return value
        return cls(str(value.get("path", "(root)")), str(value.get("message", "")))


def as_ims_payload(message: str, issues: list[ValidationIssue]) -> dict[str, object]:
    """Return what a server would have answered, so that readers of server errors understand ours."""
    return {
        "imsx_codeMajor": "failure",
        "imsx_severity": "error",
        "imsx_description": message,
        "imsx_CodeMinor": {
            "imsx_codeMinorField": [
                {"imsx_codeMinorFieldName": issue.path, "imsx_codeMinorFieldValue": "invaliddata"} for issue in issues
            ]
        },
        "imsx_error_details": [{"path": issue.path, "message": issue.message} for issue in issues],
    }

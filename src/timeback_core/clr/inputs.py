"""The check that a credential passes before it is sent, and what is put right on the way."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from timeback_core.clr.models_base import as_json
from timeback_core.clr.shapes import CREDENTIAL, NESTED, Member, Shape
from timeback_core.clr.vocabulary import JCS_SUITE, STANDARD_CONTEXTS, W3C_CONTEXT
from timeback_core.errors import InputValidationError, ValidationIssue
from timeback_core.inputs import Issues
from timeback_core.model import Model
from timeback_core.wire import is_list, is_mapping, is_object

__all__ = ["checked_credential"]

_MISSING: Final = object()


def checked_credential(credential: object) -> dict[str, Any]:
    """Return a credential as it is sent: what the caller gave, nothing dropped but what is ``None``.

    Members may have their names in Python. A value that stands alone where the service wants a list becomes one, and
    fixed types are filled in; but a credential inside that carries proofs keeps every member as it is, except that,
    unless the proof covers its JSON, lists are made there too.

    Args:
        credential: A `ClrCredential` or a mapping.

    Raises:
        InputValidationError: Listing everything that is wrong with it, with dotted paths.
    """
    if not isinstance(credential, Model) and not is_mapping(credential):
        issue = ValidationIssue("(root)", f"expected a ClrCredential or a mapping, got {type(credential).__name__}")
        raise InputValidationError("Invalid credential", [issue])
    try:
        document: dict[str, Any] = as_json(credential)
    except (ValueError, RecursionError) as error:
        raise InputValidationError("Invalid credential", [ValidationIssue("(root)", str(error))]) from None
    check = _Check()
    result = check.object(document, CREDENTIAL, "")
    if check.issues.found:
        raise InputValidationError("Invalid credential", check.issues.found)
    return result


class _Check:
    """One pass over a credential. What is wrong with it is gathered.

    Attributes:
        issues: What is wrong so far.
    """

    def __init__(self) -> None:
        self.issues = Issues()
        self._signed = False
        self._bytes_count = False

    def object(self, value: dict[str, Any], shape: Shape, path: str) -> dict[str, Any]:
        """Return an object as it is sent."""
        outer = self._signed, self._bytes_count
        if shape is NESTED and "proof" in value:
            self._signed = True
            self._bytes_count = self._bytes_count or _has_jcs_proof(value["proof"])
        result = value if self._signed else self._completed(value, shape)
        for name, member in shape.members.items():
            found = self._member(result.get(name, _MISSING), member, f"{path}.{name}" if path else name)
            if found is not _MISSING:
                result[name] = found
        self._signed, self._bytes_count = outer
        return result

    def _completed(self, value: dict[str, Any], shape: Shape) -> dict[str, Any]:
        """Return an object by the wire's names, without ``None`` and with fixed types."""
        names = shape.python_names
        result: dict[str, Any] = {}
        for name, item in value.items():
            wire = names.get(name, name)
            if wire == name or wire not in value:
                result[wire] = item if wire in shape.members else _without_none(item)
        for name, member in shape.members.items():
            if member.default is not None and result.get(name) is None:
                result[name] = member.default
        return {name: item for name, item in result.items() if item is not None}

    def _member(self, value: Any, member: Member, path: str) -> Any:
        if value is _MISSING or value is None:
            if member.required:
                self.issues.add(path, "Required")
            return _MISSING if value is _MISSING else value
        if member.kind == "contexts":
            return self._contexts(value, path)
        if not member.many:
            return self._single(value, member, path)
        if not is_list(value):
            if self._bytes_count:
                self.issues.add(path, "must be a list; it cannot be made one here without breaking the proof")
                return value
            value = [value]
        if member.required and not value:
            self.issues.add(path, "At least 1 entry required")
        return [self._single(item, member, f"{path}.{index}") for index, item in enumerate(value)]

    def _single(self, value: Any, member: Member, path: str) -> Any:
        kind = member.kind
        if isinstance(kind, Shape) or kind == "object":
            if not is_object(value):
                self.issues.add(path, f"must be an object, got {type(value).__name__}")
            elif isinstance(kind, Shape):
                return self.object(value, kind, path)
            elif not self._signed:
                return _without_none(value)
        elif kind == "flag":
            if not isinstance(value, bool):
                self.issues.add(path, f"must be True or False, got {type(value).__name__}")
        elif not isinstance(value, str):
            self.issues.add(path, f"must be text, got {type(value).__name__}")
        elif (member.required or member.many) and not value.strip():
            self.issues.add(path, "must be a non-empty string")
        elif kind == "moment":
            self._moment(value, path)
        elif member.words and value not in member.words:
            self.issues.add(path, f"must be one of {', '.join(map(repr, member.words))}, got {value!r}")
        return value

    def _moment(self, value: str, path: str) -> None:
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            self.issues.add(path, f"must be a date and time such as '2026-06-12T15:00:00Z', got {value!r}")
            return
        if moment.tzinfo is None:
            self.issues.add(path, f"must say its offset from UTC, such as 'Z' at its end; got {value!r}")

    def _contexts(self, value: Any, path: str) -> Any:
        if not is_list(value) or not all(isinstance(url, str) for url in value):
            self.issues.add(path, "must be a list of URLs")
        elif len(value) < len(STANDARD_CONTEXTS):
            self.issues.add(path, f"At least {len(STANDARD_CONTEXTS)} entries required: {', '.join(STANDARD_CONTEXTS)}")
        elif value[0] != W3C_CONTEXT:
            self.issues.add(path, f"must begin with {W3C_CONTEXT}, got {value[0]!r}")
        return value


def _has_jcs_proof(proof: Any) -> bool:
    return any(is_object(one) and one.get("cryptosuite") == JCS_SUITE for one in (proof if is_list(proof) else [proof]))


def _without_none(value: Any) -> Any:
    """Return a value without members that are ``None``, except inside credentials with proofs."""
    if is_object(value):
        if "proof" in value:
            return value
        return {name: _without_none(item) for name, item in value.items() if item is not None}
    return [_without_none(item) for item in value] if is_list(value) else value

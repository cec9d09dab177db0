"""Short ways to check inputs in tests."""

from __future__ import annotations

from typing import Any

import pytest

from timeback_core.errors import InputValidationError
from timeback_core.inputs import Input, check_input

USER: dict[str, Any] = {
    "enabledUser": "true",
    "givenName": "Ana",
    "familyName": "Diaz",
    "roles": [{"roleType": "primary", "role": "student", "org": {"sourcedId": "s1"}}],
}
"""The least that makes a user."""


def ref(sourced_id: str) -> dict[str, str]:
    """A reference as it is sent."""
    return {"sourcedId": sourced_id}


def href(kind: str, sourced_id: str, **more: str) -> dict[str, str]:
    """A reference as it is read."""
    return {"href": f"https://x/{kind}/{sourced_id}", "sourcedId": sourced_id, "type": kind, **more}


def check(kind: type[Input], data: object, *, partial: bool = False) -> dict[str, Any]:
    """The payload of an input that is right."""
    return dict(check_input(kind, data, "test", partial=partial))


def issues(kind: type[Input], data: object, *, partial: bool = False) -> dict[str, str]:
    """What is wrong with an input, by path."""
    with pytest.raises(InputValidationError) as caught:
        check_input(kind, data, "test", partial=partial)
    return {issue.path: issue.message for issue in caught.value.issues}

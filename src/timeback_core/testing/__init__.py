"""For tests of applications: a sandbox as pytest fixtures, and an assertion on what was sent.

Needs the extra: `pip install "timeback-core[testing]"`. pytest finds the fixtures by itself; see `plugin`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from timeback_core._light import looked_up_late

if TYPE_CHECKING:
    from timeback_core.testing.requests import assert_requests
    from timeback_core.testing.sent import Sent

__all__ = ["Sent", "assert_requests"]

# pytest imports this package in every run, whether or not it is used
__getattr__ = looked_up_late(
    __name__, {"Sent": "timeback_core.testing.sent", "assert_requests": "timeback_core.testing.requests"}
)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})

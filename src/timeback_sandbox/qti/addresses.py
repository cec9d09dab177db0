"""Where the API is, as the caller addressed it: it is served below `/api` and at the root."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from urllib.parse import quote

from timeback_sandbox.serving import Call

__all__ = ["item_address", "item_hrefs", "public_base"]

PREFIX = "/api"


def public_base(call: Call) -> str:
    """The address of the API, without a slash at its end."""
    below = call.path == PREFIX or call.path.startswith(PREFIX + "/")
    return call.base_url + PREFIX if below else call.base_url


def item_address(base: str, identifier: str) -> str:
    """The address of an item.

    Args:
        base: Of the API.
        identifier: Of the item.
    """
    return f"{base}/assessment-items/{quote(identifier, safe='', errors='replace')}"


def item_hrefs(call: Call) -> Callable[[str], str]:
    """What gives the address of an item by its identifier, for `generate_test`."""
    return partial(item_address, public_base(call))

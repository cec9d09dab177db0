"""The JSON-LD contexts that credentials may name. They are files of this package: none is ever fetched."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from importlib import resources
from typing import Any, Final, cast

from timeback_core.clr.proofs.extra import NotCanonicalError, needed
from timeback_core.clr.vocabulary import CLR_CONTEXT, EXTENSIONS_CONTEXT, OPEN_BADGES_CONTEXT, W3C_CONTEXT

__all__ = ["BUNDLED", "CONTEXT_URLS", "load"]

_OF_PYLD: Final = "pyld"

BUNDLED: Final[Mapping[str, str]] = {
    W3C_CONTEXT: _OF_PYLD,
    CLR_CONTEXT: "clr-v2p0-2.0.1.json",
    OPEN_BADGES_CONTEXT: "ob-v3p0-3.0.3.json",
    EXTENSIONS_CONTEXT: "ob-v3p0-extensions.json",
}
"""What holds each context, by its exact URL: a file of the package, or pyld, which brings the W3C's own along."""

CONTEXT_URLS: Final = tuple(BUNDLED)
"""The URLs, in the order in which a credential lists them."""


@functools.cache
def load(url: str) -> dict[str, Any]:
    """Return a context document; it is shared, so it must not be changed.

    Raises:
        NotCanonicalError: No context of exactly this URL is bundled.
        ConfigurationError: The extra ``clr`` is not installed.
    """
    place = BUNDLED.get(url)
    if place is None:
        raise NotCanonicalError(f"the context {url!r} is not bundled, and contexts are never fetched")
    if place == _OF_PYLD:
        with needed():
            from timeback_core.clr.proofs.jsonld import w3c_context
        return w3c_context(url)
    text = (resources.files("timeback_core.clr") / "contexts" / place).read_text(encoding="utf-8")
    return cast("dict[str, Any]", json.loads(text))

"""What proofs need beyond the standard library, and what to do when it is not installed."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

from timeback_core.errors import ConfigurationError

__all__ = ["NotCanonicalError", "needed"]


class NotCanonicalError(ValueError):
    """A document has no canonical form that a signature could cover; the message says why."""


@contextmanager
def needed() -> Generator[None]:
    """Say how to install what is missing when an import within fails.

    Raises:
        ConfigurationError: A package of the extra ``clr`` is not installed.
    """
    try:
        yield
    except ImportError as error:
        raise ConfigurationError(
            "Signing and verifying credentials needs packages that are not installed: "
            f'pip install "timeback-core[clr]" ({error}).'
        ) from error

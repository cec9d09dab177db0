# Written by tools/generate_sync.py from timeback_core/powerpath/_base.py; changes belong there.
"""What all PowerPath resources share: the service's prefix, and warnings about calls that are going away."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, ClassVar

from timeback_core.powerpath._base import _FRAMES_BELOW_THE_CALLER
from timeback_core.sync.resource import Resource

if TYPE_CHECKING:
    from collections.abc import Mapping

    from timeback_core.sync.endpoint import Declaration

__all__ = ["PowerPathResource"]


class PowerPathResource(Resource, service="powerpath", profile="base"):
    """A resource of PowerPath."""

    __slots__ = ()

    _deprecated: ClassVar[Mapping[str, str]] = {}
    """By method, what to use in its place."""

    def _notice(self, declaration: Declaration) -> None:
        """Warn of a method that is going away."""
        instead = self._deprecated.get(declaration.name)
        if instead is not None:
            text = f"powerpath.{self._name}.{declaration.name} is deprecated: use {instead}"
            warnings.warn(text, DeprecationWarning, stacklevel=_FRAMES_BELOW_THE_CALLER)

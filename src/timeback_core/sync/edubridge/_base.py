# Written by tools/generate_sync.py from timeback_core/edubridge/_base.py; changes belong there.
"""What all EduBridge resources share: the service's prefix, and how its errors say what is wrong."""

from __future__ import annotations

from timeback_core.edubridge._base import Empty, read_error_text
from timeback_core.sync.resource import Resource

__all__ = ["EdubridgeResource", "Empty", "read_error_text"]


class EdubridgeResource(Resource, service="edubridge", profile="base"):
    """A resource of EduBridge."""

    __slots__ = ()
    _error_reader = staticmethod(read_error_text)
    _absent_list_is_empty = True

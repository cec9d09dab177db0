# Written by tools/generate_sync.py from timeback_core/clr/client.py; changes belong there.
"""The client of the CLR service."""

from __future__ import annotations

from timeback_core.sync.clr.credentials import Credentials
from timeback_core.sync.clr.discovery import Discovery
from timeback_core.sync.service import ServiceClient, attached

__all__ = ["ClrClient"]


class ClrClient(ServiceClient, service="clr"):
    """Comprehensive learner records: publishing them, and verifying them offline.

    It is ``client.clr`` of a `TimebackClient`, or stands alone with connection arguments of its own. Verifying needs
    no client: see `timeback_core.clr.verify_credential`.
    """

    credentials = attached(Credentials)
    discovery = attached(Discovery)

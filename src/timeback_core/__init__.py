"""One client for the Timeback education APIs.

::

    from timeback_core import TimebackClient

    async with TimebackClient(env="staging", client_id="...", client_secret="...") as tb:
        schools = await tb.oneroster.schools.list()

Public names are loaded by their first use, so importing the package costs next to nothing.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from timeback_core import oneroster as OneRoster  # noqa: N812 - the name that applications import
    from timeback_core.auth import TokenManager as TokenManager

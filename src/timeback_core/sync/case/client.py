# Written by tools/generate_sync.py from timeback_core/case/client.py; changes belong there.
"""The client of the CASE service."""

from __future__ import annotations

from timeback_core.sync.case.packages import Packages
from timeback_core.sync.case.reading import Associations, Documents, Items
from timeback_core.sync.service import ServiceClient, attached

__all__ = ["CaseClient"]


class CaseClient(ServiceClient, service="case"):
    """Competency frameworks: 1EdTech CASE 1.1.

    It is ``client.case`` (or ``client.case_``) of a `TimebackClient`, or stands alone with connection arguments of its
    own. Both platforms offer the service.
    """

    documents = attached(Documents)
    items = attached(Items)
    associations = attached(Associations)
    packages = attached(Packages)

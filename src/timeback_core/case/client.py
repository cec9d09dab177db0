"""The client of the CASE service."""

from __future__ import annotations

from timeback_core.case.packages import Packages
from timeback_core.case.reading import Associations, Documents, Items
from timeback_core.service import ServiceClient, attached

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

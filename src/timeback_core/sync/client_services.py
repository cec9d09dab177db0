# Written by tools/generate_sync.py from timeback_core/client_services.py; changes belong there.
"""The services as attributes of a client, each with its type."""

from __future__ import annotations

from timeback_core.sync.constants import SERVICE_CLIENTS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from timeback_core.sync.caliper.client import CaliperClient
    from timeback_core.sync.case.client import CaseClient
    from timeback_core.sync.clr.client import ClrClient
    from timeback_core.sync.edubridge.client import EdubridgeClient
    from timeback_core.sync.masterytrack.client import MasteryTrackClient
    from timeback_core.sync.oneroster.client import OneRosterClient
    from timeback_core.sync.powerpath.client import PowerPathClient
    from timeback_core.sync.qti.client import QtiClient
    from timeback_core.sync.service import ServiceClient
    from timeback_core.sync.webhooks.client import WebhooksClient

__all__ = ["ServiceAttributes", "service_class"]


class ServiceAttributes:
    """One attribute a service; its client is built by the first access.

    Each raises ServiceNotConfiguredError when `services` does not name the service or the platform does not offer
    it, and ClientClosedError once the client has been closed.
    """

    __slots__ = ()

    def _service(self, name: str) -> Any:
        """Return the client of a service."""
        raise NotImplementedError

    @property
    def oneroster(self) -> OneRosterClient:
        """OneRoster 1.2: rostering, gradebook and resources."""
        client: OneRosterClient = self._service("oneroster")
        return client

    @property
    def edubridge(self) -> EdubridgeClient:
        """EduBridge: enrolment by course, analytics, subject tracks, applications and reports."""
        client: EdubridgeClient = self._service("edubridge")
        return client

    @property
    def caliper(self) -> CaliperClient:
        """Caliper 1.2: sending, validating and reading learning events, and the background sender."""
        client: CaliperClient = self._service("caliper")
        return client

    @property
    def qti(self) -> QtiClient:
        """QTI 3: items, tests and stimuli, their validation, scoring and feedback."""
        client: QtiClient = self._service("qti")
        return client

    @property
    def powerpath(self) -> PowerPathClient:
        """PowerPath: adaptive lessons, placement, lesson plans, test assignments and screening."""
        client: PowerPathClient = self._service("powerpath")
        return client

    @property
    def case_(self) -> CaseClient:
        """CASE 1.1: frameworks of academic standards, read, walked and published whole."""
        client: CaseClient = self._service("case")
        return client

    @property
    def case(self) -> CaseClient:
        """The same as `case_`; `case` is a keyword in `match` statements only."""
        return self.case_

    @property
    def clr(self) -> ClrClient:
        """CLR 2.0: learner records, issued with a signature, and verified without a network."""
        client: ClrClient = self._service("clr")
        return client

    @property
    def webhooks(self) -> WebhooksClient:
        """Webhooks: who is told of processed events, and of which."""
        client: WebhooksClient = self._service("webhooks")
        return client

    @property
    def masterytrack(self) -> MasteryTrackClient:
        """MasteryTrack: the inventory of standardised tests, and who has to take which.

        It has credentials of its own; ConfigurationError when they are missing.
        """
        client: MasteryTrackClient = self._service("masterytrack")
        return client


def service_class(service: str) -> type[ServiceClient]:
    """Return the class of a service's client, imported by the first use.

    Args:
        service: One of the names in `constants.SERVICE_CLIENTS`.

    Raises:
        KeyError: There is no such service.
    """
    from importlib import import_module

    module, _, name = SERVICE_CLIENTS[service].partition(":")
    found: type[ServiceClient] = getattr(import_module(module), name)
    return found

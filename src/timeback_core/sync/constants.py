# Written by tools/generate_sync.py from timeback_core/constants.py; changes belong there.
"""Names of variables, hosts of the platforms, and the services there are."""

from __future__ import annotations

TYPE_CHECKING = False

SERVICE_CLIENTS: dict[str, str] = {
    "oneroster": "timeback_core.sync.oneroster.client:OneRosterClient",
    "edubridge": "timeback_core.sync.edubridge.client:EdubridgeClient",
    "caliper": "timeback_core.sync.caliper.client:CaliperClient",
    "qti": "timeback_core.sync.qti.client:QtiClient",
    "powerpath": "timeback_core.sync.powerpath.client:PowerPathClient",
    "case": "timeback_core.sync.case.client:CaseClient",
    "clr": "timeback_core.sync.clr.client:ClrClient",
    "webhooks": "timeback_core.sync.webhooks.client:WebhooksClient",
    "masterytrack": "timeback_core.sync.masterytrack.client:MasteryTrackClient",
}
"""Where the client class of each service is."""

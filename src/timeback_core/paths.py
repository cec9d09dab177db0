"""Path profiles: where each platform mounts each service below its base URL.

The URL of a request is the service's base URL + the prefix given here + the path of the resource. Profiles
are immutable. A profile that is None means that the platform does not offer the service.
"""

from __future__ import annotations

from timeback_core._light import as_dict
from timeback_core.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping


class OneRosterPaths(Record):
    """The three prefixes of OneRoster 1.2."""

    rostering: str
    gradebook: str
    resources: str


class EdubridgePaths(Record):
    """The prefix of EduBridge."""

    base: str


class PowerPathPaths(Record):
    """The prefix of PowerPath."""

    base: str


class QtiPaths(Record):
    """The prefix of QTI; empty on both platforms."""

    base: str


class MasteryTrackPaths(Record):
    """The prefix of MasteryTrack; nothing, since its stage is part of the base URL."""

    base: str = ""


class CasePaths(Record):
    """The prefix of CASE."""

    base: str


class ClrPaths(Record):
    """The paths of the Comprehensive Learner Record."""

    credentials: str
    discovery: str


class CaliperPaths(Record):
    """The paths of Caliper; None where the platform lacks the operation."""

    send: str
    validate: str | None = None
    list: str | None = None
    get: str | None = None
    job_status: str | None = None


class WebhookPaths(Record):
    """The paths of Webhooks and their filters."""

    webhook_list: str
    webhook_get: str
    webhook_create: str
    webhook_update: str
    webhook_delete: str
    webhook_activate: str
    webhook_deactivate: str
    webhook_filter_list: str
    webhook_filter_get: str
    webhook_filter_create: str
    webhook_filter_update: str
    webhook_filter_delete: str
    webhook_filters_by_webhook: str


class PlatformPaths(Record):
    """The profiles of one platform; None for a service that it does not offer."""

    oneroster: OneRosterPaths
    edubridge: EdubridgePaths | None
    caliper: CaliperPaths
    powerpath: PowerPathPaths | None
    qti: QtiPaths
    clr: ClrPaths | None
    case: CasePaths | None
    webhooks: WebhookPaths | None


BEYONDAI_ONEROSTER_PATHS = OneRosterPaths(
    rostering="/ims/oneroster/rostering/v1p2",
    gradebook="/ims/oneroster/gradebook/v1p2",
    resources="/ims/oneroster/resources/v1p2",
)
BEYONDAI_EDUBRIDGE_PATHS = EdubridgePaths(base="/edubridge")
BEYONDAI_POWERPATH_PATHS = PowerPathPaths(base="/powerpath")
BEYONDAI_QTI_PATHS = QtiPaths(base="")
BEYONDAI_CLR_PATHS = ClrPaths(credentials="/ims/clr/v2p0/credentials", discovery="/ims/clr/v2p0/discovery")
BEYONDAI_CASE_PATHS = CasePaths(base="/ims/case/v1p1")
BEYONDAI_CALIPER_PATHS = CaliperPaths(
    send="/caliper/event",
    validate="/caliper/event/validate",
    list="/caliper/events",
    get="/caliper/events/{id}",
    job_status="/jobs/{id}/status",
)
BEYONDAI_WEBHOOK_PATHS = WebhookPaths(
    webhook_list="/webhooks/",
    webhook_get="/webhooks/{id}",
    webhook_create="/webhooks/",
    webhook_update="/webhooks/{id}",
    webhook_delete="/webhooks/{id}",
    webhook_activate="/webhooks/{id}/activate",
    webhook_deactivate="/webhooks/{id}/deactivate",
    webhook_filter_list="/webhook-filters/",
    webhook_filter_get="/webhook-filters/{id}",
    webhook_filter_create="/webhook-filters/",
    webhook_filter_update="/webhook-filters/{id}",
    webhook_filter_delete="/webhook-filters/{id}",
    webhook_filters_by_webhook="/webhook-filters/webhook/{webhookId}",
)
BEYONDAI_PATHS = PlatformPaths(
    oneroster=BEYONDAI_ONEROSTER_PATHS,
    edubridge=BEYONDAI_EDUBRIDGE_PATHS,
    caliper=BEYONDAI_CALIPER_PATHS,
    powerpath=BEYONDAI_POWERPATH_PATHS,
    qti=BEYONDAI_QTI_PATHS,
    clr=BEYONDAI_CLR_PATHS,
    case=BEYONDAI_CASE_PATHS,
    webhooks=BEYONDAI_WEBHOOK_PATHS,
)

LEARNWITHAI_ONEROSTER_PATHS = OneRosterPaths(
    rostering="/rostering/1.0", gradebook="/gradebook/1.0", resources="/resources/1.0"
)
LEARNWITHAI_EDUBRIDGE_PATHS: EdubridgePaths | None = None
LEARNWITHAI_POWERPATH_PATHS: PowerPathPaths | None = None
LEARNWITHAI_QTI_PATHS = QtiPaths(base="")
LEARNWITHAI_CLR_PATHS: ClrPaths | None = None
LEARNWITHAI_CASE_PATHS = CasePaths(base="/case/1.1")
LEARNWITHAI_CALIPER_PATHS = CaliperPaths(send="/caliper/v1p2")
LEARNWITHAI_WEBHOOK_PATHS: WebhookPaths | None = None
LEARNWITHAI_PATHS = PlatformPaths(
    oneroster=LEARNWITHAI_ONEROSTER_PATHS,
    edubridge=LEARNWITHAI_EDUBRIDGE_PATHS,
    caliper=LEARNWITHAI_CALIPER_PATHS,
    powerpath=LEARNWITHAI_POWERPATH_PATHS,
    qti=LEARNWITHAI_QTI_PATHS,
    clr=LEARNWITHAI_CLR_PATHS,
    case=LEARNWITHAI_CASE_PATHS,
    webhooks=LEARNWITHAI_WEBHOOK_PATHS,
)

MASTERYTRACK_PATHS = MasteryTrackPaths()
"""The same on every platform, so that it is part of no profile."""

PLATFORM_PATHS: Mapping[str, PlatformPaths] = {"BEYOND_AI": BEYONDAI_PATHS, "LEARNWITH_AI": LEARNWITHAI_PATHS}
PLATFORM_ONEROSTER_PATHS: Mapping[str, OneRosterPaths] = {
    name: paths.oneroster for name, paths in PLATFORM_PATHS.items()
}
PLATFORM_CALIPER_PATHS: Mapping[str, CaliperPaths] = {name: paths.caliper for name, paths in PLATFORM_PATHS.items()}

OPTIONAL_SERVICES = frozenset({"edubridge", "powerpath", "clr", "case", "webhooks"})
"""The services that a platform may lack, and that `paths={service: None}` may switch off."""


def with_overrides(paths: PlatformPaths, overrides: Mapping[str, object]) -> PlatformPaths:
    """Return the profiles with some services changed.

    Args:
        paths: The profiles to start from.
        overrides: By service: a profile, a mapping of the fields to change, or None to switch it off.

    Raises:
        TypeError: An unknown service or field, or a service that cannot be switched off.
    """
    changes: dict[str, object] = {}
    known = paths.to_dict()
    for key, value in overrides.items():
        service = "case" if key == "case_" else key
        if service not in known:
            raise TypeError(f"paths has no service {key!r}; the services are {', '.join(known)}")
        changes[service] = _one_profile(service, known[service], value)
    return paths.replace(**changes)


_PROFILE_KINDS: Mapping[str, type[Record]] = {
    "oneroster": OneRosterPaths,
    "edubridge": EdubridgePaths,
    "caliper": CaliperPaths,
    "powerpath": PowerPathPaths,
    "qti": QtiPaths,
    "clr": ClrPaths,
    "case": CasePaths,
    "webhooks": WebhookPaths,
}


def _one_profile(service: str, current: object, value: object) -> Record | None:
    """Return the profile that an override asks for."""
    from timeback_core.errors import ConfigurationError

    kind = _PROFILE_KINDS[service]
    if value is None:
        if service not in OPTIONAL_SERVICES:
            raise ConfigurationError(f"paths[{service!r}] cannot be None: every platform offers {service}")
        return None
    if isinstance(value, kind):
        return value
    fields = as_dict(value)
    if fields is None:
        raise TypeError(f"paths[{service!r}] must be {kind.__name__}, a mapping of its fields, or None")
    if isinstance(current, Record):
        return current.replace(**fields)
    return kind(**fields)


def platform_paths(platform: str) -> PlatformPaths:
    """Return the path profiles of a platform.

    Raises:
        ConfigurationError: The platform is unknown.
    """
    from timeback_core.config_checks import check_platform

    return PLATFORM_PATHS[check_platform(platform)]

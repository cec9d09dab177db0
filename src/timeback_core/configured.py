"""What is configured: which services there are, where they live, and below which paths."""

from __future__ import annotations

from timeback_core.config import Config, has_paths
from timeback_core.config_checks import check_service_name
from timeback_core.errors import ConfigurationError, ServiceNotConfiguredError, ServiceNotSupportedError
from timeback_core.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from timeback_core.config_endpoints import ServiceEndpoint
    from timeback_core.paths import PlatformPaths
    from timeback_core.transport.options import Timeout

__all__ = ["ConfiguredServices", "ResolvedEndpoint"]


class ResolvedEndpoint(Record):
    """Where a service lives and where its tokens come from; None without authentication."""

    base_url: str
    auth_url: str | None = None


class ConfiguredServices:
    """The part of a provider that only reads its configuration."""

    __slots__ = ("_config",)

    _config: Config

    @property
    def config(self) -> Config:
        """Everything that was resolved from arguments and variables."""
        return self._config

    @property
    def platform(self) -> str:
        """`BEYOND_AI` or `LEARNWITH_AI`."""
        return self._config.platform

    @property
    def env(self) -> str | None:
        """`staging`, `production` or `sandbox`; None for a self-hosted installation."""
        return self._config.env

    @property
    def timeout(self) -> float | Timeout:
        """Seconds that one operation may take."""
        return self._config.timeout

    @property
    def path_profile(self) -> str:
        """The platform whose paths are used."""
        return self._config.path_profile

    def get_available_services(self) -> list[str]:
        """Return the services that are configured."""
        return list(self._config.endpoints)

    def has_service(self, service: str) -> bool:
        """Return whether a service is configured; False for an unknown name.

        Args:
            service: The service's name, such as ``oneroster``.
        """
        return _plain(service) in self._config.endpoints

    def has_service_support(self, service: str) -> bool:
        """Return whether a service is configured and its paths are known.

        Args:
            service: The service's name, such as ``oneroster``.
        """
        return self.has_service(service) and has_paths(self._config.paths, _plain(service))

    def get_endpoint(self, service: str) -> ResolvedEndpoint:
        """Return where a service lives and where its tokens come from.

        Args:
            service: The service's name, such as ``oneroster``.

        Raises:
            ConfigurationError: The service is not configured, or unknown.
        """
        endpoint = self._endpoint(service)
        return ResolvedEndpoint(endpoint.base_url, None if endpoint.no_auth else endpoint.auth_url)

    def _endpoint(self, service: str) -> ServiceEndpoint:
        """Return the endpoint with its credentials."""
        name = check_service_name(service)
        endpoint = self._config.endpoints.get(name)
        if endpoint is None:
            raise ConfigurationError(self.why_not(name))
        return endpoint

    def why_not(self, service: str) -> str:
        """Return why a service cannot be used: a sentence that names those that can."""
        configured = ", ".join(self._config.endpoints) or "(none)"
        lacking = f" It is not supported on this platform: {self.path_profile} lacks it."
        if has_paths(self._config.paths, service):
            lacking = ""
        return f'Service "{service}" is not configured.{lacking} Configured: {configured}.'

    def unavailable(self, service: str) -> ServiceNotConfiguredError:
        """Return the error of using a service that is not configured, or that the platform does not offer."""
        offered = has_paths(self._config.paths, service)
        kind = ServiceNotConfiguredError if offered else ServiceNotSupportedError
        return kind(self.why_not(service))

    def get_paths(self, service: str) -> Record:
        """Return the path profile of a service.

        Args:
            service: The service's name, such as ``oneroster``.

        Raises:
            ConfigurationError: The platform does not offer the service, or the name is unknown.
        """
        name = check_service_name(service)
        profile: Record | None = getattr(self._config.paths, name, None)
        if profile is None:
            reason = "has no path profile" if name == "masterytrack" else "is not supported on this platform"
            raise ConfigurationError(f'Service "{name}" {reason} ({self.path_profile}).')
        return profile

    get_service_paths = get_paths

    def get_all_paths(self) -> PlatformPaths:
        """Return the path profiles of all services."""
        return self._config.paths

    def get_endpoint_with_paths(self, service: str) -> tuple[ResolvedEndpoint, Record]:
        """Return where a service lives, and its path profile.

        Args:
            service: The service's name, such as ``oneroster``.
        """
        return self.get_endpoint(service), self.get_paths(service)


def _plain(service: str) -> str:
    """Return a service's name as it is configured; `case_` is `case`."""
    return "case" if service == "case_" else service

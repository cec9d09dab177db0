"""Which proxy a request goes through, by the same rules for either HTTP library."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import NamedTuple

from timeback_core.errors import ConfigurationError
from timeback_core.transport.redact import origin

LOOPBACK = "localhost,127.0.0.0/8,::1"
"""Never reached through a proxy that the environment names: a proxy elsewhere could not reach this machine."""

_SCHEMES = {"http": "http", "https": "https", "all": "all"}


class Proxies(NamedTuple):
    """Proxy URL for each scheme, and what goes past them.

    Attributes:
        http: For http URLs, or `None` for a direct connection.
        https: For https URLs, or `None`.
        bypass: Hosts, networks and domains reached directly, separated by commas; for proxies of the environment.
    """

    http: str | None = None
    https: str | None = None
    bypass: str = ""

    def for_url(self, url: str) -> str | None:
        """The proxy for a URL, or `None` for a direct connection."""
        scheme, _, rest = url.partition("://")
        proxy = self.https if scheme == "https" else self.http
        if proxy is None or not self.bypass:
            return proxy
        return None if bypasses(host_of(rest), self.bypass) else proxy


def through(proxy: str | None) -> str:
    """Words for the end of a message about connecting: which proxy was on the way, without its credentials."""
    return "" if proxy is None else f", through the proxy {origin(proxy)}"


def host_of(rest: str) -> str:
    """The host, without port and brackets, of what follows `://` in a URL."""
    for mark in "/?#":
        rest = rest.partition(mark)[0]
    rest = rest.rpartition("@")[2]
    return rest.partition("]")[0][1:] if rest.startswith("[") else rest.partition(":")[0]


def resolve_proxies(
    proxy: str | Mapping[str, str | None] | None,
    *,
    trust_env: bool,
    environ: Mapping[str, str] | None = None,
) -> Proxies:
    """The proxies to use.

    Args:
        proxy: As in `TransportConfig`. When given, the environment does not count.
        trust_env: Whether the environment counts otherwise.
        environ: Variables to read; the process's own by default.

    Raises:
        ConfigurationError: A key of the mapping that names no scheme.
    """
    if isinstance(proxy, str):
        return Proxies(proxy, proxy)
    if proxy is not None:
        return _from_mapping(proxy)
    if not trust_env:
        return Proxies()
    return _from_environment(os.environ if environ is None else environ)


def _from_mapping(proxy: Mapping[str, str | None]) -> Proxies:
    found: dict[str, str | None] = {}
    for pattern, url in proxy.items():
        scheme = pattern.removesuffix("://").lower()
        if scheme not in _SCHEMES:
            raise ConfigurationError(
                f"proxy: {pattern!r} is no scheme; the keys accepted are 'http://', 'https://' and 'all://'"
            )
        found[scheme] = url
    everything = found.get("all")
    return Proxies(found.get("http", everything), found.get("https", everything))


def _from_environment(environ: Mapping[str, str]) -> Proxies:
    everything = _variable(environ, "all_proxy")
    bypass = _variable(environ, "no_proxy") or ""
    if "*" in (part.strip() for part in bypass.split(",")):
        return Proxies()
    # In a CGI program HTTP_PROXY comes from a request header `Proxy`, so only the lower case counts there.
    http = environ.get("http_proxy") if "REQUEST_METHOD" in environ else _variable(environ, "http_proxy")
    return Proxies(
        _with_scheme(http or everything),
        _with_scheme(_variable(environ, "https_proxy") or everything),
        ",".join(part for part in (bypass, LOOPBACK) if part),
    )


def _variable(environ: Mapping[str, str], name: str) -> str | None:
    """A variable in lower or upper case, if it holds something."""
    return (environ.get(name) or environ.get(name.upper()) or "").strip() or None


def _with_scheme(url: str | None) -> str | None:
    return url if url is None or "://" in url else f"http://{url}"


def bypasses(host: str, bypass: str) -> bool:
    """Whether a host is reached directly.

    Args:
        host: Name or address, without port and brackets.
        bypass: As in `Proxies`.
    """
    name = host.lower().strip("[]").rstrip(".")
    return any(_matches(name, part.strip().lower()) for part in bypass.split(",") if part.strip())


def _matches(name: str, pattern: str) -> bool:
    pattern = pattern.partition(":")[0] if pattern.count(":") == 1 else pattern
    if "/" in pattern:
        import ipaddress

        try:
            return ipaddress.ip_address(name) in ipaddress.ip_network(pattern, strict=False)
        except ValueError:
            return False
    pattern = pattern.removeprefix("*").removeprefix(".").strip("[]")
    return name == pattern or name.endswith(f".{pattern}")


def ca_bundle(verify: object, *, trust_env: bool, environ: Mapping[str, str] | None = None) -> str | None:
    """Path of the CA bundle that `verify` or the variable `SSL_CERT_FILE` names."""
    if isinstance(verify, str):
        return verify
    if verify is True and trust_env:
        return (os.environ if environ is None else environ).get("SSL_CERT_FILE") or None
    return None

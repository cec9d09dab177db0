"""What both senders over httpx2 have in common, the asynchronous one and the synchronous one."""

from __future__ import annotations

import importlib.util
import ssl
from collections.abc import Mapping
from http.cookiejar import CookieJar, DefaultCookiePolicy
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from timeback_core.errors import ConfigurationError
from timeback_core.transport.message import FailureKind, Request, ResponseTooLarge, SendFailure
from timeback_core.transport.proxies import ca_bundle

if TYPE_CHECKING:
    import httpx2


class ForeignHeaders(Protocol):
    """What is used of the library's header fields."""

    def multi_items(self) -> list[tuple[str, str]]:
        """Every field with its value."""
        ...

    def get(self, key: str, default: Any = None) -> Any:
        """The value of a field."""
        ...


class Closable(Protocol):
    """What is asked of a client of the library when something went wrong."""

    @property
    def is_closed(self) -> bool:
        """Whether its owner closed it."""
        ...


def library_of(client: object, class_name: str) -> str | None:
    """Name of the library that a client comes from, also when it is a subclass; `None` for anything else.

    Args:
        client: What the application gave.
        class_name: `AsyncClient` or `Client`.
    """
    for kind in type(client).__mro__:
        library = kind.__module__.partition(".")[0]
        if kind.__name__ == class_name and library in {"httpx", "httpx2"}:
            return library
    return None


def tls_context(
    verify: bool | str | ssl.SSLContext, cert: str | tuple[str, str] | None, *, trust_env: bool
) -> ssl.SSLContext:
    """How certificates are checked, and which one is shown; the arguments are those of `TransportConfig`.

    Raises:
        ConfigurationError: A file cannot be used.
    """
    import httpx2

    if isinstance(verify, ssl.SSLContext):
        context = verify
    else:
        bundle = ca_bundle(verify, trust_env=trust_env)
        if bundle is None:
            context = httpx2.create_ssl_context(verify=verify is not False, trust_env=False)
        else:
            is_folder = Path(bundle).is_dir()
            try:
                context = ssl.create_default_context(
                    cafile=None if is_folder else bundle, capath=bundle if is_folder else None
                )
            except OSError as error:
                raise ConfigurationError(f"verify: {bundle!r} cannot be used as a CA bundle: {error}") from error
    if cert is not None:
        paths = (cert,) if isinstance(cert, str) else cert
        try:
            context.load_cert_chain(*paths)
        except OSError as error:
            raise ConfigurationError(f"cert: {paths[0]!r} cannot be used: {error}") from error
    return context


def proxy_of(url: str, tls: ssl.SSLContext | None) -> httpx2.Proxy:
    """The proxy behind a URL; an https proxy is checked like any other server.

    Raises:
        ConfigurationError: The URL cannot be used. It may hold a password, so it is not shown.
    """
    import httpx2

    try:
        proxy = httpx2.Proxy(url)
    except (ValueError, httpx2.InvalidURL):
        raise ConfigurationError("the URL of the proxy cannot be used: check its scheme, host and port") from None
    if proxy.url.scheme.startswith("socks") and importlib.util.find_spec("socksio") is None:
        raise ConfigurationError("a SOCKS proxy needs the package socksio: pip install socksio")
    return httpx2.Proxy(url, ssl_context=tls) if proxy.url.scheme == "https" else proxy


def client_settings() -> dict[str, Any]:
    """Settings of a client that keeps no cookie, follows no redirect and reads nothing from the environment."""
    return {
        "trust_env": False,
        "follow_redirects": False,
        "cookies": CookieJar(DefaultCookiePolicy(allowed_domains=[])),
    }


def request_settings(request: Request, limits: Mapping[str, float | None]) -> dict[str, Any]:
    """Arguments of a client's `build_request`, besides method and URL."""
    return {"headers": request.headers, "content": request.content, "extensions": {"timeout": dict(limits)}}


SEND_SETTINGS: dict[str, Any] = {"stream": True, "follow_redirects": False, "auth": None}
"""Arguments of a client's `send`. Its own authentication would take the place of the token."""


def refuse_too_large(answer_headers: ForeignHeaders, status: int, limit: int | None) -> None:
    """Refuse a body whose announced length is beyond the limit.

    Raises:
        ResponseTooLarge: It is.
    """
    announced = answer_headers.get("content-length")
    if limit is not None and isinstance(announced, str) and announced.isdigit() and int(announced) > limit:
        raise ResponseTooLarge(limit, status)


KINDS: dict[str, tuple[FailureKind, bool]] = {
    "ConnectTimeout": ("connect_timeout", True),
    "PoolTimeout": ("pool_timeout", True),
    "ReadTimeout": ("read", False),
    "WriteTimeout": ("write", False),
    "ConnectError": ("connect", True),
    "ProxyError": ("connect", True),
    "ReadError": ("read", False),
    "WriteError": ("write", False),
    "CloseError": ("read", False),
    "TimeoutError": ("timeout", False),
}
"""What the library's error classes mean, and whether it is certain that nothing was sent."""


def failure_of(error: Exception, client: Closable, route: str = "") -> Exception:
    """What an error means; anything unknown counts as a broken exchange, so that no foreign error gets out.

    Args:
        error: What the library raised.
        client: The client that it came from.
        route: Words that tell which proxy the request went through.
    """
    if isinstance(error, SendFailure):
        return error
    if client.is_closed:
        return SendFailure("closed", "the HTTP client has been closed")
    for kind in type(error).__mro__:
        if kind.__name__ in {"UnsupportedProtocol", "InvalidURL"}:
            return ConfigurationError(f"the URL cannot be requested: {error}")
        found = KINDS.get(kind.__name__)
        if found is not None:
            return _sorted_out(found[0], str(error) or kind.__name__, route, not_sent=found[1])
    return SendFailure("protocol", str(error) or type(error).__name__)


def _sorted_out(kind: FailureKind, reason: str, route: str, *, not_sent: bool) -> SendFailure:
    """A failure whose kind the library's class tells, except for two that only its words tell."""
    if kind == "connect":
        if "CERTIFICATE_VERIFY_FAILED" in reason:
            kind = "certificate"
        elif reason.startswith("407"):
            kind = "proxy"
        reason += route
    return SendFailure(kind, reason, not_sent=not_sent)

"""What `timeback check` does: a token and one cheap read of each service, all at the same time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from timeback_core.errors import APIError, ServiceNotConfiguredError, TimebackError, TokenError

if TYPE_CHECKING:
    from timeback_core.cli.session import Session
    from timeback_core.sync import TimebackClient
    from timeback_core.transport.hooks import ResponseEvent, TokenEvent

__all__ = ["Verdict", "check_services"]

_PATIENCE = 10.0
"""Seconds that a service gets."""

_NOBODY = "timeback-check"
"""A student who does not exist; that the service says so shows that it is there."""

_READS: Mapping[str, Callable[[TimebackClient], object]] = {
    "oneroster": lambda client: client.oneroster.schools.list(limit=1),
    "edubridge": lambda client: client.edubridge.subject_tracks.list(),
    "caliper": lambda client: client.caliper.events.list(limit=1),
    "qti": lambda client: client.qti.assessment_items.list(limit=1),
    "powerpath": lambda client: client.powerpath.placement.get_current_level({"student": _NOBODY, "subject": "Math"}),
    "case": lambda client: client.case_.documents.list(limit=1),
    "clr": lambda client: client.clr.discovery.get(),
    "webhooks": lambda client: client.webhooks.webhooks.list(),
    "masterytrack": lambda client: client.masterytrack.inventory.search(grade="3", subject="Math"),
}
"""One cheap read of each service."""


@dataclass(frozen=True)
class Verdict:
    """What became of one service.

    Attributes:
        service: Its name.
        base_url: Where it is.
        ok: Whether it works.
        summary: The verdict in a word or two.
        token_ms: How long its token took; None when it needs none, or another service asked for the same token.
        read_ms: How long its answer took; None without one.
        error: What went wrong, or None.
        error_type: The kind of error, or None.
        request_id: By which the operator finds the request, or None.
        advice: What to do, or None.
    """

    service: str
    base_url: str
    ok: bool
    summary: str
    token_ms: float | None = None
    read_ms: float | None = None
    error: str | None = None
    error_type: str | None = None
    request_id: str | None = None
    advice: str | None = None

    def record(self) -> dict[str, Any]:
        """The same as plain values; latencies in tenths of a millisecond."""
        return {name: round(value, 1) if isinstance(value, float) else value for name, value in asdict(self).items()}


class _Clock:
    """How long tokens and answers took, as the hooks tell."""

    def __init__(self) -> None:
        self.answers: dict[str, float] = {}
        self.tokens: dict[str, float] = {}

    def answered(self, event: ResponseEvent) -> None:
        """Note an answer of a service; the last one counts."""
        self.answers[event.service] = event.duration * 1000

    def token(self, event: TokenEvent) -> None:
        """Note a token request."""
        if event.duration:
            self.tokens[event.url] = event.duration * 1000

    def token_from(self, url: str) -> float | None:
        """How long the token of an endpoint took; None for the second who asks, who shares it."""
        return self.tokens.pop(url.partition("://")[2], None)


def check_services(session: Session, services: list[str]) -> list[Verdict]:
    """Try services.

    Args:
        session: The run.
        services: Their names, which are known; empty for all that are configured.

    Returns:
        A verdict for each, in the usual order.

    Raises:
        ConfigurationError: Nothing says where the services are, or a setting is wrong.
    """
    clock = _Clock()
    with session.client(once=True, on_response=clock.answered, on_token=clock.token) as client:
        names = [name for name in client.available_services if not services or name in services]
        absent = [name for name in services if name not in names]
        config = client.get_provider().config
        if config.mode == "sandbox":  # loading its data is no latency of the first who asks
            _try(client, "clr")
        patient = client.with_options(max_retries=0, timeout=session.timeout or _PATIENCE)
        for name in names:  # imports what a service needs here: threads would wait for each other
            _service_of(patient, name)
        with ThreadPoolExecutor(max_workers=max(1, len(names))) as pool:
            tried = {name: pool.submit(_try, patient, name) for name in names}
        errors = {name: attempt.result() for name, attempt in tried.items()}
        verdicts: list[Verdict] = []
        for name in names:
            endpoint = config.endpoints[name]
            own = name == "masterytrack" and config.masterytrack is not None
            token = clock.token_from(f"{endpoint.base_url}/authorizer" if own else endpoint.auth_url or "")
            verdicts.append(_verdict(name, endpoint.base_url, errors[name], token, clock.answers.get(name)))
        verdicts += [_not_there(name, client) for name in absent]
    return verdicts


def _service_of(client: TimebackClient, service: str) -> object:
    """The client of a service; None when it cannot be had, which the attempt will tell."""
    try:
        return getattr(client, service)
    except TimebackError:
        return None


def _try(client: TimebackClient, service: str) -> TimebackError | None:
    """Read something of a service; what goes wrong is returned."""
    try:
        _READS[service](client)
    except TimebackError as error:
        return error
    return None


def _not_there(service: str, client: TimebackClient) -> Verdict:
    """The verdict on a service that is not configured."""
    error = ServiceNotConfiguredError(client.get_provider().why_not(service))
    return _verdict(service, "", error, None, None)


def _verdict(
    service: str, base_url: str, error: TimebackError | None, token_ms: float | None, read_ms: float | None
) -> Verdict:
    """The verdict on what came of a read."""
    if error is None or _answered_nonetheless(service, error):
        return Verdict(service, base_url, True, "ok", token_ms, read_ms)
    from timeback_core.errors import UnsupportedOperationError

    if isinstance(error, UnsupportedOperationError):
        return Verdict(service, base_url, True, "ok, nothing to read", token_ms)
    from timeback_core.cli.advice import advice

    return Verdict(
        service,
        base_url,
        False,
        _summary(error),
        token_ms,
        read_ms,
        error.message,
        type(error).__name__,
        error.request_id if isinstance(error, APIError) else None,
        advice(error),
    )


def _answered_nonetheless(service: str, error: TimebackError) -> bool:
    """Whether an error is the service's own word that there is no such student, and so a sign of life."""
    said = isinstance(error, APIError) and isinstance(error.response, dict)
    return service == "powerpath" and said and isinstance(error, APIError) and error.status_code in {400, 404, 422}


def _summary(error: TimebackError) -> str:
    """What is wrong, in a word or two."""
    from timeback_core import errors

    if isinstance(error, TokenError):
        return "no token"
    if isinstance(error, errors.APITimeoutError):
        return "too slow"
    if isinstance(error, errors.APIConnectionError):
        return "unreachable"
    if isinstance(error, APIError) and error.status_code is not None:
        return {401: "token refused", 403: "not allowed", 404: "not found"}.get(
            error.status_code, f"status {error.status_code}"
        )
    if isinstance(error, errors.ServiceNotConfiguredError | errors.ConfigurationError):
        return "not set up"
    return "failed"

"""The synchronous sender over a client of httpx or httpx2 that the application made."""

from __future__ import annotations

from typing import Any

import httpx
import httpx2
import pytest
from blocking_requests import failure_of, request_to
from loopback_thread import SILENT, serving_threads, trickling

from timeback_core.blocking.httpx_sender import HttpxSender
from timeback_core.errors import ConfigurationError
from timeback_core.sync.transport.options import TransportConfig

pytestmark = pytest.mark.socket


# Clients of the application ----------------------------------------------------------------------------------


@pytest.mark.parametrize("library", [httpx, httpx2])
class TestGiven:
    """A client that the application made."""

    def test_it_is_used_for_everything_and_stays_open(self, library: Any) -> None:
        with serving_threads() as server:
            with library.Client(trust_env=False, headers={"X-Gateway": "g"}, auth=("a", "b")) as client:
                sender = HttpxSender(TransportConfig(), client)
                sender.send(request_to(server.url, headers={"Authorization": "Bearer t"}))
                sender.close()
                assert not client.is_closed
            (got,) = server.requests
        assert (got.headers["x-gateway"], got.headers["authorization"]) == ("g", "Bearer t")
        assert sender.name.startswith(f"{library.__name__}/")

    def test_a_mocked_transport_works_and_its_own_errors_do_not_get_out(self, library: Any) -> None:
        def answer(request: Any) -> Any:
            if request.url.path == "/broken":
                raise LookupError("in a transport of the application")
            return library.Response(200, json={"path": request.url.path})

        with library.Client(transport=library.MockTransport(answer)) as client:
            sender = HttpxSender(TransportConfig(), client)
            assert sender.send(request_to("https://api.example.test/users")).content == b'{"path":"/users"}'
            failure = failure_of(sender, request_to("https://api.example.test/broken"))
        assert isinstance(failure.__cause__, LookupError)

    def test_closed_by_its_owner_it_is_a_failure_of_its_own_kind(self, library: Any) -> None:
        client = library.Client()
        client.close()
        failure = failure_of(HttpxSender(TransportConfig(), client), request_to("http://127.0.0.1:1/"))
        assert (failure.kind, failure.not_sent) == ("closed", True)

    @pytest.mark.parametrize("answer", [SILENT, trickling], ids=["silent", "trickling"])
    def test_the_time_limit_counts_although_the_client_has_limits_of_its_own(self, library: Any, answer: Any) -> None:
        with serving_threads(answer) as server, library.Client(trust_env=False, timeout=60) as client:
            sender = HttpxSender(TransportConfig(), client)
            assert failure_of(sender, request_to(server.url, timeout=0.15)).kind == "timeout"
            if answer == SILENT:
                assert failure_of(sender, request_to(server.url, read=0.05)).kind == "read"

    def test_an_asynchronous_client_is_refused_with_words_that_help(self, library: Any) -> None:
        with pytest.raises(ConfigurationError, match=r"httpx2\.Client, not AsyncClient; an AsyncClient serves"):
            HttpxSender(TransportConfig(), library.AsyncClient())


def test_what_is_no_http_client_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="not object"):
        HttpxSender(TransportConfig(), object())

"""A server whose certificate a private authority signed: accepted when the authority is named, explained when not."""

from __future__ import annotations

import logging
import ssl
import time
from collections.abc import Iterator
from typing import Any

import pytest
from certificates import Certificates
from life_clients import KINDS, count
from life_place import SECRET, Place, placed
from life_proxy import proxying

from timeback_core import APIConnectionError, ConfigurationError

pytestmark = [pytest.mark.anyio, pytest.mark.socket, pytest.mark.promise("custom-ca")]


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "ssl_cert_file"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    caplog.set_level(logging.CRITICAL, "asyncio")


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return Certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture
def place(certificates: Certificates) -> Iterator[Place]:
    with placed(tls=certificates.server_context()) as place:
        yield place


async def ask(place: Place, kind: str, **more: Any) -> int:
    return await count({**place.settings, "timeout": 15}, kind, **more)


@pytest.mark.parametrize("kind", KINDS)
class TestEach:
    """With each kind of client."""

    async def test_the_authority_is_named_by_path(self, kind: str, place: Place, certificates: Certificates) -> None:
        assert await ask(place, kind, verify=certificates.ca) == 30

    async def test_the_authority_is_named_by_the_environment(
        self, kind: str, place: Place, certificates: Certificates, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("SSL_CERT_FILE", certificates.ca)
        assert await ask(place, kind) == 30
        if kind != "pyreqwest":  # which looks at the variable in any case
            with pytest.raises(APIConnectionError, match="certificate"):
                await ask(place, kind, trust_env=False)

    async def test_an_unknown_authority_is_explained_at_once(self, kind: str, place: Place) -> None:
        started = time.monotonic()
        with pytest.raises(APIConnectionError, match="is not accepted") as caught:
            await ask(place, kind)
        message = str(caught.value)
        assert "verify='path/of/ca.pem'" in message
        assert "SSL_CERT_FILE" in message
        assert "https://localhost" in message
        assert SECRET not in message
        assert caught.value.attempts == 1, "the certificate would be the same a second later"
        assert time.monotonic() - started < 5
        assert (place.tokens, place.asked) == (0, []), "no credentials before the certificate is accepted"

    async def test_a_certificate_of_another_host_is_refused(
        self, kind: str, place: Place, certificates: Certificates
    ) -> None:
        port = int(place.url.rpartition(":")[2])
        with proxying() as proxy:  # which alone knows the host by another name than those on the certificate
            proxy.names["school.test"] = ("127.0.0.1", port)
            place.url = f"https://school.test:{port}"
            with pytest.raises(APIConnectionError, match="is not accepted"):
                await ask(place, kind, verify=certificates.ca, proxy=proxy.url())
        assert place.tokens == 0

    async def test_a_client_certificate_is_shown_to_who_asks(self, kind: str, certificates: Certificates) -> None:
        with placed(tls=certificates.server_context(wants_client=True)) as place:
            pair = (certificates.client_cert, certificates.client_key)
            for cert in (certificates.client_both, pair):
                assert await ask(place, kind, verify=certificates.ca, cert=cert) == 30
            with pytest.raises(APIConnectionError):
                await ask(place, kind, verify=certificates.ca, max_retries=0)

    async def test_files_that_cannot_be_used_are_named(
        self, kind: str, place: Place, certificates: Certificates
    ) -> None:
        broken = certificates._write("broken.pem", b"-----BEGIN CERTIFICATE-----\nnonsense\n")
        for settings in ({"verify": "/no/such.pem"}, {"cert": "/no/such.pem"}, {"verify": broken}):
            with pytest.raises(ConfigurationError, match=r"no/such\.pem|broken\.pem|TLS"):
                await ask(place, kind, **settings)


async def test_the_applications_own_context_is_used(place: Place, certificates: Certificates) -> None:
    context = ssl.create_default_context(cafile=certificates.ca)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    for kind in ("auto", "httpx2", "sync"):
        assert await ask(place, kind, verify=context) == 30
    with pytest.raises(ConfigurationError, match="backend='httpx2'"):
        await ask(place, "pyreqwest", verify=context)
    with pytest.raises(APIConnectionError, match="SSL_CERT_FILE"):
        await ask(place, "auto", verify=ssl.create_default_context(cafile=None))

"""The 35 features that started the project, one check each, numbered S1 to S35, against the sandbox."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

import timeback_core
from timeback_core import (
    APIError,
    BroadcastError,
    ClientClosedError,
    ConfigurationError,
    DuplicateClientError,
    ServerError,
    ServiceConfig,
    ServiceNotConfiguredError,
    TimebackClient,
    TimebackManager,
    UnknownClientError,
    ValidationError,
)
from timeback_core.oneroster import Organization, User
from timeback_core.powerpath import PlacementQueryParams
from timeback_core.transport.asgi import AsgiSender
from timeback_core.transport.message import Request, Response, StreamedResponse
from timeback_sandbox import Sandbox

pytestmark = pytest.mark.anyio

ALL_SERVICES = ("oneroster", "edubridge", "caliper", "qti", "powerpath", "case", "clr", "webhooks", "masterytrack")

USER: dict[str, Any] = {
    "givenName": "Ada",
    "familyName": "Lovelace",
    "enabledUser": True,
    "roles": [{"roleType": "primary", "role": "student", "org": {"sourcedId": "the-org"}}],
}


RECORD: dict[str, Any] = {
    "@context": [
        "https://www.w3.org/ns/credentials/v2",
        "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json",
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
    ],
    "id": "urn:uuid:0e8e4d2c-6c0a-4a8b-9f5e-2f1c8f0f2a10",
    "type": ["VerifiableCredential", "ClrCredential"],
    "issuer": {"id": "https://lakeside.example/issuer", "type": ["Profile"], "name": "Lakeside"},
    "name": "Ada's year",
    "validFrom": "2026-06-12T15:00:00Z",
    "credentialSubject": {
        "id": "urn:uuid:7b7c2f10-55d4-4f0a-8a51-0f6f1c9d2e33",
        "type": ["ClrSubject"],
        "verifiableCredential": [
            {
                "@context": [
                    "https://www.w3.org/ns/credentials/v2",
                    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
                ],
                "id": "urn:uuid:10d93c5b-8f3e-4c1b-a0c7-3f6d5e4c2b10",
                "type": ["VerifiableCredential", "AchievementCredential"],
                "issuer": {"id": "https://lakeside.example/issuer", "type": ["Profile"]},
                "validFrom": "2026-06-10T09:30:00Z",
                "credentialSubject": {"id": "urn:uuid:7b7c2f10-55d4-4f0a-8a51-0f6f1c9d2e33"},
            }
        ],
    },
}


class District:
    """Three installations: `alpha` and `beta`, which hold different data, and one that always fails."""

    def __init__(self, alpha: Sandbox, beta: Sandbox, broken: Sandbox) -> None:
        self.alpha, self.beta, self.broken = alpha, beta, broken

    def config(self, sandbox: Sandbox, **more: Any) -> dict[str, Any]:
        """What a manager needs to reach one of them."""
        return {
            "base_url": sandbox.base_url,
            "auth_url": sandbox.auth_url,
            "client_id": sandbox.client_id,
            "client_secret": sandbox.client_secret,
            **more,
        }


@pytest.fixture(scope="module")
def installations() -> Iterator[District]:
    with (
        Sandbox(seed="empty", port=0) as alpha,
        Sandbox(seed="empty", port=0) as beta,
        Sandbox(seed="empty", port=0) as broken,
    ):
        yield District(alpha, beta, broken)


@pytest.fixture
async def district(installations: District) -> District:
    """The three, with one organisation each whose name tells them apart."""
    district = installations
    for name, sandbox in (("Alpha", district.alpha), ("Beta", district.beta), ("Broken", district.broken)):
        await sandbox.reset()
        async with sandbox.client() as client:
            await client.oneroster.orgs.create({"sourced_id": "the-org", "name": name, "type": "school"})
        sandbox.clear_journal()
    district.broken.faults.add(status=500, path="/ims/*")
    return district


@pytest.fixture
async def manager(district: District) -> AsyncIterator[TimebackManager]:
    """A manager that knows `alpha` and `beta`."""
    async with TimebackManager() as manager:
        manager.register("alpha", district.config(district.alpha))
        yield manager.register("beta", district.config(district.beta))


async def organization(client: TimebackClient) -> Organization:
    return await client.oneroster.orgs.get("the-org")


async def name_of(client: TimebackClient) -> str:
    return (await organization(client)).name


def credentials(sandbox: Sandbox) -> dict[str, Any]:
    return {"auth_url": sandbox.auth_url, "client_id": sandbox.client_id, "client_secret": sandbox.client_secret}


def test_s1_the_two_classes_come_from_the_package() -> None:
    """S1: distribution timeback-core, import timeback_core."""
    from importlib.metadata import version

    assert version("timeback-core") == timeback_core.__version__
    assert timeback_core.TimebackClient is TimebackClient
    assert timeback_core.TimebackManager is TimebackManager


async def test_s2_the_services_are_attributes_of_one_object(in_process: Sandbox) -> None:
    """S2: nine services on one object."""
    async with in_process.client() as tb:
        assert set(tb.available_services) == set(ALL_SERVICES)
        assert tb.get_provider().get_available_services() == list(ALL_SERVICES)
        assert len({type(getattr(tb, name)) for name in ALL_SERVICES}) == 9
        assert tb.oneroster.users is not None


async def test_s3_one_token_serves_every_service(sandbox: Sandbox) -> None:
    """S3: N services behind one token endpoint cause exactly one token request."""
    before = sandbox.token_requests
    async with sandbox.client() as tb:
        await tb.oneroster.schools.list()
        for service in ("oneroster", "case", "clr", "qti"):
            with pytest.raises(APIError):
                await tb.request(service, "GET", "/no/such/thing")
    assert sandbox.token_requests == before + 1


class Rerouted:
    """A sender that carries what goes to the hosted environment to a sandbox instead."""

    name = "rerouted/1.0"

    def __init__(self, sandbox: Sandbox) -> None:
        self.hosts: set[str] = set()
        self._sandbox = AsgiSender(sandbox.app, base_url=sandbox.base_url, lifespan=False)
        self._url = sandbox.base_url

    async def send(self, request: Request) -> Response:
        parts = urlsplit(request.url)
        self.hosts.add(parts.netloc)
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        return await self._sandbox.send(
            Request(request.method, self._url + path, request.headers, request.content, request.timeout)
        )

    def stream(self, request: Request) -> AbstractAsyncContextManager[StreamedResponse]:
        raise NotImplementedError

    async def close(self) -> None:
        await self._sandbox.close()


async def test_s4_the_quick_start_lists_schools_and_students(in_process: Sandbox) -> None:
    """S4: `env="staging"` and credentials, `schools.list()`, `users.list(where=...)`; the hosts are rerouted."""
    rerouted = Rerouted(in_process)
    async with TimebackClient(
        env="staging",
        client_id=in_process.client_id,
        client_secret=in_process.client_secret,
        transport=rerouted,
    ) as tb:
        schools = await tb.oneroster.schools.list()
        students = await tb.oneroster.users.list(where={"role": "student"})
    assert len(schools) == 3
    assert students.total == 402
    assert all("student" in [role.role for role in user.roles] for user in students)
    assert rerouted.hosts == {
        "api.staging.alpha-1edtech.ai",
        "staging-beyond-timeback-api-2-idp.auth.us-east-1.amazoncognito.com",
    }


async def test_s4_the_quick_start_needs_no_account_in_the_sandbox() -> None:
    """S4: the same with `env="sandbox"`."""
    async with TimebackClient(env="sandbox") as tb:
        assert len(await tb.oneroster.schools.list()) == 3
        assert (await tb.oneroster.users.list(where={"role": "student"})).total == 402


async def test_s5_a_page_has_data_and_is_a_sequence(sandbox: Sandbox) -> None:
    """S5: `.data`, iteration, length, index, slice, membership."""
    async with sandbox.client() as tb:
        page = await tb.oneroster.schools.list()
    assert [school.name for school in page] == [school.name for school in page.data]
    assert len(page) == len(page.data) == 3
    assert page[0] is page.data[0]
    assert page[-1:] == page.data[2:]
    assert page.data[1] in page
    assert page


@pytest.mark.parametrize("env", ["staging", "production"])
def test_s6_an_environment_and_credentials_are_enough(env: str) -> None:
    """S6: environment mode."""
    tb = TimebackClient(env=env, client_id="id", client_secret="secret")
    provider = tb.get_provider()
    assert (
        provider.get_endpoint("oneroster").base_url
        == {
            "staging": "https://api.staging.alpha-1edtech.ai",
            "production": "https://api.alpha-1edtech.ai",
        }[env]
    )
    assert provider.get_available_services() == list(ALL_SERVICES)
    with pytest.raises(ConfigurationError, match="client_secret is required"):
        TimebackClient(env=env, client_id="id")


async def test_s7_one_base_url_serves_all_services(on_socket: Sandbox) -> None:
    """S7: base URL mode."""
    async with TimebackClient(base_url=on_socket.base_url, **credentials(on_socket)) as tb:
        assert len(await tb.oneroster.schools.list()) == 3
        provider = tb.get_provider()
        assert {provider.get_endpoint(name).base_url for name in ALL_SERVICES[:-1]} == {on_socket.base_url}


async def test_s8_base_url_mode_as_the_seed_writes_it(on_socket: Sandbox) -> None:
    """S8: the same URL three times in `services`; the six others are not configured."""
    url = on_socket.base_url
    services = {"oneroster": url, "edubridge": url, "caliper": url}
    async with TimebackClient(services=services, **credentials(on_socket)) as tb:
        assert len(await tb.oneroster.schools.list()) == 3
        assert tb.get_provider().get_available_services() == ["oneroster", "edubridge", "caliper"]
        for name in set(ALL_SERVICES) - services.keys():
            with pytest.raises(ConfigurationError, match="is not configured"):
                tb.get_provider().get_endpoint(name)


@pytest.mark.parametrize("key", ["case", "case_"])
async def test_s9_any_subset_of_services_can_be_named(key: str, on_socket: Sandbox) -> None:
    """S9: explicit mode; `case_` is accepted as a key too, a misspelt one is not."""
    tb = TimebackClient(services={key: on_socket.base_url, "oneroster": on_socket.base_url}, **credentials(on_socket))
    async with tb:
        assert set(tb.get_provider().get_available_services()) == {"case", "oneroster"}
        assert len(await tb.oneroster.schools.list()) == 3
    for name in ALL_SERVICES:
        one = TimebackClient(services={name: on_socket.base_url}, **credentials(on_socket))
        assert one.get_provider().get_available_services() == [name]
    with pytest.raises(ConfigurationError, match="onerostr"):
        TimebackClient(services={"onerostr": on_socket.base_url}, **credentials(on_socket))


def test_s10_touching_a_service_that_is_not_configured_raises_at_once(on_socket: Sandbox) -> None:
    """S10: no network; the service is named, and those that are configured."""
    tb = TimebackClient(services={"caliper": on_socket.base_url, "qti": on_socket.base_url}, **credentials(on_socket))
    with pytest.raises(ServiceNotConfiguredError, match='Service "oneroster" is not configured') as caught:
        _ = tb.oneroster
    assert "caliper, qti" in str(caught.value)
    assert isinstance(caught.value, RuntimeError)
    assert not on_socket.journal()


@pytest.mark.parametrize("form", ["snake", "camel", "object"])
async def test_s11_a_service_can_have_its_own_token_endpoint(form: str, on_socket: Sandbox) -> None:
    """S11: `{base_url, auth_url}` or ServiceConfig as a service's value; here with credentials of its own."""
    own = {
        "base_url": on_socket.base_url,
        "auth_url": on_socket.second_auth_url,
        "client_id": on_socket.second_client_id,
        "client_secret": on_socket.second_client_secret,
    }
    camel = {re.sub(r"_(\w)", lambda found: found[1].upper(), key): value for key, value in own.items()}
    value: Any = {"snake": own, "camel": camel, "object": ServiceConfig(**own)}[form]
    services = {"oneroster": value, "case": on_socket.base_url}
    async with TimebackClient(services=services, **credentials(on_socket)) as tb:
        assert len(await tb.oneroster.schools.list()) == 3
        with pytest.raises(APIError) as caught:
            await tb.request("case", "GET", "/ims/case/v1p1/nothing")
        assert caught.value.status_code == 404
        check = await tb.check_auth()
        assert check["services"] == {"oneroster": True, "case": True}
    tokens = [entry.path for entry in on_socket.journal(method="POST")]
    assert tokens == ["/second/oauth/token", "/oauth/token"]
    used = {entry.path: entry.client_id for entry in on_socket.journal(method="GET")}
    assert used == {
        "/ims/oneroster/rostering/v1p2/schools": on_socket.second_client_id,
        "/ims/case/v1p1/nothing": on_socket.client_id,
    }


async def test_s11_only_the_token_url_may_differ(on_socket: Sandbox) -> None:
    """S11: the client-wide credentials go to the service's own endpoint when it has no others."""
    second = {"client_id": on_socket.second_client_id, "client_secret": on_socket.second_client_secret}
    services = {"oneroster": {"baseUrl": on_socket.base_url, "authUrl": on_socket.second_auth_url}}
    async with TimebackClient(services=services, auth_url=on_socket.auth_url, **second) as tb:
        assert len(await tb.oneroster.schools.list()) == 3
    assert [entry.path for entry in on_socket.journal(method="POST")] == ["/second/oauth/token"]


@pytest.mark.parametrize("keys", [("client_id", "client_secret", "auth_url"), ("clientId", "clientSecret", "authUrl")])
@pytest.mark.parametrize("place", ["argument", "config"])
async def test_s12_credentials_can_be_grouped(keys: tuple[str, str, str], place: str, on_socket: Sandbox) -> None:
    """S12: `auth={...}` in both spellings, as an argument and in a config mapping; flat keywords win."""
    auth = dict(zip(keys, (on_socket.client_id, on_socket.client_secret, on_socket.auth_url), strict=True))
    wired: dict[str, Any] = {"base_url": on_socket.base_url, "auth": auth}
    async with TimebackClient(**wired) if place == "argument" else TimebackClient(config=wired) as tb:
        assert len(await tb.oneroster.schools.list()) == 3
    wrong = {**auth, keys[1]: "wrong"}
    async with TimebackClient(base_url=on_socket.base_url, auth=wrong, client_secret=on_socket.client_secret) as tb:
        assert (await tb.check_auth()).ok


async def test_s13_sub_clients_are_lazy(sandbox: Sandbox) -> None:
    """S13: nothing is sent at construction or on access; the same object every time."""
    async with sandbox.client() as tb:
        first = tb.oneroster
        assert tb.oneroster is first
        assert first.users is tb.oneroster.users
        assert sandbox.journal() == []
        await first.schools.list()
        assert len(sandbox.journal()) == 2


async def test_s14_the_oneroster_calls(sandbox: Sandbox) -> None:
    """S14: `users.list()`, `schools.get(school_id)`, `enrollments.list(where={"role": "student"})`."""
    async with sandbox.client() as tb:
        users = await tb.oneroster.users.list()
        school = await tb.oneroster.schools.get("school-lincoln-elementary")
        enrollments = await tb.oneroster.enrollments.list(where={"role": "student"})
    assert len(users) == 100
    assert school.name == "Lincoln Elementary School"
    assert {enrollment.role for enrollment in enrollments} == {"student"}


SENSOR = "https://fractions.example.org/sensors/web"


async def activity_of(tb: TimebackClient) -> tuple[User, dict[str, Any]]:
    """A student of the demo, and what there is to tell about an activity of theirs."""
    student = (await tb.oneroster.students.list(where={"status": "active"}, limit=1))[0]
    return student, {
        "actor": {"id": f"https://api.example.org/users/{student.sourced_id}", "email": student.email},
        "object": {
            "id": "https://fractions.example.org/activities/halves",
            "subject": "Math",
            "app": {"name": "Fraction Forge"},
        },
        "event_time": "2024-02-01T15:00:00Z",
        "metrics": [{"type": "xpEarned", "value": 7.5}],
    }


async def test_s16_an_activity_is_sent_by_position_and_listed(sandbox: Sandbox) -> None:
    """S16, and the last line of S4: `caliper.events.send_activity(sensor, activity)` and `caliper.events.list()`."""
    async with sandbox.client() as tb:
        _, activity = await activity_of(tb)
        sent = await tb.caliper.events.send_activity(SENSOR, activity)
        assert sent.job_id
        await sandbox.settle()
        listed = await tb.caliper.events.list()
        mine = await tb.caliper.events.list(sensor=SENSOR)
    assert len(listed) == 100
    assert "ActivityEvent" in {event.type for event in mine}


async def test_s15_edubridge_is_called_by_keywords(sandbox: Sandbox) -> None:
    """S15: `enrollments.list(user_id=…)`, `analytics.get_activity(student_id=…, start_date=…, end_date=…)`."""
    async with sandbox.client() as tb:
        student, activity = await activity_of(tb)
        await tb.caliper.events.send_activity(SENSOR, activity)
        await sandbox.settle()
        seats = await tb.edubridge.enrollments.list(user_id=student.sourced_id)
        facts = await tb.edubridge.analytics.get_activity(
            student_id=student.sourced_id, start_date="2024-02-01", end_date="2024-02-01"
        )
    assert {seat.role for seat in seats} == {"student"}
    assert facts.facts["2024-02-01"]["Math"].activity_metrics.xp_earned % 7.5 == 0
    assert facts.facts["2024-02-01"]["Math"].apps == ["Fraction Forge"]


async def test_s17_items_are_listed_and_a_test_is_read(sandbox: Sandbox) -> None:
    """S17: `qti.assessment_items.list()`, `qti.assessment_tests.get(test_id)`."""
    async with sandbox.client() as tb:
        page = await tb.qti.assessment_items.list()
        assert len(page.items) == page.limit == 10
        assert page.pages == -(-page.total // 10) >= 2
        listed = await tb.qti.assessment_tests.list(limit=1)
        test = await tb.qti.assessment_tests.get(listed.items[0].identifier)
    assert test.is_valid_xml
    assert test.parts[0].sections[0].item_refs


async def test_s18_the_level_of_a_student_is_asked_by_one_mapping(sandbox: Sandbox) -> None:
    """S18: `placement.get_current_level({"student": id, "subject": "Math"})`, and by a typed model."""
    async with sandbox.client() as tb:
        student = (await tb.oneroster.students.list(limit=1)).data[0].sourced_id
        level = await tb.powerpath.placement.get_current_level({"student": student, "subject": "Math"})
        again = await tb.powerpath.placement.get_current_level(PlacementQueryParams(student=student, subject="Math"))
    assert level.grade_level is not None
    assert level.available_tests >= 3
    assert again == level


async def test_s22_the_inventory_of_tests_needs_no_further_configuration(sandbox: Sandbox) -> None:
    """S22: `masterytrack.inventory`, `masterytrack.assignments` and `masterytrack.authorizer`."""
    async with sandbox.client() as tb:
        found = await tb.masterytrack.inventory.search(subject="math")
        assert found.data
        assert {item.subject for item in found.data} == {"Math"}
        assert (await tb.masterytrack.authorizer.get_token()).jwt
        assert tb.masterytrack.assignments is not None


async def test_s21_sub_client_and_resource_share_the_name(sandbox: Sandbox) -> None:
    """S21: `webhooks.webhooks.list()`."""
    async with sandbox.client() as tb:
        created = await tb.webhooks.webhooks.create(
            {"name": "mirror", "target_url": "http://127.0.0.1:9/", "secret": "quite-secret", "active": False}
        )
        assert created.id in {webhook.id for webhook in await tb.webhooks.webhooks.list()}
        await tb.webhooks.webhooks.delete(created.id)


async def test_s19_frameworks_are_listed_under_either_name(sandbox: Sandbox) -> None:
    """S19: `case_.documents.list()`; `case` is the same client."""
    async with sandbox.client() as tb:
        page = await tb.case_.documents.list()
        assert tb.case is tb.case_
    assert page["CFDocuments"]
    assert page.data[0].title


async def test_s20_a_learner_record_is_issued_and_signed(sandbox: Sandbox) -> None:
    """S20: `clr.credentials.upsert(credential)`."""
    async with sandbox.client() as tb:
        issued = await tb.clr.credentials.upsert(RECORD)
        assert issued.was_created
        assert issued.proof
        verdict = tb.clr.credentials.verify(issued)
    assert verdict.verified, verdict.errors


async def test_s23_registration_is_chained(district: District) -> None:
    """S23: keywords, a config mapping with a nested `auth`, or both; `register` returns the manager."""
    auth = credentials(district.beta)
    async with TimebackManager() as manager:
        chained = manager.register("alpha", **district.config(district.alpha)).register(
            "beta", {"baseUrl": district.beta.base_url, "auth": auth}
        )
        assert chained is manager
        assert manager.register("both", {"base_url": district.beta.base_url}, **auth) is manager
        assert [await name_of(manager.get(name)) for name in manager.names] == ["Alpha", "Beta", "Beta"]
        with pytest.raises(DuplicateClientError, match='Client "alpha" is already registered'):
            manager.register("alpha", district.config(district.beta))
        with pytest.raises(ConfigurationError):
            manager.register("wrong", {"base_url": "nowhere"})
        assert not manager.has("wrong")
        assert await name_of(manager.get("alpha")) == "Alpha"


async def test_s24_one_platform_is_addressed_by_name(manager: TimebackManager) -> None:
    """S24: `manager.get("alpha").oneroster...`."""
    assert [org.name for org in await manager.get("alpha").oneroster.orgs.list()] == ["Alpha"]
    assert [org.name for org in await manager.get("beta").oneroster.orgs.list()] == ["Beta"]
    with pytest.raises(UnknownClientError, match=re.escape('Client "gamma" is not registered. Available: alpha, beta')):
        manager.get("gamma")


async def test_s25_a_broadcast_reaches_all_and_raises_for_none(manager: TimebackManager, district: District) -> None:
    """S25: all clients run; failures are captured."""
    manager.register("broken", district.config(district.broken, max_retries=0))
    results = await manager.broadcast(lambda client: client.oneroster.users.create(USER))
    assert {name: entry.ok for name, entry in results.items()} == {"alpha": True, "beta": True, "broken": False}
    for sandbox in (district.alpha, district.beta):
        async with sandbox.client() as client:
            assert [user.family_name for user in await client.oneroster.users.list()] == ["Lovelace"]


async def test_s26_an_entry_is_reached_by_attribute_item_and_mapping(
    manager: TimebackManager, district: District
) -> None:
    """S26: `results.alpha.ok`, `results["alpha"].ok`, `results["alpha"]["ok"]`; `.value.id` of a create."""
    manager.register("broken", district.config(district.broken, max_retries=0))
    results = await manager.broadcast(lambda client: client.oneroster.users.create({**USER, "sourcedId": "ada"}))
    assert results.alpha.ok is results["alpha"].ok is results["alpha"]["ok"] is True
    assert results.alpha.value.id == "ada"
    assert results.alpha.value is results["alpha"]["value"]
    assert results.alpha.error is None
    assert results.broken.ok is False
    assert isinstance(results.broken.error, ServerError)
    with pytest.raises(ServerError):
        _ = results.broken.value
    created = await manager.broadcast(lambda client: client.oneroster.users.create(USER), names=["beta"])
    user = await manager.get("beta").oneroster.users.get(created.beta.value.id)
    assert isinstance(user, User)


async def test_s27_success_is_told_by_properties(manager: TimebackManager, district: District) -> None:
    """S27: `all_succeeded`, `any_failed`."""
    results = await manager.broadcast(name_of)
    assert (results.all_succeeded, results.any_failed) == (True, False)
    manager.register("broken", district.config(district.broken, max_retries=0))
    results = await manager.broadcast(name_of)
    assert (results.all_succeeded, results.any_failed) == (False, True)
    empty = await TimebackManager().broadcast(name_of)
    assert (empty.all_succeeded, empty.any_failed, list(empty)) == (True, False, [])


async def test_s28_succeeded_is_a_list_of_pairs(manager: TimebackManager, district: District) -> None:
    """S28: names and values in the order of registration, whatever the order of the answers."""
    manager.register("broken", district.config(district.broken, max_retries=0))
    manager.register("again", district.config(district.alpha))
    district.alpha.faults.add(delay=0.05, path="/ims/*", count=1)
    results = await manager.broadcast(name_of)
    assert results.succeeded == [("alpha", "Alpha"), ("beta", "Beta"), ("again", "Alpha")]


async def test_s29_failed_is_a_list_of_pairs_with_messages(manager: TimebackManager, district: District) -> None:
    """S29: every error of ours has `.message`; foreign ones are handed over untouched."""
    manager.register("broken", district.config(district.broken, max_retries=0))
    ((name, error),) = (await manager.broadcast(name_of)).failed
    assert (name, type(error)) == ("broken", ServerError)
    assert error.message.startswith("Injected fault")
    own = LookupError("mine")

    def fail(client: TimebackClient) -> str:
        raise own

    results = await manager.broadcast(fail)
    assert [found is own for _, found in results.failed] == [True, True, True]


async def test_s30_values_are_all_or_an_error(manager: TimebackManager, district: District) -> None:
    """S30: `values()` returns the list, or raises with every failure named."""
    assert (await manager.broadcast(name_of)).values() == ["Alpha", "Beta"]
    manager.register("broken", district.config(district.broken, max_retries=0))
    manager.register("lost", district.config(district.alpha, client_secret="wrong"))
    results = await manager.broadcast(name_of)
    with pytest.raises(BroadcastError, match="operations failed for: broken, lost") as caught:
        results.values()
    assert isinstance(caught.value, RuntimeError)
    assert list(caught.value.errors) == ["broken", "lost"]
    assert isinstance(caught.value.__cause__, ExceptionGroup)
    assert len(caught.value.__cause__.exceptions) == 2


async def test_s31_the_manager_api(district: District) -> None:
    """S31: register, get, has, names, size, broadcast, unregister (which closes), close."""
    manager = TimebackManager()
    assert (manager.names, manager.size, manager.has("alpha")) == ([], 0, False)
    manager.register("alpha", district.config(district.alpha)).register("beta", district.config(district.beta))
    assert (manager.names, manager.size, manager.has("alpha")) == (["alpha", "beta"], 2, True)
    alpha, beta = manager.get("alpha"), manager.get("beta")
    assert manager.get("alpha") is alpha
    assert (await manager.broadcast(name_of)).values() == ["Alpha", "Beta"]
    assert await manager.unregister("alpha") is True
    assert await manager.unregister("alpha") is False
    assert (alpha.closed, beta.closed, manager.names) == (True, False, ["beta"])
    await manager.close()
    await manager.close()
    assert (beta.closed, manager.size) == (True, 0)
    manager.register("alpha", district.config(district.alpha))
    assert await name_of(manager.get("alpha")) == "Alpha"
    await manager.close()


async def test_s32_authentication_can_be_checked(sandbox: Sandbox) -> None:
    """S32: `ok`, `latency_ms`, `error` as a mapping with attribute access."""
    async with sandbox.client() as tb:
        good = await tb.check_auth()
        assert good["ok"] is good.ok is True
        assert good["latency_ms"] == good.latency_ms >= 0
        assert isinstance(good["latency_ms"], int)
        assert good.get("error") is None
        assert "error" not in good
        assert good["checks"]["token_acquisition"] is True
    async with sandbox.client(client_secret="wrong") as tb:
        bad = await tb.check_auth()
        assert bad["ok"] is bad.ok is False
        assert bad["error"] == bad.error
        assert bad["error_type"] == "TokenError"
        assert bad["checks"]["token_acquisition"] is False


async def test_s33_a_closed_client_raises(sandbox: Sandbox) -> None:
    """S33: later calls raise, also through sub-clients and walks that were handed out before."""
    tb = sandbox.client()
    roster = tb.oneroster
    walk = roster.users.stream(limit=10)
    await roster.schools.list()
    assert tb.closed is False
    await tb.close()
    await tb.close()
    assert tb.closed is True
    with pytest.raises(ClientClosedError, match="has been closed"):
        _ = tb.oneroster
    for call in (roster.schools.list, walk.to_list, tb.check_auth, roster.users("student-0001").get):
        with pytest.raises(ClientClosedError, match="has been closed"):
            await call()
    assert issubclass(ClientClosedError, RuntimeError)


async def test_s34_the_context_manager_closes_also_on_error(sandbox: Sandbox) -> None:
    """S34: `async with`."""
    async with sandbox.client() as tb:
        await tb.oneroster.schools.list()
    assert tb.closed
    with pytest.raises(ValidationError):
        async with sandbox.client() as other:
            raise ValidationError("mine")
    assert other.closed
    with pytest.raises(TypeError, match="async with"), sandbox.client():  # type: ignore[attr-defined]  # the point
        pass


async def test_s35_the_token_endpoint_has_to_be_given(on_socket: Sandbox) -> None:
    """S35: `<base>/oauth/token` works when given; none is guessed."""
    known = {"client_id": on_socket.client_id, "client_secret": on_socket.client_secret}
    url = on_socket.base_url
    async with TimebackClient(base_url=url, auth_url=f"{url}/oauth/token", **known) as tb:
        assert len(await tb.oneroster.schools.list()) == 3
    with pytest.raises(ConfigurationError, match="auth_url is required"):
        TimebackClient(base_url=url, **known)


def test_every_row_has_a_check() -> None:
    """S1 to S35, in this file."""
    text = Path(__file__).read_text(encoding="utf-8")
    checked = {f"S{number}" for number in re.findall(r"^(?:async )?def test_s(\d+)_", text, re.MULTILINE)}
    assert checked == {f"S{number}" for number in range(1, 36)}

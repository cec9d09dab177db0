"""The receiver: verifying, reading, and taking each event once."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime
from typing import Any

import pytest
from webhook_requests import SECRET, DjangoRequest, StarletteRequest, body_of, signed

from timeback_core.errors import ConfigurationError
from timeback_core.webhooks import Receiver, RecentEvents, WebhookPayloadError, WebhookVerificationError

pytestmark = pytest.mark.anyio


class Remembering:
    """Remembers events asynchronously, as a database would."""

    def __init__(self) -> None:
        self.taken: set[str] = set()

    async def claim(self, event_id: str) -> bool:
        first = event_id not in self.taken
        self.taken.add(event_id)
        return first

    async def release(self, event_id: str) -> None:
        self.taken.discard(event_id)


def ids(events: Any) -> list[str]:
    return [event.id for event in events]


def test_a_genuine_delivery_is_read() -> None:
    body, now = body_of(1, 2), int(time.time())
    delivery = Receiver(secret=SECRET).receive(body, signed(body, timestamp=now))
    assert ids(delivery.events) == ["urn:uuid:1", "urn:uuid:2"]
    assert delivery.id == "msg_1"
    assert delivery.sent_at == datetime.fromtimestamp(now, UTC)
    assert (delivery.webhook_id, delivery.attempt) == ("w-1", 2)
    assert delivery.repeated == []


def test_the_body_is_not_parsed_before_it_is_verified() -> None:
    receiver = Receiver(secret=SECRET)
    with pytest.raises(WebhookVerificationError):
        receiver.receive(b"{", signed(b"{", "another secret"))
    with pytest.raises(WebhookPayloadError):
        receiver.receive(b"{", signed(b"{"))


def test_an_event_that_comes_again_is_put_aside() -> None:
    receiver = Receiver(secret=SECRET)
    receiver.receive(body_of(1), signed(body_of(1)))
    again = receiver.receive(body_of(1, 2), signed(body_of(1, 2), id="msg_2"))
    assert (ids(again.events), ids(again.repeated)) == (["urn:uuid:2"], ["urn:uuid:1"])


def test_an_event_without_an_id_is_known_by_its_delivery() -> None:
    receiver, body = Receiver(secret=SECRET), b'{"type":"Event"}'
    assert len(receiver.receive(body, signed(body, id="a")).events) == 1
    assert len(receiver.receive(body, signed(body, id="b")).events) == 1
    assert len(receiver.receive(body, signed(body, id="a")).events) == 0


def test_events_are_given_back_when_the_work_fails() -> None:
    receiver = Receiver(secret=SECRET)

    def work() -> None:
        with receiver.receive(body_of(1), signed(body_of(1))) as delivery:
            assert ids(delivery.events) == ["urn:uuid:1"]
            raise RuntimeError("no room")

    for _ in range(2):
        with pytest.raises(RuntimeError, match="no room"):
            work()
    with receiver.receive(body_of(1), signed(body_of(1))) as delivery:
        assert len(delivery.events) == 1
    assert receiver.receive(body_of(1), signed(body_of(1))).events == []


def test_nothing_is_remembered_when_that_is_switched_off() -> None:
    receiver = Receiver(secret=SECRET, repetitions=None)
    for _ in range(2):
        delivery = receiver.receive(body_of(1), signed(body_of(1)))
        assert len(delivery.events) == 1
        delivery.release()


async def test_what_remembers_events_may_be_asynchronous() -> None:
    receiver = Receiver(secret=SECRET, repetitions=Remembering())
    delivery = await receiver.receive_async(body_of(1), signed(body_of(1)))
    assert len(delivery.events) == 1
    assert (await receiver.receive_async(body_of(1), signed(body_of(1)))).events == []
    with pytest.raises(RuntimeError):
        async with await receiver.receive_async(body_of(2), signed(body_of(2))):
            raise RuntimeError
    assert len((await receiver.receive_async(body_of(2), signed(body_of(2)))).events) == 1


async def test_asking_something_asynchronous_at_once_is_a_mistake_of_the_program() -> None:
    receiver = Receiver(secret=SECRET, repetitions=Remembering())
    with pytest.raises(TypeError, match="receive_async"):
        receiver.receive(body_of(1), signed(body_of(1)))
    delivery = await receiver.receive_async(body_of(1), signed(body_of(1)))
    with pytest.raises(TypeError, match="receive_async"):
        delivery.release()


class Failing(RecentEvents):
    """Remembers events until its database breaks, once."""

    broken = "urn:uuid:2"

    def claim(self, event_id: str, /) -> bool:
        if event_id == self.broken:
            self.broken = ""
            raise OSError("the database is gone")
        return super().claim(event_id)


async def test_events_are_given_back_when_not_all_of_a_delivery_can_be_taken() -> None:
    body = body_of(1, 2)
    receiver = Receiver(secret=SECRET, repetitions=Failing())
    with pytest.raises(OSError, match="gone"):
        receiver.receive(body, signed(body))
    assert ids(receiver.receive(body, signed(body)).events) == ["urn:uuid:1", "urn:uuid:2"]

    receiver = Receiver(secret=SECRET, repetitions=Failing())
    with pytest.raises(OSError, match="gone"):
        await receiver.receive_async(body, signed(body))
    assert ids((await receiver.receive_async(body, signed(body))).events) == ["urn:uuid:1", "urn:uuid:2"]


def test_one_of_many_threads_takes_an_event() -> None:
    receiver, taken, gate = Receiver(secret=SECRET), [], threading.Barrier(8)
    body = body_of(1)
    headers = signed(body)

    def take() -> None:
        gate.wait()
        taken.extend(receiver.receive(body, headers).events)

    threads = [threading.Thread(target=take) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(taken) == 1


def test_only_the_last_events_are_remembered() -> None:
    recent = RecentEvents(2)
    assert [recent.claim(one) for one in ("a", "b", "a", "c", "a", "c")] == [True, True, False, True, True, False]
    assert len(recent) == 2
    recent.release("never taken")
    recent.release("c")
    assert recent.claim("c")
    with pytest.raises(ValueError, match="size"):
        RecentEvents(0)


def test_a_body_that_is_too_long_is_refused_before_it_is_verified() -> None:
    receiver = Receiver(secret=SECRET, max_bytes=10)
    with pytest.raises(WebhookPayloadError, match="at most 10") as caught:
        receiver.receive(b"x" * 11, {})
    assert caught.value.status_code == 413


def test_the_secret_itself_is_a_proof_only_where_that_is_wanted() -> None:
    body, bearer = body_of(1), {"Authorization": f"Bearer {SECRET}"}
    with pytest.raises(WebhookVerificationError, match="webhook-id"):
        Receiver(secret=SECRET).receive(body, bearer)
    assert len(Receiver(secret=SECRET, proof="bearer").receive(body, bearer).events) == 1
    either = Receiver(secret=SECRET, proof="either", repetitions=None)
    assert len(either.receive(body, bearer).events) == 1
    assert len(either.receive(body, signed(body)).events) == 1
    with pytest.raises(WebhookVerificationError) as caught:
        either.receive(body, {**bearer, **signed(body, "another secret")})
    assert caught.value.code == "bad_signature"
    with pytest.raises(WebhookVerificationError):
        either.receive(body, {})


def test_a_delivery_from_a_sender_that_says_little_is_read_too() -> None:
    delivery = Receiver(secret=SECRET, proof="bearer").receive(
        body_of(1), {"authorization": SECRET, "x-timeback-attempt": "many", "webhook-timestamp": "9" * 30}
    )
    assert (delivery.id, delivery.sent_at, delivery.webhook_id, delivery.attempt) == (None, None, None, None)


@pytest.mark.parametrize(
    "wrong",
    [{"secret": ""}, {"secret": []}, {"tolerance": -1}, {"proof": "trust"}, {"max_bytes": 0}],
)
def test_a_receiver_that_cannot_work_is_not_made(wrong: dict[str, Any]) -> None:
    with pytest.raises(ConfigurationError, match=next(iter(wrong))):
        Receiver(**{"secret": SECRET, **wrong})


def test_the_secret_is_not_shown() -> None:
    receiver = Receiver(secret=[SECRET, "old"])
    assert repr(receiver) == "Receiver(proof='signature', tolerance=300, secrets=2)"
    delivery = receiver.receive(body_of(1), signed(body_of(1)))
    assert repr(delivery) == "<ReceivedDelivery msg_1: 1 events, 0 repeated>"


async def test_requests_of_starlette_and_django_are_taken() -> None:
    receiver, body = Receiver(secret=SECRET, repetitions=None), body_of(1)
    for delivery in (
        await receiver.from_starlette(StarletteRequest(body, signed(body))),
        receiver.from_django(DjangoRequest(body, signed(body))),
        receiver.receive(body, DjangoRequest(body, signed(body)).META),
    ):
        assert ids(delivery.events) == ["urn:uuid:1"]
        assert delivery.attempt == 2


async def test_a_request_that_announces_too_much_is_not_read() -> None:
    receiver, body = Receiver(secret=SECRET, max_bytes=10), body_of(1)
    request = StarletteRequest(body, signed(body))
    with pytest.raises(WebhookPayloadError):
        await receiver.from_starlette(request)
    assert not request.was_read

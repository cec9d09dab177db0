# Written by tools/generate_sync.py from timeback_core/caliper/events.py; changes belong there.
"""Learning events: what is stored of them, beside what sends them."""

from __future__ import annotations

import builtins
from datetime import date, datetime
from typing import Unpack

from timeback_core.caliper.filters import arranged
from timeback_core.caliper.models_answers import EndpointConfig, StoredEvent
from timeback_core.query import check_list_parameters
from timeback_core.sync.caliper.jobs import check_operation
from timeback_core.sync.caliper.models_answers import ListEventsResult
from timeback_core.sync.caliper.sending import Sending
from timeback_core.sync.endpoint import declared, get
from timeback_core.sync.pages import Paginator, UnreadPage
from timeback_core.transport.options import RequestOptions

__all__ = ["Events"]


class Events(Sending):
    """Learning events.

    Events cannot be changed once they are sent; a wrong figure is put right by a further event with a negative one.
    What is accepted is stored by a job: see `SendEventsResult.wait`. Sending is repeated after failures of the
    network and of the server, which stores an event once however often it gets its identifier.
    """

    __slots__ = ()
    _absent_list_is_empty = True
    _absent_record_is_missing = True
    _bare_key = "externalId"

    @get("", profile="list", arrange=arranged)
    def list(
        self,
        *,
        limit: int = 100,
        offset: int = 0,
        sensor: str | None = None,
        start_date: datetime | date | str | None = None,
        end_date: datetime | date | str | None = None,
        actor_id: str | None = None,
        actor_email: str | None = None,
        **options: Unpack[RequestOptions],
    ) -> ListEventsResult:
        """Return one page of stored events, the latest first; `stream` and `list_all` give all.

        Args:
            limit: Events on the page, at least 1.
            offset: Events to skip.
            sensor: Only those of this sensor.
            start_date: Only those that happened then or later. A `date` stands for its beginning.
            end_date: Only those that happened then or before. A `date` stands for its end; as text, the platform
                takes it for its beginning.
            actor_id: Only those of the actor with this IRI.
            actor_email: Only those of the actor with this address.
            options: Options of the request.

        Returns:
            The page: a sequence of events, with its place in the whole.

        Raises:
            UnsupportedOperationError: The platform has no such list; nothing was sent.
            InputValidationError: An argument is wrong; nothing was sent.

        Source:
            GET /caliper/events.
        """
        ...

    def stream(
        self,
        *,
        limit: int = 100,
        offset: int = 0,
        sensor: str | None = None,
        start_date: datetime | date | str | None = None,
        end_date: datetime | date | str | None = None,
        actor_id: str | None = None,
        actor_email: str | None = None,
        max_items: int | None = None,
        prefetch: int | None = None,
        **options: Unpack[RequestOptions],
    ) -> Paginator[StoredEvent]:
        """Return an iterator over all stored events, fetched page by page.

        The latest come first, so events that arrive meanwhile move the others back and some are given twice. Say
        `end_date` where that matters.

        Args:
            limit: Events per page, at least 1.
            offset: Events to skip.
            sensor: Only those of this sensor.
            start_date: Only those that happened then or later; see `list`.
            end_date: Only those that happened then or before; see `list`.
            actor_id: Only those of the actor with this IRI.
            actor_email: Only those of the actor with this address.
            max_items: Stop after that many; ``None`` for all.
            prefetch: Pages to fetch ahead; ``None`` chooses by the page size.
            options: Options of every request.

        Raises:
            UnsupportedOperationError: The platform has no such list; raised at once, not at the first event.
            InputValidationError: An argument is wrong; raised at once.

        Source:
            GET /caliper/events, repeated.
        """
        check_operation(self, "list", "stream")
        query = {
            "sensor": sensor,
            "start_date": start_date,
            "end_date": end_date,
            "actor_id": actor_id,
            "actor_email": actor_email,
        }
        check_list_parameters({"limit": limit, "offset": offset, "max_items": max_items})
        arranged(query)
        plan = declared(Events.list).plan(type(self))

        def fetch(position: int, size: int) -> UnreadPage[StoredEvent]:
            return plan.unread(self, {**query, "limit": size, "offset": position}, options or None)

        return Paginator(fetch, limit=limit, offset=offset, max_items=max_items, prefetch=prefetch)

    def list_all(
        self,
        *,
        limit: int = 100,
        offset: int = 0,
        sensor: str | None = None,
        start_date: datetime | date | str | None = None,
        end_date: datetime | date | str | None = None,
        actor_id: str | None = None,
        actor_email: str | None = None,
        max_items: int | None = None,
        **options: Unpack[RequestOptions],
    ) -> builtins.list[StoredEvent]:
        """Return all stored events, over all pages; the arguments are those of `stream`.

        Raises:
            UnsupportedOperationError: The platform has no such list; nothing was sent.
            InputValidationError: An argument is wrong; nothing was sent.
        """
        return self.stream(
            limit=limit,
            offset=offset,
            sensor=sensor,
            start_date=start_date,
            end_date=end_date,
            actor_id=actor_id,
            actor_email=actor_email,
            max_items=max_items,
            **options,
        ).to_list()

    @get("", key=None)
    def get_config(self, **options: Unpack[RequestOptions]) -> EndpointConfig:
        """Return what the endpoint says about itself, if it does; the sandbox does.

        Args:
            options: Options of the request.

        Raises:
            NotFoundError: The endpoint says nothing about itself.

        Source:
            IMS Caliper Analytics 1.2, endpoint configuration: GET /caliper/event.
        """
        ...

    @get("", profile="get", key="event")
    def get(self, external_id: str, **options: Unpack[RequestOptions]) -> StoredEvent:
        """Return one stored event.

        Args:
            external_id: The ``id`` under which it was sent, not the store's number.
            options: Options of the request.

        Raises:
            UnsupportedOperationError: The platform has no such look-up; nothing was sent.
            InputValidationError: `external_id` is blank.
            NotFoundError: There is no such event, or its job has not completed yet.

        Source:
            GET /caliper/events/{externalId}.
        """
        ...

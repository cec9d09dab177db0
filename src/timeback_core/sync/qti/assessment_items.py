# Written by tools/generate_sync.py from timeback_core/qti/assessment_items.py; changes belong there.
"""Items: questions with their rules."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Unpack

from timeback_core.errors import NotFoundError
from timeback_core.filters import WhereClause
from timeback_core.qti._lists import ASIDE
from timeback_core.qti.assessment_items import (
    _TITLE,
    _as_new,
    _creatable,
    _scorable,
    _updatable,
    _with_metadata,
    _xml_body,
)
from timeback_core.qti.inputs import ListAssessmentItemsParams, ListParams
from timeback_core.qti.inputs_items import (
    CreateAssessmentItemInput,
    CreateAssessmentItemMetadataInput,
    CreateAssessmentItemXmlInput,
    ItemMetadataInput,
    ProcessResponseInput,
    UpdateAssessmentItemInput,
    UpdateAssessmentItemXmlInput,
)
from timeback_core.qti.inputs_values import ResponseValue
from timeback_core.qti.models import AssessmentItem, ItemMetadata, ProcessResponseResult
from timeback_core.qti.vocabulary import ItemSortField, SortOrder
from timeback_core.sync.endpoint import get, post, put
from timeback_core.sync.pages import Paginator
from timeback_core.sync.qti._base import WithXml
from timeback_core.sync.qti._lists import Walked, arranged
from timeback_core.sync.qti.models import ListResponse
from timeback_core.transport.options import RequestOptions

__all__ = ["AssessmentItems"]


class AssessmentItems(
    Walked[AssessmentItem], WithXml[AssessmentItem], name="assessment_items", path="/assessment-items", title=_TITLE
):
    """Items: questions with their rules. Author them as XML where you can: it is what the service keeps."""

    __slots__ = ()

    def stream(
        self,
        *,
        limit: int = 100,
        sort: ItemSortField | None = None,
        order: SortOrder | None = None,
        query: str | None = None,
        max_items: int | None = None,
        where: WhereClause | str | None = None,
        filter: str | None = None,
        page: int = 1,
        prefetch: int | None = None,
        **options: Unpack[RequestOptions],
    ) -> Paginator[AssessmentItem]:
        """Return an iterator over all items that fetches pages ahead of its use.

        Args:
            limit: Items per page, at least 1; not a bound on the result.
            sort: The field to sort by.
            order: ``"asc"`` or ``"desc"``.
            query: Words that title or identifier contain.
            max_items: Stop after that many items; ``None`` for all.
            where: The condition, such as ``{"type": "choice"}``.
            filter: The condition as the service writes it; instead of `where`.
            page: The page to begin at.
            prefetch: Pages to fetch ahead; ``None`` chooses by the page size.
            options: Options of every request.

        Raises:
            InputValidationError: An argument cannot be sent; raised at once, not at the first item.
            ValueError: Both `where` and `filter` are given.
        """
        narrowed = {"sort": sort, "order": order, "query": query, "where": where, "filter": filter, **options}
        return self._walk(type(self).list, page, limit, max_items, prefetch, narrowed)

    @post("", key=None, prepare=_creatable)
    def create(
        self,
        body: CreateAssessmentItemInput | CreateAssessmentItemXmlInput | AssessmentItem | Mapping[str, Any],
        **options: Unpack[RequestOptions],
    ) -> AssessmentItem:
        """Create an item, and return it.

        Args:
            body: The JSON form; the XML form when it holds ``xml`` or says ``format="xml"``. An item that was read is
                sent by its XML.
            options: Options of the request.

        Raises:
            InputValidationError: The body is incomplete or wrong; every field is listed, nothing was sent.
            ConflictError: There is an item of this identifier.
            BadRequestError: The server refuses the item, or a stimulus does not exist.
            APIError: Any other refusal; see `timeback_core.errors`.

        Source:
            POST /assessment-items.
        """
        ...

    def create_from_xml(
        self,
        body_or_xml: str | bytes | CreateAssessmentItemXmlInput | AssessmentItem | Mapping[str, Any],
        *,
        metadata: ItemMetadataInput | ItemMetadata | Mapping[str, Any] | None = None,
        **options: Unpack[RequestOptions],
    ) -> AssessmentItem:
        """Create an item from XML, and return it.

        Args:
            body_or_xml: The document, which is kept character for character; or the XML form with it.
            metadata: What is known about the item.
            options: Options of the request.

        Raises:
            InputValidationError: There is no document; nothing was sent.
            ConflictError: There is an item of this identifier.
            BadRequestError: The server refuses the document.
            APIError: Any other refusal; see `timeback_core.errors`.

        Source:
            POST /assessment-items.
        """
        return self.create(_xml_body(body_or_xml, metadata), **options)

    @put("/{identifier}", key=None, arrange=_updatable)
    def update(
        self,
        identifier: str,
        body: UpdateAssessmentItemInput
        | UpdateAssessmentItemXmlInput
        | CreateAssessmentItemInput
        | CreateAssessmentItemXmlInput
        | AssessmentItem
        | Mapping[str, Any],
        **options: Unpack[RequestOptions],
    ) -> AssessmentItem:
        """Put an item in place of one that is there, and return it.

        The service replaces the item as a whole: metadata, stimuli and feedback that are left out are removed.

        Args:
            identifier: The item's identifier, which the JSON form then has, too.
            body: The JSON form, or the XML form. An item that was read is sent by its XML, with its metadata.
            options: Options of the request.

        Raises:
            InputValidationError: The body is incomplete or wrong, or an item that was read was changed where only
                the XML counts; nothing was sent.
            NotFoundError: There is no such item.
            BadRequestError: The server refuses the item.
            APIError: Any other refusal; see `timeback_core.errors`.

        Source:
            PUT /assessment-items/{identifier}.
        """
        ...

    def update_from_xml(
        self,
        identifier: str,
        body_or_xml: str | bytes | UpdateAssessmentItemXmlInput | AssessmentItem | Mapping[str, Any],
        *,
        metadata: ItemMetadataInput | ItemMetadata | Mapping[str, Any] | None = None,
        **options: Unpack[RequestOptions],
    ) -> AssessmentItem:
        """Put an item from XML in place of one that is there, and return it.

        Args:
            identifier: The item's identifier; that of the document has to be the same.
            body_or_xml: The document, or the XML form with it.
            metadata: What is known about the item; what is stored is removed when this is left out.
            options: Options of the request.

        Raises:
            InputValidationError: There is no document; nothing was sent.
            NotFoundError: There is no such item.
            BadRequestError: The server refuses the document.
            APIError: Any other refusal; see `timeback_core.errors`.

        Source:
            PUT /assessment-items/{identifier}.
        """
        return self.update(identifier, _xml_body(body_or_xml, metadata), **options)

    def upsert(
        self,
        identifier: str,
        body: UpdateAssessmentItemInput
        | UpdateAssessmentItemXmlInput
        | CreateAssessmentItemInput
        | CreateAssessmentItemXmlInput
        | AssessmentItem
        | Mapping[str, Any],
        **options: Unpack[RequestOptions],
    ) -> AssessmentItem:
        """Put an item in place of one that is there, or create it, and return it.

        Args:
            identifier: The item's identifier.
            body: As for `update`; to create, it needs title and type, or XML.
            options: Options of the requests.

        Raises:
            InputValidationError: The body is incomplete or wrong.
            APIError: Any refusal; see `timeback_core.errors`.

        Source:
            PUT /assessment-items/{identifier}, and POST /assessment-items when it is not found.
        """
        values = _updatable({"identifier": identifier, "body": body})
        try:
            return self.update(identifier, values["body"], **options)
        except NotFoundError:
            return self.create(_as_new(dict(values["body"])), **options)

    @post("/metadata", key=None, prepare=_with_metadata)
    def update_metadata(
        self,
        body: CreateAssessmentItemMetadataInput | CreateAssessmentItemXmlInput | Mapping[str, Any],
        **options: Unpack[RequestOptions],
    ) -> AssessmentItem:
        """Change some of an item's metadata, and return the item.

        Args:
            body: ``identifier`` and ``metadata``, or the whole item in either form, as the hosted service may want.
                A key of the metadata that is ``None`` is removed; one that is not named stays.
            options: Options of the request.

        Returns:
            The item, which is made from the body when there was none.

        Raises:
            InputValidationError: The body is incomplete or wrong; nothing was sent.
            BadRequestError: The server refuses it.
            APIError: Any other refusal; see `timeback_core.errors`.

        Source:
            POST /assessment-items/metadata.
        """
        ...

    def create_from_metadata(
        self,
        body: CreateAssessmentItemMetadataInput | CreateAssessmentItemXmlInput | Mapping[str, Any],
        **options: Unpack[RequestOptions],
    ) -> AssessmentItem:
        """Change some of an item's metadata; `update_metadata` under the name that older code uses."""
        return self.update_metadata(body, **options)

    @post(
        "/{identifier}/process-response", key=None, idempotent=True, arrange=_scorable, aside=("response_identifier",)
    )
    def process_response(
        self,
        identifier: str,
        response: ProcessResponseInput | ResponseValue,
        *,
        response_identifier: str | None = None,
        **options: Unpack[RequestOptions],
    ) -> ProcessResponseResult:
        """Score a response to an item; nothing is stored.

        Args:
            identifier: The item's identifier; not blank.
            response: A value, a list of values, a mapping from response identifiers to either, or ``{"response": …}``
                with one of these. Numbers and pairs may be given as such. An empty text or list is no answer.
            response_identifier: The response variable that the response is for; the server's choice unless given.
            options: Options of the request.

        Returns:
            The score as the item's rules give it, not normalised, and what the candidate is told.

        Raises:
            InputValidationError: It is no response; nothing was sent.
            NotFoundError: There is no such item.
            APIError: Any other refusal; see `timeback_core.errors`.

        Source:
            POST /assessment-items/{identifier}/process-response.
        """
        ...

    @get("", aside=ASIDE, arrange=arranged(ListAssessmentItemsParams))
    def list(
        self,
        params: ListAssessmentItemsParams | ListParams | Mapping[str, Any] | None = None,
        *,
        query: str | None = None,
        page: int | None = None,
        limit: int | None = None,
        sort: ItemSortField | None = None,
        order: SortOrder | None = None,
        where: WhereClause | str | None = None,
        filter: str | None = None,
        **options: Unpack[RequestOptions],
    ) -> ListResponse[AssessmentItem]:
        """Return one page of items.

        Args:
            params: The following together, as an input or a mapping; single ones win.
            query: Words that title or identifier contain.
            page: From 1, which is the default.
            limit: Items per page, at least 1; the server's default is 10.
            sort: The field to sort by; ``createdAt`` is the server's default.
            order: ``"asc"`` or ``"desc"``, which is the server's default.
            where: The condition, such as ``{"type": "choice", "metadata.subject": "Math"}``; see
                `timeback_core.filters`.
            filter: The condition as the service writes it, such as ``type='choice'``; instead of `where`.
            options: Options of the request.

        Raises:
            InputValidationError: An argument cannot be sent.
            ValueError: Both `where` and `filter` are given.
            BadRequestError: The server refuses the filter.
            APIError: Any other refusal; see `timeback_core.errors`.

        Source:
            GET /assessment-items.
        """
        ...

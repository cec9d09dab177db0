# Written by tools/generate_sync.py from timeback_core/answers.py; changes belong there.
"""Reads the answers of declared endpoints, each by what its method's return annotation says."""

from __future__ import annotations

import types
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NoReturn, TypeGuard, Union, get_args, get_origin

import msgspec

from timeback_core.answers import _follows, _substituted
from timeback_core.created import BulkCreateResponse, CreateResponse, read_bulk_created, read_created
from timeback_core.decoding import ShapeError, decode_list, decode_record, decode_single
from timeback_core.error_reading import body_preview
from timeback_core.errors import NotFoundError, ResponseParseError
from timeback_core.model import Model
from timeback_core.numbered_pages import PageFacts
from timeback_core.paging import has_more, parse_header_total
from timeback_core.sync.counted_page import CountedPage
from timeback_core.sync.numbered_pages import NumberedPage
from timeback_core.sync.pages import PageResult

if TYPE_CHECKING:
    from timeback_core.sync.plan import Plan
    from timeback_core.sync.resource import Resource
    from timeback_core.sync.transport.call import Call
    from timeback_core.transport.message import Response
    from timeback_core.transport.options import RequestOptions

__all__ = ["Again", "AnswerReader", "answer_reader"]


class Again:
    """A call that was made, ready to be made once more with some arguments changed."""

    __slots__ = ("_options", "_resource", "plan", "values")

    def __init__(self, plan: Plan, resource: Resource, values: dict[str, Any], options: RequestOptions | None) -> None:
        self.plan = plan
        self._resource = resource
        self.values = values
        self._options = options

    def __call__(self, **changes: Any) -> Any:
        """Make the call with these arguments in place of the earlier ones."""
        return self.plan.send(self._resource, self.plan.changed(self.values, changes), self._options)


class AnswerReader:
    """Turns a successful response into what the endpoint returns.

    Attributes:
        model: The record's type, where the answer holds records.
        key: The envelope's key.
        describes: The name of what comes back, for `Operation`.
        paged: Whether the answer is one page of a list.
        absent: Whether an answer without the list is one with an empty list.
    """

    paged = False

    def __init__(self, model: Any, key: str | None, describes: str | None, absent: bool = False) -> None:
        self.model = model
        self.key = key
        self.describes = describes
        self.absent = absent

    def __call__(self, response: Response, call: Call, again: Again) -> Any:
        """Return the endpoint's result.

        Args:
            response: The successful answer.
            call: The request that it answers, for messages.
            again: Makes the same call with other arguments, for pages that fetch the next one.

        Raises:
            ResponseParseError: The body is no JSON, or has not the expected envelope.
        """
        owner = again.plan.owner
        try:
            result = self.value(response, again)
        except (msgspec.DecodeError, UnicodeDecodeError, ShapeError) as error:
            _unreadable(error, response, call, confidential=owner._confidential)
        if owner._answer_check is not None:
            owner._answer_check(result, response, call)
        return result

    def value(self, response: Response, again: Again) -> Any:
        """Return what the body holds."""
        raise NotImplementedError

    def nothing(self) -> PageResult[Any]:
        """Return the page of a clause that nothing can match."""
        nothing: list[Any] = []
        return PageResult(nothing, total=0)


class _Nothing(AnswerReader):
    def value(self, response: Response, again: Again) -> None:
        return None


class _Bytes(AnswerReader):
    def value(self, response: Response, again: Again) -> bytes:
        return response.content


class _Single(AnswerReader):
    def value(self, response: Response, again: Again) -> Any:
        plan = again.plan
        if not plan.owner._absent_record_is_missing or plan.declaration.method != "GET":
            return decode_single(response.content, self.model, self.key)
        try:
            if response.content.strip():
                return decode_single(response.content, self.model, self.key, bare=plan.owner._bare_key)
        except ShapeError:
            pass
        title = plan.owner._title
        raise NotFoundError(f"{plan.operation_id}: the answer holds no {title}", operation=plan.operation_id)


class _Bare(AnswerReader):
    def value(self, response: Response, again: Again) -> Any:
        if again.plan.declaration.method == "DELETE" and not response.content.strip():
            return self.model()
        return decode_record(response.content, self.model)


class _Own(AnswerReader):
    """An answer whose class has a way of its own to read it."""

    def value(self, response: Response, again: Again) -> Any:
        return self.model.from_response(response)


class _OwnPage(AnswerReader):
    """A page whose class has a way of its own to read it, by what was asked for."""

    paged = True

    def value(self, response: Response, again: Again) -> Any:
        return self.model.from_answer(response, again)

    def nothing(self) -> Any:
        return self.model.nothing()


class _Entity(AnswerReader):
    """What updates answer with: the record in its envelope, bare, or nothing that can be told."""

    def value(self, response: Response, again: Again) -> Any:
        if not response.content.strip():
            return None
        try:
            return decode_single(response.content, self.model, self.key, bare=again.plan.owner._bare_key)
        except ShapeError:
            return None


class _Created(AnswerReader):
    def value(self, response: Response, again: Again) -> CreateResponse:
        return read_created(response.content)


class _BulkCreated(AnswerReader):
    def value(self, response: Response, again: Again) -> BulkCreateResponse:
        return read_bulk_created(response.content)


class _Records(AnswerReader):
    def value(self, response: Response, again: Again) -> list[Any]:
        assert self.key is not None
        return decode_list(response.content, self.model, self.key, absent=self.absent)[0]


class _BareRecords(AnswerReader):
    """A list without an envelope."""

    def value(self, response: Response, again: Again) -> list[Any]:
        content = response.content
        if not content.lstrip().startswith(b"["):
            raise ShapeError("expected a JSON list")
        return decode_list(b'{"items":%b}' % content, self.model, "items")[0]


class _Text(AnswerReader):
    """Text of the media type that was asked for."""

    def value(self, response: Response, again: Again) -> str:
        kind = response.headers.get("content-type", "")
        asked = again.plan.declaration.accept
        if "json" in kind.lower() and "json" not in asked:
            raise ShapeError(f"expected {asked}, found {kind}")
        from email.message import Message

        charset = Message()
        charset["content-type"] = kind
        try:
            return response.content.decode(charset.get_content_charset("utf-8"))
        except (LookupError, UnicodeDecodeError) as error:
            raise ShapeError(f"the text cannot be decoded: {error}") from None


class _Page(AnswerReader):
    paged = True

    def value(self, response: Response, again: Again) -> PageResult[Any]:
        assert self.key is not None
        records, stated = decode_list(response.content, self.model, self.key, absent=self.absent)
        offset, limit = again.values.get("offset") or 0, again.values["limit"]
        total = stated if stated is not None else parse_header_total(response.headers)
        following = offset + len(records)
        more = has_more(response.headers, received=len(records), limit=limit, following=following, total=total)
        return PageResult(
            records,
            more,
            total,
            following if more else None,
            request_id=response.headers.get("x-request-id"),
            headers=response.headers,
            fetch_next=lambda: again(offset=following),
        )


class _Numbered(AnswerReader):
    """A page that was asked for by its number; the class of the page is the endpoint's own."""

    paged = True

    def __init__(self, page: type[NumberedPage[Any]], model: Any, key: str, absent: bool) -> None:
        super().__init__(model, key, f"{page.__name__}[{model.__name__}]", absent)
        self.page = page

    def nothing(self) -> NumberedPage[Any]:
        nothing: list[Any] = []
        return self.page(nothing, total=0, pages=0)

    def value(self, response: Response, again: Again) -> NumberedPage[Any]:
        assert self.key is not None
        records, _ = decode_list(response.content, self.model, self.key, absent=self.absent)
        asked = again.plan.arranged(again.values)
        facts = PageFacts.read(response.content).completed(
            PageFacts(page=asked["page"] or 1, **{name: asked[name] for name in ("limit", "sort", "order")})
        )
        following = (facts.page or 1) + 1
        return self.page(
            records,
            facts.total,
            following - 1,
            facts.pages,
            facts.limit,
            facts.sort,
            facts.order,
            has_more=facts.followed(len(records)),
            request_id=response.headers.get("x-request-id"),
            headers=response.headers,
            fetch_next=lambda: again(page=following),
        )


class _Counted(AnswerReader):
    """A page that says in its body which one it is; the class of the page is the endpoint's own."""

    paged = True

    def __init__(self, page: type[CountedPage[Any]], model: Any, key: str, absent: bool) -> None:
        super().__init__(model, key, page.__name__, absent)
        self.page = page

    def value(self, response: Response, again: Again) -> CountedPage[Any]:
        assert self.key is not None
        records, _ = decode_list(response.content, self.model, self.key, absent=self.absent)
        counts = self.page.counts_of(response.content)
        asked = again.plan.asked(again.values)
        offset, limit = asked.get("offset") or 0, asked.get("limit") or counts.limit
        counts.offset = offset if counts.offset is None else counts.offset
        counts.limit = limit if counts.limit is None else counts.limit
        following = offset + len(records)
        more = bool(records) and _follows(counts, following, len(records), limit)
        return self.page(
            records,
            more,
            counts.total_count,
            following if more else None,
            request_id=response.headers.get("x-request-id"),
            headers=response.headers,
            fetch_next=lambda: again(offset=following),
            counts=counts,
        )


def _is_counted(kind: object) -> TypeGuard[type[CountedPage[Any]]]:
    return isinstance(kind, type) and issubclass(kind, CountedPage)


def _is_numbered(kind: object) -> TypeGuard[type[NumberedPage[Any]]]:
    return isinstance(kind, type) and issubclass(kind, NumberedPage)


def _counted(page: type[CountedPage[Any]], absent: bool) -> _Counted:
    model = get_args(vars(page)["__orig_bases__"][0])[0]  # CountedPage[this]
    return _Counted(page, model, page.key, absent)


def answer_reader(
    returns: Any, substitution: Mapping[Any, Any], owner: type[Resource], key: str | None, own_key: bool
) -> AnswerReader:
    """Return the reader for a return annotation.

    Args:
        returns: The annotation, resolved.
        substitution: What type variables stand for in the owner.
        owner: The resource class, whose envelope keys are used by default.
        key: The envelope's key that the declaration names.
        own_key: Use the owner's key instead.

    Raises:
        TypeError: No reader knows such an annotation: the declaration is wrong.
    """
    returns = _substituted(returns, substitution)
    origin = get_origin(returns)
    absent = owner._absent_list_is_empty
    if _is_numbered(origin):
        model = _substituted(get_args(returns)[0], substitution)
        return _Numbered(origin, model, (owner._plural if own_key else key) or "items", absent)
    if origin is PageResult or origin is list:
        model = _substituted(get_args(returns)[0], substitution)
        if origin is list and key is None and not own_key:
            return _BareRecords(model, None, f"list[{model.__name__}]")
        reader: type[AnswerReader] = _Page if origin is PageResult else _Records
        return reader(model, owner._plural if own_key else key, f"{origin.__name__}[{model.__name__}]", absent)
    if isinstance(returns, type) and hasattr(returns, "from_response"):
        return _Own(returns, None, returns.__name__)
    if isinstance(returns, type) and hasattr(returns, "from_answer"):
        return _OwnPage(returns, None, returns.__name__)
    if _is_counted(returns):
        return _counted(returns, absent)
    if origin in (Union, types.UnionType):
        members = [member for member in get_args(returns) if member is not type(None)]
        model = _substituted(members[0], substitution)
        return _Entity(model, owner._singular if own_key else key, model.__name__)
    for kind, made in ((CreateResponse, _Created), (BulkCreateResponse, _BulkCreated), (bytes, _Bytes), (str, _Text)):
        if returns is kind:
            return made(kind, None, kind.__name__)
    if returns is type(None) or returns is None:
        return _Nothing(None, None, None)
    if isinstance(returns, type) and issubclass(returns, Model):
        wrapped = (owner._singular or None) if own_key else key
        return (_Bare if wrapped is None else _Single)(returns, wrapped, returns.__name__)
    raise TypeError(f"{owner.__name__}: no way to read an answer as {returns!r}")


def _unreadable(error: Exception, response: Response, call: Call, *, confidential: bool) -> NoReturn:
    """Raise the error of a successful answer that cannot be read."""
    text = "(not shown: it may hold secrets)" if confidential else response.content.decode("utf-8", "replace")
    shape = isinstance(error, ShapeError)
    raise ResponseParseError(
        f"{call.operation}: {error}" if shape else f"Invalid JSON response to {call.operation}: {error}",
        response.status,
        {"parse_error": str(error), "body_preview": body_preview(text)},
        request_id=response.headers.get("x-request-id"),
        method=call.method,
        url=call.url,
        headers=response.headers,
        body_text=text[:500],
        operation=call.operation,
    ) from error

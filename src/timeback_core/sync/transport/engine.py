# Written by tools/generate_sync.py from timeback_core/transport/engine.py; changes belong there.
"""Carries out operations: token, attempts, repetitions, deadline. What `Pipeline` starts on its first request."""

from __future__ import annotations

import os
import time
from collections.abc import Generator
from contextlib import closing, contextmanager

from timeback_core.blocking.operation import Interruption, Operation
from timeback_core.errors import APIError, TimebackError
from timeback_core.sync.transport.call import Call, TokenSource
from timeback_core.sync.transport.failures import from_answer, from_failure, too_large
from timeback_core.sync.transport.insecure import OriginCheck
from timeback_core.sync.transport.message import StreamedResponse
from timeback_core.sync.transport.observe import Observer
from timeback_core.sync.transport.options import TransportConfig
from timeback_core.sync.transport.outlet import Answer, Outlet, Send
from timeback_core.sync.transport.tracing import start as start_trace
from timeback_core.transport.budget import RetryBudget
from timeback_core.transport.headers import add, has, put
from timeback_core.transport.logs import set_up as set_up_logs
from timeback_core.transport.message import Request, Response, ResponseTooLarge, SendFailure
from timeback_core.transport.options import as_timeout, check_options
from timeback_core.transport.retry import (
    Verdict,
    decide,
    jittered,
    repeats_after_failure,
    repeats_after_status,
)
from timeback_core.transport.tracing import status_of


class Engine:
    """The working part of a `Pipeline`.

    Args:
        config: The pipeline's settings.
    """

    def __init__(self, config: TransportConfig) -> None:
        set_up_logs()
        self._config = config
        self._timeout = as_timeout(config.timeout)
        self._clock = config.clock or time.monotonic
        self._budget = RetryBudget(config.retry_budget)
        self._observer = Observer(config.hooks, self._clock)
        self._origins = OriginCheck(config.allow_insecure)
        self._outlet = Outlet(config)

    # What a pipeline offers ------------------------------------------------------------------------------

    def execute(self, call: Call) -> Response:
        """The answer to an operation; 2xx only."""
        operation = self._operation(call)
        response = self._carry_out(operation)
        assert isinstance(response, Response)
        response.request_id = operation.request_id
        response.attempts = operation.attempts
        response.elapsed = self._clock() - operation.started
        return response

    def fetch(self, call: Call) -> Response:
        """The last answer to an operation, whatever its status; repeated by the same rules as others."""
        response = self._carry_out(self._operation(call), any_status=True)
        assert isinstance(response, Response)
        return response

    @contextmanager
    def stream(self, call: Call) -> Generator[StreamedResponse]:
        """The answer to an operation, its body unread; 2xx only."""
        operation = self._operation(call)
        try:
            answer = self._carry_out(operation, streamed=True)
            assert isinstance(answer, StreamedResponse)
            with closing(self._chunks(operation, answer)) as chunks:
                streamed = StreamedResponse(answer.status, answer.headers, chunks)
                streamed.request_id = operation.request_id
                streamed.attempts = operation.attempts
                yield streamed
        finally:
            # also of an answer that had come when a hook that is told of it was interrupted
            self._outlet.close_stream(operation)

    def close(self) -> None:
        """Close the sender, if it is ours."""
        self._outlet.close()

    # One operation ---------------------------------------------------------------------------------------

    def _operation(self, call: Call) -> Operation:
        """The record of an operation that is about to start."""
        call.lifetime.check()
        timeout, retries, idempotent, request_id = self._timeout, self._config.max_retries, call.idempotent, None
        options = call.options
        if options:
            check_options(options)
            if "timeout" in options:
                timeout = as_timeout(options["timeout"])
            retries = options.get("max_retries", retries)
            idempotent = options.get("retryable", idempotent or "idempotency_key" in options)
            request_id = options.get("request_id")
        operation = Operation(
            call,
            timeout=timeout,
            max_retries=retries,
            idempotent=idempotent,
            request_id=request_id or os.urandom(4).hex(),
            clock=self._clock,
        )
        operation.trace = start_trace(operation)
        return operation

    def _carry_out(self, operation: Operation, *, streamed: bool = False, any_status: bool = False) -> Answer:
        """Run an operation within its deadline and its client's lifetime."""
        operation.begin()
        try:
            answer = self._attempts(operation, streamed=streamed, any_status=any_status)
        except BaseException as error:
            ended = self._ended(operation, error)
            if ended is error:
                raise
            raise ended from ended.__cause__
        finally:
            operation.end()
        if operation.trace is not None:
            operation.trace.finish(operation, answer.status)
        return answer

    def _attempts(self, operation: Operation, *, streamed: bool, any_status: bool) -> Answer:
        """Send an operation until it succeeds or may not be repeated any more."""
        call = operation.call
        request = self._request(operation, streamed=streamed)
        outlet = self._outlet
        send: Send = outlet.open_stream if streamed else outlet.send
        if not outlet.keeps_time or streamed:
            operation.arm(operation.remaining())
        watched = self._observer.watches_attempts()
        while True:
            operation.attempts += 1
            answer: Answer | None = None
            error: Exception
            try:
                if watched:
                    answer = self._observer.attempt(operation, request, send)
                else:
                    answer = send(operation, request)
            except SendFailure as failure:
                error = self._failure(operation, failure)
                repeatable = repeats_after_failure(
                    failure.kind, not_sent=failure.not_sent, idempotent=operation.idempotent
                )
            except ResponseTooLarge as excess:
                raise too_large(excess, call, request_id=operation.request_id, attempts=operation.attempts) from excess
            else:
                status = answer.status
                if 200 <= status < 300:
                    self._budget.give_back()
                    return answer
                assert isinstance(answer, Response)
                if status == 401 and self._renew_token(operation, request):
                    continue
                error = from_answer(answer, call, request_id=operation.request_id, attempts=operation.attempts)
                repeatable = repeats_after_status(status, idempotent=operation.idempotent)
            if not self._pause(operation, request, error, repeatable=repeatable):
                if any_status and answer is not None:
                    return answer
                raise error

    def _request(self, operation: Operation, *, streamed: bool) -> Request:
        """The first attempt's request; later ones change its time limit, token and count."""
        call = operation.call
        sender = self._outlet.sender()
        headers = self._outlet.standing.copy()
        if call.accept != "application/json":
            put(headers, "Accept", call.accept)
        if call.headers:
            add(headers, call.headers)
        options = call.options
        if options:
            if "headers" in options:
                add(headers, options["headers"])
            if "idempotency_key" in options:
                put(headers, "Idempotency-Key", options["idempotency_key"])
        headers["X-Request-ID"] = operation.request_id
        tokens = call.tokens
        if (call.headers or options) and has(headers, call.auth_header):
            self._origins.check(call.url, sender)  # this call brings credentials of its own
        elif tokens is not None:
            self._origins.check(call.url, sender)
            peek = getattr(tokens, "peek", None)
            token: str | None = peek() if peek is not None else None
            operation.token = token = token or self._token(operation, tokens)
            headers[call.auth_header] = f"Bearer {token}"
        if operation.trace is not None:
            operation.trace.inject(headers)
        timeout = operation.timeout
        return Request(
            call.method,
            call.url,
            headers,
            call.content,
            None if streamed else operation.remaining(),
            connect=timeout.connect,
            read=timeout.read or (timeout.total if streamed else None),
            pool=timeout.pool,
            max_bytes=self._config.max_response_bytes,
        )

    def _token(self, operation: Operation, tokens: TokenSource) -> str:
        """A token that has to be waited for."""
        operation.arm(operation.remaining())
        operation.waiting_for_token = True
        token = tokens.get_token()
        operation.waiting_for_token = False
        return token

    def _renew_token(self, operation: Operation, request: Request) -> bool:
        """After a 401: drop the token that was refused, and say whether another one is now in the request."""
        call = operation.call
        tokens, sent = call.tokens, operation.token
        if tokens is None or sent is None:
            return False
        if getattr(tokens, "cached_token", sent) == sent:
            # A token that someone else has renewed meanwhile stays.
            tokens.invalidate()
            report = getattr(tokens, "report_dropped", None)
            if report is not None:
                report()
        if operation.replayed:
            return False
        token = self._token(operation, tokens)
        if token == sent:
            return False
        operation.replayed = True
        operation.token = token
        request.headers[call.auth_header] = f"Bearer {token}"
        request.timeout = None if request.timeout is None else operation.remaining()
        return True

    def _pause(self, operation: Operation, request: Request, error: Exception, *, repeatable: bool) -> bool:
        """Wait before a repetition and prepare it; False when there is to be none.

        Raises:
            APITimeoutError: The wait would overrun the deadline.
        """
        retry_after = error.retry_after if isinstance(error, APIError) else None
        decision = decide(
            repeatable=repeatable,
            retries=operation.retries,
            max_retries=operation.max_retries,
            retry_after=retry_after,
            max_retry_after=self._config.max_retry_after,
            remaining=operation.remaining(),
        )
        if decision.verdict is Verdict.TOO_LATE:
            detail = (
                f"{operation.call.method} {operation.call.route} could be repeated only after "
                f"{decision.delay:g} s, which is beyond the deadline of {operation.timeout.total:g} s"
            )
            raise operation.timed_out(retry_after, detail) from error
        if decision.verdict is Verdict.FAIL or not self._budget.take():
            return False
        operation.retries += 1
        operation.last_error = error
        operation.arm(operation.remaining())
        self._observer.repeats(operation, error, decision.delay)
        self._sleep(operation, decision.delay, exact=decision.exact)
        request.headers["X-Retry-Count"] = str(operation.retries)
        request.timeout = None if request.timeout is None else operation.remaining()
        return True

    def _sleep(self, operation: Operation, delay: float, *, exact: bool) -> None:
        """Wait; jitter belongs here, so that the delays asked for stay predictable."""
        if self._config.sleep is not None:
            self._config.sleep(delay)
        else:
            operation.sleep(delay if exact else jittered(delay))

    def _failure(self, operation: Operation, failure: SendFailure) -> TimebackError:
        """The error of a broken attempt, with the HTTP library's own as its cause."""
        error = from_failure(
            failure,
            operation.call,
            request_id=operation.request_id,
            attempts=operation.attempts,
            limit=operation.timeout.total,
        )
        error.__cause__ = failure.__cause__ or failure
        return error

    def _ended(self, operation: Operation, error: BaseException) -> BaseException:
        """What an operation that broke off raises, once everyone has been told."""
        operation.end()
        error = operation.meaning_of(error)
        if operation.trace is not None:
            operation.trace.finish(operation, status_of(error), error)
        if isinstance(error, TimebackError):
            self._observer.failed(operation, error)
        return error

    def _chunks(self, operation: Operation, answer: StreamedResponse) -> Generator[bytes]:
        """The body of a streamed answer, each piece within the time limit and the client's lifetime."""
        source = answer.chunks()
        limit = operation.timeout.read or operation.timeout.total
        while True:
            try:
                operation.begin()
                operation.arm(limit)
                chunk = next(source, None)
            except (SendFailure, Interruption) as end:
                error = self._failure(operation, end) if isinstance(end, SendFailure) else end
                meaning = operation.meaning_of(error)
                raise meaning from meaning.__cause__
            finally:
                operation.end()
            if chunk is None:
                return
            yield chunk

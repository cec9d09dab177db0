# Written by tools/generate_sync.py from timeback_core/caliper/jobs.py; changes belong there.
"""Jobs: what the service does with an envelope after it has accepted it."""

from __future__ import annotations

from time import monotonic
from typing import Unpack

from timeback_core.blocking.pauses import pause
from timeback_core.caliper.jobs import _check_wait
from timeback_core.caliper.models_answers import JobStatus
from timeback_core.errors import JobFailedError, UnsupportedOperationError
from timeback_core.sync.endpoint import get
from timeback_core.sync.resource import Resource
from timeback_core.transport.options import RequestOptions

__all__ = ["Jobs", "check_operation"]


def check_operation(resource: Resource, profile: str, operation: str) -> None:
    """Check that the platform has an operation.

    Args:
        resource: The resource that the operation belongs to.
        profile: The attribute of the path profile that says where it is.
        operation: What the operation is called, for the message.

    Raises:
        UnsupportedOperationError: The platform lacks it.
    """
    if getattr(resource._channel.paths, profile, None) is None:
        raise UnsupportedOperationError(operation)


class Jobs(Resource, service="caliper", name="jobs", profile="job_status", singular="job", title="job"):
    """The jobs that store what was accepted.

    An envelope that was accepted is not stored yet: its events can be read, and webhooks fire, when its job has
    completed.
    """

    __slots__ = ()
    _bare_key = "id"
    _absent_record_is_missing = True

    @get("")
    def get_status(self, job_id: str, **options: Unpack[RequestOptions]) -> JobStatus:
        """Return how far a job is.

        Args:
            job_id: The job, from `SendEventsResult.job_id`.
            options: Options of the request.

        Raises:
            UnsupportedOperationError: The platform has no jobs; nothing was sent.
            InputValidationError: `job_id` is blank.
            NotFoundError: There is no such job.

        Source:
            GET /jobs/{jobId}/status.
        """
        ...

    def wait_for_completion(self, job_id: str, *, timeout: float = 30.0, poll_interval: float = 1.0) -> JobStatus:
        """Return a job's status once it has completed.

        A job that completed without storing every event is returned; see `JobStatus.succeeded`.

        Args:
            job_id: The job, from `SendEventsResult.job_id`.
            timeout: Seconds to wait, > 0.
            poll_interval: Seconds between two looks at it, > 0.

        Raises:
            UnsupportedOperationError: The platform has no jobs; nothing was sent.
            InputValidationError: An argument is wrong.
            JobFailedError: It failed; the message says why.
            TimeoutError: It had not finished in time; it goes on.
            NotFoundError: There is no such job.

        Source:
            GET /jobs/{jobId}/status, repeated.
        """
        check_operation(self, "job_status", "wait_for_completion")
        _check_wait(job_id, timeout, poll_interval)
        deadline = monotonic() + timeout
        while True:
            last = monotonic() >= deadline
            status = self.get_status(job_id)
            if status.state == "completed":
                return status
            if status.state == "failed":
                raise JobFailedError(job_id, status.failed_reason)
            remaining = deadline - monotonic()
            if last:
                raise TimeoutError(f"job {job_id} is still {status.state!r} after {timeout:g} s; it goes on")
            pause(max(0.0, min(poll_interval, remaining)))

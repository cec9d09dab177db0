# Written by tools/generate_sync.py from timeback_core/caliper/send_result.py; changes belong there.
"""What the service answers to an envelope."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from timeback_core.errors import TimebackError
from timeback_core.model import Model

if TYPE_CHECKING:
    from timeback_core.caliper.models_answers import JobStatus
    from timeback_core.sync.caliper.jobs import Jobs

__all__ = ["SendEventsResult", "answered_by"]


class SendEventsResult(Model, dict=True):
    """The service has accepted an envelope; its job stores the events.

    Attributes:
        job_id: The job; ``None`` on LEARNWITH_AI, which has none.
        status: ``success``.
        message: In words.
        errors: Normally ``None``.
    """

    job_id: str | None = None
    status: str | None = None
    message: str | None = None
    errors: Any = None

    def wait(self, *, timeout: float = 30.0, poll_interval: float = 1.0) -> JobStatus | None:
        """Return the job's status once it has completed; ``None`` at once when there is no job.

        Args:
            timeout: Seconds to wait, > 0.
            poll_interval: Seconds between two looks at the job, > 0.

        Raises:
            JobFailedError: It failed.
            TimeoutError: It had not finished in time.
            TimebackError: This result was not given by a client.
        """
        if self.job_id is None:
            return None
        jobs: Jobs | None = vars(self).get("_jobs")
        if jobs is None:
            raise TimebackError("this result was not given by a client; use jobs.wait_for_completion(job_id)")
        return jobs.wait_for_completion(self.job_id, timeout=timeout, poll_interval=poll_interval)


def answered_by(result: SendEventsResult | None, jobs: Jobs) -> SendEventsResult:
    """Return a result that can wait for its job; an answer without a body is one without a job."""
    result = SendEventsResult() if result is None else result
    if not isinstance(result.job_id, str) or not result.job_id.strip():  # reading is lenient; this names no job
        result.job_id = None
    vars(result)["_jobs"] = jobs
    return result

# Written by tools/generate_sync.py from timeback_core/edubridge/applications.py; changes belong there.
"""The catalogue of applications, and what they measure."""

from __future__ import annotations

import builtins
from typing import Unpack

from timeback_core.edubridge.applications import _METRIC, _METRICS
from timeback_core.edubridge.inputs import ApplicationMetricInput
from timeback_core.edubridge.models import Application, ApplicationMetric
from timeback_core.edubridge.vocabulary import MetricName, MetricSource
from timeback_core.sync.edubridge._base import EdubridgeResource
from timeback_core.sync.endpoint import delete, get, post
from timeback_core.transport.options import RequestOptions

__all__ = ["Applications"]


class Applications(EdubridgeResource, name="applications", title="application metric"):
    """Applications and their metrics. Applications themselves are not written here."""

    __slots__ = ()

    @get("/applications/", key="applications")
    def list(self, **options: Unpack[RequestOptions]) -> builtins.list[Application]:
        """Return all applications.

        Args:
            options: Options of the request.

        Source:
            GET /edubridge/applications/.
        """
        ...

    @get(_METRICS, key="data")
    def get_metrics(
        self, application_sourced_id: str, **options: Unpack[RequestOptions]
    ) -> builtins.list[ApplicationMetric]:
        """Return what an application measures.

        Args:
            application_sourced_id: The application's identifier; not blank.
            options: Options of the request.

        Raises:
            InputValidationError: The identifier is blank.
            NotFoundError: There is no such application.

        Source:
            GET /edubridge/applicationMetrics/{applicationSourcedId}.
        """
        ...

    @post(_METRICS, key="data", wrap=_METRIC, body=ApplicationMetricInput)
    def create_metric(
        self,
        application_sourced_id: str,
        *,
        metric: MetricName,
        metric_source: MetricSource,
        **options: Unpack[RequestOptions],
    ) -> ApplicationMetric:
        """State that an application measures something.

        Args:
            application_sourced_id: The application's identifier; not blank.
            metric: ``xp``, ``spent_minutes``, ``waste_minutes``, ``accuracy``, ``lessons``, ``quizzes`` or
                ``unit_tests``.
            metric_source: ``timeback_app``, ``timeback_direct_integration``, ``timeback_adapter``, ``powerpath`` or
                ``manual_entry``.
            options: Options of the request.

        Raises:
            InputValidationError: An argument is blank or none of these words.
            NotFoundError: There is no such application.
            ConflictError: It is stated already.

        Source:
            POST /edubridge/applicationMetrics/{applicationSourcedId}.
        """
        ...

    @delete(_METRICS, wrap=_METRIC, body=ApplicationMetricInput)
    def delete_metric(
        self,
        application_sourced_id: str,
        *,
        metric: MetricName,
        metric_source: MetricSource,
        **options: Unpack[RequestOptions],
    ) -> None:
        """Take the statement back that an application measures something.

        The request is a DELETE with a body, which some proxies drop.

        Args:
            application_sourced_id: The application's identifier; not blank.
            metric: The metric, as for `create_metric`.
            metric_source: The source, as for `create_metric`.
            options: Options of the request.

        Raises:
            InputValidationError: An argument is blank or none of the words.
            NotFoundError: There is no such application, or it does not measure this.

        Source:
            DELETE /edubridge/applicationMetrics/{applicationSourcedId}.
        """
        ...

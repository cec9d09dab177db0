"""The applications that students learn with, and where their figures come from."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, delete, insert, or_, select

from timeback_sandbox.edubridge.problems import conflict, missing, not_found
from timeback_sandbox.edubridge.tables import APPLICATION_METRICS, APPLICATIONS

__all__ = ["Metric", "add_metric", "all_applications", "metrics_of", "primary_apps", "remove_metric"]

Metric = tuple[str, str]
"""Name of a metric, and its source."""


def all_applications(connection: Connection) -> list[dict[str, Any]]:
    """Every application in its read form, by name."""
    order = (APPLICATIONS.c.name, APPLICATIONS.c.sourced_id)
    return [_shown(row) for row in connection.execute(select(APPLICATIONS).order_by(*order))]


def _shown(row: Row[Any]) -> dict[str, Any]:
    return {
        "sourcedId": row.sourced_id,
        "name": row.name,
        "description": row.description,
        "domain": msgspec.json.decode(row.domain),
        "tenantId": row.tenant_id,
        "clientAppId": row.client_app_id,
        "status": row.status,
        "dateLastModified": row.date_last_modified,
        "metadata": None if row.metadata is None else msgspec.json.decode(row.metadata),
    }


def primary_apps(connection: Connection, wanted: Iterable[str]) -> dict[str, dict[str, Any]]:
    """What courses call their primary application, with the application: its id comes first, then its name.

    Args:
        connection: To read with.
        wanted: Ids or names of applications.
    """
    texts = list(dict.fromkeys(wanted))
    if not texts:
        return {}
    table = APPLICATIONS.c
    query = (
        select(table.sourced_id, table.name, table.domain)
        .where(or_(table.sourced_id.in_(texts), table.name.in_(texts)))
        .order_by(table.sourced_id)
    )
    by_id: dict[str, dict[str, Any]] = {}
    by_name: dict[str, dict[str, Any]] = {}
    for sourced_id, name, domain in connection.execute(query):
        app = {"id": sourced_id, "name": name, "domains": msgspec.json.decode(domain)}
        by_id[sourced_id] = app
        by_name.setdefault(name, app)
    found = {**by_name, **by_id}
    return {text: found[text] for text in texts if text in found}


# ---------------------------------------------------------------- metrics


def require_application(connection: Connection, sourced_id: str) -> None:
    """Sees to it that an application exists.

    Raises:
        Problem: 404, it does not.
    """
    query = select(APPLICATIONS.c.sourced_id).where(APPLICATIONS.c.sourced_id == sourced_id)
    if connection.execute(query).first() is None:
        raise not_found("application", applicationSourcedId=sourced_id)


def metrics_of(connection: Connection, application: str) -> list[dict[str, str]]:
    """An application's metrics, by name and source.

    Raises:
        Problem: 404, there is no such application.
    """
    require_application(connection, application)
    table = APPLICATION_METRICS.c
    query = (
        select(table.metric, table.metric_source)
        .where(table.application == application)
        .order_by(table.metric, table.metric_source)
    )
    return [metric_shown(application, (name, source)) for name, source in connection.execute(query)]


def metric_shown(application: str, metric: Metric) -> dict[str, str]:
    """A metric in its read form."""
    name, source = metric
    return {"applicationSourcedId": application, "metric": name, "metricSource": source}


def add_metric(connection: Connection, application: str, metric: Metric) -> None:
    """Notes a metric of an application that exists.

    Raises:
        Problem: 409, it is noted already.
    """
    name, source = metric
    values = {"application": application, "metric": name, "metric_source": source}
    table = APPLICATION_METRICS
    found = select(table.c.metric).where(*(table.c[column] == value for column, value in values.items()))
    if connection.execute(found).first() is not None:
        raise conflict(f"the application has the metric {name} from {source} already")
    connection.execute(insert(table).values(values))


def remove_metric(connection: Connection, application: str, metric: Metric) -> None:
    """Forgets a metric of an application that exists.

    Raises:
        Problem: 404, the application has no such metric.
    """
    name, source = metric
    table = APPLICATION_METRICS.c
    gone = connection.execute(
        delete(APPLICATION_METRICS).where(
            table.application == application, table.metric == name, table.metric_source == source
        )
    )
    if not gone.rowcount:
        raise missing(f"the application has no metric {name} from {source}")

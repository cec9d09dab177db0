"""From a learner's activity to the dashboard: Caliper, EduBridge and a webhook, wired together.

An app gives a week of a student's work to the background sender. A moment later EduBridge's analytics show XP,
questions and minutes by day, subject and app, and a real HTTP receiver has got every matching event, signed.
Everything runs against a sandbox inside this process; only the receiver is reached over a socket, on loopback.
"""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

from rich.console import Console
from rich.table import Table

from timeback_core import TimebackClient
from timeback_core.caliper import create_activity_event, create_time_spent_event
from timeback_core.webhooks import AnyEvent, ReceivedActivity, Receiver
from timeback_sandbox import Sandbox

SENSOR = "https://numberlab.example/sensors/web"
SECRET = "whsec_MDEyMzQ1Njc4OWFiY2RlZmdoaWprbG1ub3BxcnN0dXY="  # a real one comes from your secrets
ZONE = "America/Chicago"
console = Console()


class Inbox:
    """What the receiver has got, by event; a repeated delivery does not count twice."""

    def __init__(self) -> None:
        self.activities: list[ReceivedActivity] = []
        self.changed = threading.Event()

    def take(self, event: AnyEvent) -> None:
        """Keep an event that the receiver has verified."""
        if isinstance(event, ReceivedActivity):
            self.activities.append(event)
            self.changed.set()


class Quiet(WSGIRequestHandler):
    """Serves without a line for each request."""

    def log_message(self, format: str, *args: Any) -> None:
        """Print nothing."""


@contextmanager
def receiving(inbox: Inbox) -> Iterator[str]:
    """Serve the receiver on a free port; what is not signed with the secret gets no further than its door."""
    server = make_server("127.0.0.1", 0, Receiver(secret=SECRET).wsgi(inbox.take), handler_class=Quiet)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/caliper"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


async def subscribe(timeback: TimebackClient, url: str) -> None:
    """Ask for completed activities of this app's sensor, and for nothing else."""
    webhook = await timeback.webhooks.webhooks.create(
        {"name": "XP mirror", "target_url": url, "secret": SECRET, "active": True, "sensor": SENSOR}
    )
    await timeback.webhooks.filters.create(
        {"webhook_id": webhook.id, "filter_key": "type", "filter_value": "ActivityEvent", "filter_operation": "eq"}
    )
    console.print(f"[green]✓[/] Registered {webhook.name!r} for {url}\n")


async def work_for_a_week(timeback: TimebackClient, who: dict[str, Any]) -> int:
    """Tell Caliper what the student did; the sensor sends it in the background, in batches."""
    apps = (("Number Lab", "Math", "Compare halves"), ("Story Path", "Reading", "The lighthouse keeper"))
    today = datetime.now(UTC).replace(hour=16, minute=0, second=0, microsecond=0)
    async with timeback.caliper.sensor(SENSOR) as sensor:
        for back in range(4, -1, -1):
            app, subject, lesson = apps[back % 2]
            what = {
                "id": f"https://numberlab.example/activities/{lesson.lower().replace(' ', '-')}",
                "subject": subject,
                "app": {"name": app},
                "activity": {"name": lesson},
            }
            when = today - timedelta(days=back)
            done = {"xpEarned": 10 + 2 * back, "totalQuestions": 12, "correctQuestions": 11 - back}
            figures = [{"type": name, "value": value} for name, value in done.items()]
            minutes = [{"type": "active", "value": 60.0 * (12 + back)}, {"type": "waste", "value": 30.0}]
            about = {"actor": who, "object": what, "event_time": when}
            sensor.enqueue(create_activity_event({**about, "metrics": figures}))
            sensor.enqueue(create_time_spent_event({**about, "metrics": minutes}))
        await sensor.flush(timeout=10)
        statistics = sensor.statistics
    console.print(f"[green]✓[/] {statistics.sent} events delivered by the background sender\n")
    return statistics.sent


async def show_the_dashboard(timeback: TimebackClient, student_id: str, name: str) -> int:
    """Ask EduBridge what came of it, by the school's own days."""
    now = datetime.now(UTC)
    activity = await timeback.edubridge.analytics.get_activity(
        student_id=student_id, start_date=now - timedelta(days=6), end_date=now + timedelta(days=1), timezone=ZONE
    )
    table = Table("Day", "Subject", "App", "XP", "Questions", "Minutes", title=f"{name}, days in {ZONE}")
    rows = 0
    for day, subjects in sorted(activity.facts_by_app.items()):
        for subject, apps in subjects.items():
            for app, cell in apps.items():
                done, spent = cell.activity_metrics, cell.time_spent_metrics
                questions = f"{done.correct_questions:g} of {done.total_questions:g}"
                minutes = f"{spent.active_seconds / 60:.1f}"
                table.add_row(day, subject, app, f"{done.xp_earned:g}", questions, minutes)
                rows += 1
    console.print(table)
    return rows


async def main() -> None:
    inbox = Inbox()
    with receiving(inbox) as url:
        async with Sandbox(seed="demo") as sandbox, sandbox.client() as timeback:
            await subscribe(timeback, url)
            student = (await timeback.oneroster.students.list(where={"status": "active"}, limit=1))[0]
            name = f"{student.given_name} {student.family_name}"
            who = {
                "id": f"{sandbox.base_url}/ims/oneroster/rostering/v1p2/users/{student.sourced_id}",
                "email": student.email,
            }
            await work_for_a_week(timeback, who)
            await sandbox.settle()  # accepted events are stored a moment later; this waits for that moment
            await show_the_dashboard(timeback, student.sourced_id, name)
            while len(inbox.activities) < 5 and await asyncio.to_thread(inbox.changed.wait, 10):
                inbox.changed.clear()
    earned = sum(event.metric("xpEarned") or 0 for event in inbox.activities)
    console.print(f"[green]✓[/] The receiver got {len(inbox.activities)} signed activities, {earned:g} XP in all.")


if __name__ == "__main__":
    asyncio.run(main())

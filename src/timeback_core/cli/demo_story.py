"""The story that `timeback demo` tells: each step says what it does, shows the code for it, and does it."""

from __future__ import annotations

from collections import Counter
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from rich.table import Table

from timeback_core.cli.requests_shown import made_hooks

if TYPE_CHECKING:
    from rich.console import Console

    from timeback_core.cli.session import Session
    from timeback_core.sync import TimebackClient
    from timeback_core.transport.hooks import RetryEvent
    from timeback_sandbox import Sandbox

__all__ = ["tell"]

_SENSOR = "https://numberlab.example/sensors/web"
_STEPS = 6


def tell(session: Session, sandbox: Sandbox) -> None:
    """Run the story.

    Args:
        session: The run; where to print, and what makes the client.
        sandbox: A sandbox that listens.
    """
    story = _Story(session, sandbox)
    with story.client() as client:
        story.log_in(client)
        school = story.look_around(client)
        story.walk(client)
        story.enrol(client, school)
        story.learn(client)
        story.weather(client)
    session.out.print(
        "\nThat was it. Next:\n"
        "  timeback oneroster users list --env sandbox   the same data at the command line\n"
        "  timeback sandbox                              a sandbox for your own application\n"
        "  timeback config init                          your credentials for the real thing",
        markup=False,
    )


class _Story:
    """The steps, and what they share."""

    def __init__(self, session: Session, sandbox: Sandbox) -> None:
        self._session = session
        self._sandbox = sandbox
        self._out: Console = session.out
        self._step = 0

    def client(self) -> AbstractContextManager[TimebackClient]:
        """A client of the sandbox, as an application would make one."""
        hooks = made_hooks(self._session.err if self._session.verbose else None, {"on_retry": self._retrying})
        return self._session.connect(
            {
                "base_url": self._sandbox.base_url,
                "auth_url": self._sandbox.auth_url,
                "client_id": self._sandbox.client_id,
                "client_secret": self._sandbox.client_secret,
                "hooks": hooks,
            }
        )

    def _begin(self, title: str, code: str) -> None:
        """Announce a step."""
        self._step += 1
        self._out.print(f"\n[bold cyan]{self._step}/{_STEPS}[/] [bold]{title}[/]")
        for line in code.splitlines():
            self._out.print(f"    {line}", style="dim", markup=False)

    def _done(self, text: str) -> None:
        """Say what came of a step."""
        self._out.print("  [green]✓[/] ", end="")
        self._out.print(text, markup=False)

    def _retrying(self, event: RetryEvent) -> None:
        """Tell of a repetition."""
        text = f"The server answered {event.status}; trying again in {event.delay:.1f} s."
        self._out.print("  [yellow]![/] ", end="")
        self._out.print(text, markup=False)

    def log_in(self, client: TimebackClient) -> None:
        """The token."""
        self._begin("Log in", "client.check_auth()")
        result = client.check_auth()
        self._done(f"One token for all services, in {result.latency_ms} ms; it is renewed before it ends.")

    def look_around(self, client: TimebackClient) -> str:
        """The schools, and how many students and classes they have."""
        self._begin("Look around", 'client.oneroster.schools.list()\nclient.oneroster.schools("…").students.list()')
        schools = client.oneroster.schools.list()
        table = Table("School", "Students", "Classes", box=None, padding=(0, 2))
        for school in schools:
            inside = client.oneroster.schools(school.sourced_id)
            students, classes = inside.students.list(limit=1).total, inside.classes.list(limit=1).total
            table.add_row(school.name, str(students), str(classes))
        self._out.print(table)
        return schools[0].sourced_id

    def walk(self, client: TimebackClient) -> None:
        """Everybody, page by page."""
        self._begin("Walk through all pages", "for user in client.oneroster.users.stream():")
        roles: Counter[str] = Counter()
        for user in client.oneroster.users.stream(limit=100):
            roles.update(str(role.role) for role in user.roles)
        self._done(", ".join(f"{count} × {role}" for role, count in roles.most_common()))

    def enrol(self, client: TimebackClient, school: str) -> None:
        """A new student in a class."""
        self._begin("Write", "client.oneroster.users.create({...})\nclient.oneroster.classes(id).enroll_user(student)")
        role = {"roleType": "primary", "role": "student", "org": {"sourcedId": school}}
        created = client.oneroster.users.create(
            {"given_name": "Ada", "family_name": "O'Brien", "enabled_user": True, "grades": [4], "roles": [role]}
        )
        ada = client.oneroster.users.get(created.id)
        lesson = client.oneroster.schools(school).classes.list(where={"grades": 4}, limit=1)[0]
        client.oneroster.classes(lesson.sourced_id).enroll_user(ada.sourced_id)
        self._done(f"{ada.given_name} {ada.family_name} is a student now, in the class {lesson.title!r}.")

    def learn(self, client: TimebackClient) -> None:
        """An activity, on its way to the dashboard."""
        self._begin(
            "Learn", "client.caliper.events.send_activity(sensor, {...})\nclient.edubridge.analytics.get_activity()"
        )
        student = client.oneroster.students.list(where={"status": "active"}, limit=1)[0]
        place = f"{self._sandbox.base_url}/ims/oneroster/rostering/v1p2/users/{student.sourced_id}"
        activity: dict[str, Any] = {
            "actor": {"id": place, "email": student.email},
            "object": {
                "id": "https://numberlab.example/activities/compare-halves",
                "subject": "Math",
                "app": {"name": "Number Lab"},
                "activity": {"name": "Compare halves"},
            },
            "metrics": [
                {"type": "xpEarned", "value": 12},
                {"type": "totalQuestions", "value": 12},
                {"type": "correctQuestions", "value": 11},
            ],
        }
        client.caliper.events.send_activity(_SENSOR, activity)
        self._sandbox.sync.settle()  # accepted events count a moment later
        now = datetime.now(UTC)
        found = client.edubridge.analytics.get_activity(
            student_id=student.sourced_id, start_date=now - timedelta(days=1), end_date=now + timedelta(days=1)
        )
        earned = sum(
            cell.activity_metrics.xp_earned
            for subjects in found.facts_by_app.values()
            for apps in subjects.values()
            for name, cell in apps.items()
            if name == "Number Lab"
        )
        self._done(
            f"{student.given_name} {student.family_name} earned {earned:g} XP in Number Lab, says the dashboard."
        )

    def weather(self, client: TimebackClient) -> None:
        """Two failures that need no code."""
        self._begin("Get through bad weather", "client.oneroster.users.list(limit=3)   # the server fails twice")
        self._sandbox.faults.add(status=503, count=1, path="*/users*")
        self._sandbox.faults.add(status=429, retry_after=0.5, count=1, path="*/users*")
        page = client.oneroster.users.list(limit=3)
        self._done(f"Got through both, with {len(page)} users and no code for it.")

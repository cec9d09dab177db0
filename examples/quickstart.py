"""The quick start: lists, walks, creates and changes a school district's records, and gets through bad weather.

Everything runs for real against a sandbox inside this process: no account, no network, nothing to set up. For
the hosted service, write ``TimebackClient(env="staging", client_id=..., client_secret=...)`` instead.
"""

import asyncio
from collections import Counter

from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from timeback_core import Hooks, RetryEvent, TimebackClient
from timeback_sandbox import Sandbox

console = Console()


async def look_around(timeback: TimebackClient) -> str:
    check = await timeback.check_auth()
    console.print(f"[green]✓[/] Authenticated in {check.latency_ms} ms; all services share the one token.\n")

    table = Table("School", "Identifier", "Students", "Classes", title="Schools")
    schools = await timeback.oneroster.schools.list()
    for school in schools:
        students = timeback.oneroster.schools(school.sourced_id).students
        classes = timeback.oneroster.schools(school.sourced_id).classes
        table.add_row(
            school.name,
            school.sourced_id,
            str((await students.list(limit=1)).total),
            str((await classes.list(limit=1)).total),
        )
    console.print(table)

    page = await timeback.oneroster.users.list(
        where={"role": "student", "status": "active"}, sort="family_name", limit=5
    )
    table = Table("Student", "E-mail", "Grades", title=f"The first {len(page)} of {page.total} active students")
    for user in page:
        grades = ", ".join(str(grade) for grade in user.grades or [])
        table.add_row(f"{user.given_name} {user.family_name}", user.email or "–", grades)
    console.print(table)
    return schools[0].sourced_id


async def walk_the_roster(timeback: TimebackClient) -> None:
    roles: Counter[str] = Counter()
    with Progress(console=console) as progress:
        users = timeback.oneroster.users.stream(limit=100)
        walking = progress.add_task("Walking the whole roster", total=None)
        async for user in users:
            roles.update(role.role for role in user.roles)
            progress.update(walking, advance=1, total=users.total)
    console.print(f"  {', '.join(f'{count} × {role}' for role, count in roles.most_common())}\n")


async def create_and_change(timeback: TimebackClient, school_id: str) -> None:
    role = {"roleType": "primary", "role": "student", "org": {"sourcedId": school_id}}
    created = await timeback.oneroster.users.create(
        {"given_name": "Ada", "family_name": "O'Brien", "enabled_user": True, "grades": [4], "roles": [role]}
    )
    await timeback.oneroster.users.update(created.id, {"preferred_first_name": "Countess"})
    ada = await timeback.oneroster.users.get(created.id)
    (school_class,) = await timeback.oneroster.schools(school_id).classes(where={"grades": 4}, max_items=1)
    await timeback.oneroster.classes(school_class.sourced_id).enroll_user(ada.sourced_id)
    console.print(f"[green]✓[/] Created {ada.given_name} {ada.family_name}, called {ada.preferred_first_name},")
    console.print(f"  and enrolled her in {school_class.title!r}.\n")


async def get_through_bad_weather(timeback: TimebackClient, sandbox: Sandbox) -> None:
    sandbox.faults.add(status=503, count=1, path="*/users*")
    sandbox.faults.add(status=429, retry_after=0.5, count=1, path="*/users*")
    page = await timeback.oneroster.users.list(limit=3)
    console.print(f"[green]✓[/] Got through both, with {len(page)} users and no code for it.")


def report(event: RetryEvent) -> None:
    console.print(f"[yellow]![/] The server answered {event.status}; trying again in {event.delay:.1f} s.")


async def main() -> None:
    async with Sandbox(seed="demo") as sandbox, sandbox.client(hooks=Hooks(on_retry=report)) as timeback:
        school_id = await look_around(timeback)
        await walk_the_roster(timeback)
        await create_and_change(timeback, school_id)
        await get_through_bad_weather(timeback, sandbox)


if __name__ == "__main__":
    asyncio.run(main())

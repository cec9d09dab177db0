"""`timeback config`: profiles, and the settings in effect."""

from __future__ import annotations

import sys
from typing import Annotated, Literal

import typer

from timeback_core.cli.plain_flags import PlainCommand
from timeback_core.cli.profiles import Profiles, config_path, names_for_completion, place_of
from timeback_core.cli.session import SessionCommand, SessionGroup, current_session

__all__ = ["app"]

app = typer.Typer(
    name="config",
    cls=SessionGroup,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
    help="Set up profiles, and see which settings are in use.",
)

Output = Annotated[
    Literal["table", "json"] | None,
    typer.Option("--output", "-o", help="How to print; default: a table on a terminal, else JSON."),
]


Name = Annotated[str, typer.Argument(metavar="NAME", help="The profile.", autocompletion=names_for_completion)]


@app.command(cls=SessionCommand)
def init(
    ctx: typer.Context,
    platform: Annotated[
        str | None, typer.Option(metavar="NAME", help="`BEYOND_AI` (default) or `LEARNWITH_AI`.")
    ] = None,
    auth_url: Annotated[str | None, typer.Option(metavar="URL", help="Where tokens come from.")] = None,
    client_id: Annotated[str | None, typer.Option(metavar="ID", help="The client id.")] = None,
    masterytrack_email: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="The e-mail address for MasteryTrack.")
    ] = None,
    non_interactive: Annotated[
        bool, typer.Option("--non-interactive", help="Ask nothing; what is missing is an error.")
    ] = False,
    secret_stdin: Annotated[
        bool,
        typer.Option("--secret-stdin", help="Read the client secret from standard input; asks nothing, then."),
    ] = False,
    api_key_stdin: Annotated[
        bool,
        typer.Option(
            "--api-key-stdin", help="Read MasteryTrack's API key from standard input, after the client secret."
        ),
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Replace a profile of that name without asking.")] = False,
) -> None:
    """Write a profile: where the services are, and who calls.

    Asks for what no option says. `--profile` names the profile, `--env` or `--base-url` says where it leads. Secrets
    are never written into the file: they go into the keyring of the system, or stay in variables.
    """
    from timeback_core.cli.config_init import init as make

    secrets = ["client_secret"] * secret_stdin + ["masterytrack.api_key"] * api_key_stdin
    given = {"platform": platform, "auth_url": auth_url, "client_id": client_id, "email": masterytrack_email}
    make(current_session(ctx), given, ask=not (non_interactive or secrets), from_stdin=secrets, yes=yes)


@app.command(cls=SessionCommand)
def show(ctx: typer.Context, output: Output = None) -> None:
    """Print every setting in effect, with secrets masked, and where it comes from."""
    from timeback_core.cli.config_show import show as print_settings

    session = current_session(ctx)
    session.format = output
    print_settings(session)


@app.command(cls=PlainCommand)
def path() -> None:
    """Print where the file of the profiles is, or would be."""
    sys.stdout.write(f"{config_path()}\n")


@app.command("list", cls=SessionCommand)
def list_profiles(ctx: typer.Context, output: Output = None) -> None:
    """Print the profiles; the one in use is marked."""
    session = current_session(ctx)
    session.format = output
    profiles = Profiles.read()
    chosen = profiles.chosen(session.profile)
    rows = [
        {"name": name, "leads_to": place_of(table), "in_use": chosen is not None and name == chosen[0]}
        for name, table in profiles.tables.items()
    ]
    if session.chosen_format() == "json":
        session.print_json(rows)
        return
    if not rows:
        session.err.print(f"{profiles.path} has no profiles. Make one with: timeback config init", markup=False)
    for row in rows:
        mark = "*" if row["in_use"] else " "
        session.out.print(f"{mark} {row['name']}  {row['leads_to']}", markup=False)


@app.command(cls=SessionCommand)
def use(ctx: typer.Context, name: Name) -> None:
    """Make a profile the one that is used when none is named."""
    from timeback_core.cli.profiles_edit import use_profile

    use_profile(Profiles.read(), name)
    current_session(ctx).out.print(f"From now on {name!r} is used when no profile is named.", markup=False)


@app.command(cls=SessionCommand)
def forget(
    ctx: typer.Context,
    name: Name,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> None:
    """Remove a profile, and its secrets from the keyring."""
    from timeback_core.cli.exit_codes import UsageProblem
    from timeback_core.cli.profiles_edit import forget_profile
    from timeback_core.cli.secrets_kept import SECRET_SETTINGS, Keyring

    profiles = Profiles.read()
    if name not in profiles.tables:
        profiles.get(name)  # says so, with the nearest name
    if not yes:
        if not sys.stdin.isatty():
            raise UsageProblem(f"There is no terminal to ask at: --yes forgets the profile {name!r}.")
        typer.confirm(f"Forget the profile {name!r} and its secrets?", abort=True, err=True)
    forget_profile(profiles, name)
    keyring = Keyring()
    secrets = [setting for setting in SECRET_SETTINGS if keyring.forget(name, setting)]
    also = f" and, from the keyring, {' and '.join(secrets)}" if secrets else ""
    current_session(ctx).out.print(f"Forgot the profile {name!r}{also}.", markup=False)

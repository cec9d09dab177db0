"""The file of profiles, as it is changed: comments and order stay, nobody else can read it."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from timeback_core.cli.profiles import Profiles
from timeback_core.cli.whole_files import replace_file
from timeback_core.errors import ConfigurationError

__all__ = ["forget_profile", "save_profile", "use_profile"]


def save_profile(profiles: Profiles, name: str, settings: Mapping[str, Any], *, default: bool) -> None:
    """Write a profile, in place of the one of that name.

    Args:
        profiles: The file as it was read.
        name: The profile's name.
        settings: Its settings.
        default: Whether it becomes the `default_profile`.

    Raises:
        ConfigurationError: The file cannot be written.
    """
    with _document(profiles.path) as document:
        if default:
            _set_default(document, name)
        document.setdefault("profiles", _super_table())[name] = dict(settings)


def use_profile(profiles: Profiles, name: str) -> None:
    """Make a profile the `default_profile`.

    Raises:
        ConfigurationError: There is no such profile, or the file cannot be written.
    """
    profiles.get(name)
    with _document(profiles.path) as document:
        _set_default(document, name)


def forget_profile(profiles: Profiles, name: str) -> None:
    """Remove a profile; when it was the `default_profile`, there is none afterwards.

    Raises:
        ConfigurationError: The file cannot be written.
    """
    with _document(profiles.path) as document:
        del document["profiles"][name]
        if document.get("default_profile") == name:
            del document["default_profile"]


def _super_table() -> Any:
    """A table that is only there for the tables in it, and gets no heading of its own."""
    import tomlkit

    return tomlkit.table(is_super_table=True)


def _set_default(document: Any, name: str) -> None:
    """Set the first line's setting; TOML wants it before all tables."""
    if "default_profile" in document or not document:
        document["default_profile"] = name
        return
    import tomlkit

    # appended, it would end up inside of the last table
    body = tomlkit.document()
    body["default_profile"] = name
    merged = tomlkit.parse(body.as_string() + "\n" + document.as_string())
    document.clear()
    document.update(merged)


@contextmanager
def _document(path: Path) -> Generator[Any]:
    """The file as a document to be changed, which replaces it at the end; the file is whole at any time."""
    import tomlkit

    target = path.resolve()  # a link stays a link
    try:
        text = target.read_text("utf-8") if target.exists() else ""
        document = tomlkit.parse(text)
        yield document
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        replace_file(target, tomlkit.dumps(document).encode())
    except OSError as error:
        raise ConfigurationError(f"{path} cannot be written: {error.strerror or error}.") from None

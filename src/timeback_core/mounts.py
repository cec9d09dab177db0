"""Where operations are mounted: what a platform's path profile says for one of them.

Most profiles give a prefix that a resource's own path follows. Some give an operation's whole path, with
identifiers in it: ``/webhooks/{id}``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from timeback_core.errors import UnsupportedOperationError
from timeback_core.query import camel_case

__all__ = ["default_mount", "mount_of", "mounted_arguments", "pieces_of"]


def pieces_of(template: str) -> list[str]:
    """Split a template: literal text at even places, identifiers' names at odd ones."""
    pieces: list[str] = []
    rest = template
    while "{" in rest:
        literal, _, rest = rest.partition("{")
        name, _, rest = rest.partition("}")
        pieces += [literal, name]
    return [*pieces, rest]


def default_mount(service: str, profile: str) -> str:
    """Return where the default platform mounts an operation; nothing for a service without profiles."""
    from timeback_core.paths import platform_paths

    template: object = getattr(getattr(platform_paths("BEYOND_AI"), service, None), profile, None)
    return template if isinstance(template, str) else ""


def mounted_arguments(template: str, arguments: Sequence[str]) -> dict[str, str]:
    """Return which argument stands for each identifier of a profile's path.

    Args:
        template: The profile's path.
        arguments: The endpoint's arguments. One is an identifier's if it has its name; else it is the first.
    """
    by_wire = {camel_case(name): name for name in arguments}
    return {name: by_wire.get(name) or arguments[0] for name in pieces_of(template)[1::2]}


def mount_of(paths: object, profile: str, operation: str, segment: Callable[[str], str]) -> str:
    """Return where an operation is mounted, with its identifiers in place.

    Args:
        paths: The service's path profile; ``None`` when the platform does not offer the service.
        profile: The attribute of it that counts.
        operation: The operation, for messages.
        segment: Gives an identifier by its name in the template, encoded.

    Raises:
        UnsupportedOperationError: The platform has no such operation.
    """
    template: object = getattr(paths, profile, None)
    if not isinstance(template, str):
        raise UnsupportedOperationError(operation)
    if "{" not in template:
        return template
    pieces = pieces_of(template)
    pieces[1::2] = [segment(name) for name in pieces[1::2]]
    return "".join(pieces)

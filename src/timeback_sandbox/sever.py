"""Cutting a connection for real.

No ASGI server offers this: an application that gives no answer is answered for, with a 500. The socket
does belong to this process though, so it is looked up by its two addresses and shut down underneath the
server, which then finds its peer gone.
"""

from __future__ import annotations

import os
import socket
import struct
from pathlib import Path

__all__ = ["sever"]

_LINGER_ZERO = struct.pack("ii", 1, 0)  # closing resets the connection instead of ending it politely


def sever(local: tuple[str, int], remote: tuple[str, int]) -> bool:
    """Cuts the TCP connection that this process has between two addresses.

    Args:
        local: Address and port at our end.
        remote: Address and port of the caller.

    Returns:
        Whether there was one. Systems without a list of open files (Windows) never find any.
    """
    for listing in ("/proc/self/fd", "/dev/fd"):
        directory = Path(listing)
        if directory.is_dir():
            numbers = [int(entry.name) for entry in directory.iterdir() if entry.name.isdigit()]
            return any(_cut_if(number, local, remote) for number in numbers)
    return False


def _cut_if(number: int, local: tuple[str, int], remote: tuple[str, int]) -> bool:
    """Cuts the connection behind a file descriptor, if it is the one that is meant."""
    try:
        copy = os.dup(number)
    except OSError:
        return False
    try:
        connection = socket.socket(fileno=copy)
    except OSError:  # a file, not a socket
        os.close(copy)
        return False
    with connection:
        try:
            if connection.getpeername()[:2] != remote or connection.getsockname()[:2] != local:
                return False
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _LINGER_ZERO)
            connection.shutdown(socket.SHUT_RDWR)
        except (OSError, TypeError):  # not connected, or of another family
            return False
    return True

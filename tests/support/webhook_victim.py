"""Run as a process that is killed: stores events on a file and begins to deliver them.

Arguments: URL of the database, URL of the receiver.
"""

from __future__ import annotations

import sys
import time

from webhook_support import Hooks

from timeback_sandbox import Sandbox

if __name__ == "__main__":
    with Sandbox(seed="empty", database=sys.argv[1]) as sandbox:
        hooks = Hooks(sandbox)
        hooks.webhook(sys.argv[2])
        hooks.store(*[{"id": f"e{number}"} for number in range(5)], wake=True)
        time.sleep(60)

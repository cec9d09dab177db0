"""Runs of pytest in a process of their own, with the project's plugin and no other that happens to be installed."""

from __future__ import annotations

import pytest

__all__ = ["run_tests"]


def run_tests(pytester: pytest.Pytester, *arguments: str, seed: str = "empty", **files: str) -> pytest.RunResult:
    """The result of running test files; warnings are errors in them.

    Args:
        pytester: Where to write the files.
        arguments: Further arguments of pytest.
        seed: What the sandbox is filled with, unless a marker says something else.
        files: Source by module name.
    """
    if files:
        pytester.makepyfile(**files)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
        return pytester.runpytest_subprocess(
            *("-p", "timeback_core.testing.plugin", "-p", "anyio", "-p", "no:cacheprovider"),
            *("-W", "error", "--strict-markers", "-o", f"timeback_seed={seed}"),
            *arguments,
            timeout=240,
        )

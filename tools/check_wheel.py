"""Builds the wheel and proves that it is worth releasing.

1. The wheel holds both packages, their ``py.typed`` markers and nothing else.
2. Installed into an empty environment without extras: it imports, constructing a client imports no HTTP
   library and nothing of the sandbox, and ``timeback sandbox`` explains what is missing.
3. From that environment, against a sandbox that runs in another one: a script authenticates, reads, writes.

Run with the interpreter of an environment that has the sandbox (``make demo`` or ``make test`` creates it).
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import venv
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 60.0

IMPORTS = """
import sys
import timeback_core
from timeback_core import TimebackClient, TimebackManager
nowhere = "http://127.0.0.1:1"
tb = TimebackClient(base_url=nowhere, auth_url=nowhere + "/token", client_id="a", client_secret="b")
loaded = {name.partition(".")[0] for name in sys.modules}
heavy = loaded & {"pyreqwest", "httpx", "httpx2", "httpcore", "httpcore2", "litestar", "granian",
                  "sqlalchemy", "joserfc", "typer", "rich", "timeback_sandbox"}
assert not heavy, f"constructing a client imported {sorted(heavy)}"
print(timeback_core.__version__)
"""

USE = """
import asyncio, json, sys
from timeback_core import TimebackClient
from timeback_core.errors import NotFoundError

async def main() -> None:
    where = json.loads(sys.argv[1])
    async with TimebackClient(**where) as tb:
        check = await tb.check_auth()
        assert check.ok, check
        schools = await tb.oneroster.schools.list()
        assert schools.data, "the demo data has schools"
        students = await tb.oneroster.users.list(where={"role": "student"}, limit=10)
        assert len(students) == 10, len(students)
        count = 0
        async for _user in tb.oneroster.users.stream(limit=100):
            count += 1
        assert count >= 300, count
        user = await tb.oneroster.users.get(students.data[0].sourced_id)
        assert user.sourced_id == students.data[0].sourced_id
        try:
            await tb.oneroster.users.get("there-is-no-such-user")
        except NotFoundError:
            pass
        else:
            raise AssertionError("a missing user was found")
        print(f"{len(schools)} schools, {count} users")

asyncio.run(main())
"""


def fail(message: str) -> None:
    """Ends the check with a message."""
    sys.exit(f"check_wheel: {message}")


def run(*command: str, env: dict[str, str] | None = None, expect_failure: bool = False) -> str:
    """What a command printed; ends the check when it fails (or does not, if it should)."""
    elsewhere = tempfile.gettempdir()
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=env, cwd=elsewhere)
    if (done.returncode != 0) != expect_failure:
        fail(f"{' '.join(command[:4])} … exited with {done.returncode}:\n{done.stdout}{done.stderr}")
    return done.stdout + done.stderr


def clean_environment() -> dict[str, str]:
    """The environment without what could lend the empty environment our own source or settings."""
    return {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "TIMEBACK_", "VIRTUAL_ENV"))}


def build(folder: Path) -> Path:
    """The wheel, built with the pinned backend from a copy of the tree, so that nothing is left in it."""
    run(sys.executable, "-m", "pip", "wheel", "--quiet", "--disable-pip-version-check", "--no-deps",
        "--no-build-isolation", "--no-index", "--wheel-dir", str(folder), str(ROOT))  # fmt: skip
    wheels = list(folder.glob("*.whl"))
    if len(wheels) != 1:
        fail(f"expected one wheel, got {wheels}")
    return wheels[0]


def check_contents(wheel: Path) -> None:
    """Both packages with their markers, and no test, cache or database beside them."""
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    for needed in ("timeback_core/py.typed", "timeback_sandbox/py.typed", "timeback_core/__init__.py"):
        if needed not in names:
            fail(f"{needed} is missing in {wheel.name}")
    for name in names:
        top = name.partition("/")[0]
        if top not in {"timeback_core", "timeback_sandbox"} and not top.endswith(".dist-info"):
            fail(f"{wheel.name} would put {name} beside the packages")
        if "__pycache__" in name or name.endswith((".pyc", ".db")):
            fail(f"{wheel.name} contains {name}")
    if not any(name.endswith("licenses/LICENSE") for name in names):
        fail("the licence is missing in the wheel")


def constraints(folder: Path) -> Path:
    """The pins of requirements/demo.txt without hashes, so that the tested versions are installed."""
    lines = (ROOT / "requirements" / "demo.txt").read_text(encoding="utf-8").splitlines()
    pins = [line.rstrip("\\ ") for line in lines if "==" in line and not line.startswith((" ", "#"))]
    path = folder / "constraints.txt"
    path.write_text("\n".join(pins) + "\n", encoding="utf-8")
    return path


def install(wheel: Path, folder: Path) -> Path:
    """An environment with the wheel, its dependencies and no extra; returns its interpreter."""
    target = folder / "empty"
    venv.create(target, with_pip=True)
    python = target / "bin" / "python"
    run(str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input",
        "--only-binary", ":all:", "--constraint", str(constraints(folder)), str(wheel),
        env=clean_environment())  # fmt: skip
    return python


def check_import(python: Path) -> None:
    """The import is light, and the command line works without its extra."""
    version = run(str(python), "-W", "error", "-c", IMPORTS, env=clean_environment()).strip()
    print(f"import: timeback_core {version}, no HTTP library loaded")
    said = run(str(python.with_name("timeback")), "sandbox", env=clean_environment(), expect_failure=True)
    if "timeback-core[sandbox]" not in said or "Traceback" in said:
        fail(f"`timeback sandbox` without the extra should name timeback-core[sandbox]; it said:\n{said}")
    print("command line: names the missing extra")


def first_line(process: subprocess.Popen[str]) -> str:
    """The first line that the sandbox prints, within START_SECONDS."""
    lines: list[str] = []
    assert process.stdout is not None
    stdout = process.stdout
    reader = threading.Thread(target=lambda: lines.append(stdout.readline()), daemon=True)
    reader.start()
    reader.join(START_SECONDS)
    if not lines or not lines[0]:
        process.kill()
        fail(f"the sandbox printed nothing within {START_SECONDS:.0f} s (or ended: {process.poll()})")
    return lines[0]


def check_use(python: Path) -> None:
    """A script in the empty environment works against a sandbox that runs in this one."""
    timeback = str(Path(sys.executable).with_name("timeback"))
    command = [timeback, "sandbox", "--port", "0", "--seed", "demo", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=tempfile.gettempdir()) as process:
        try:
            said = json.loads(first_line(process))
            where = {key: said[key] for key in ("base_url", "auth_url", "client_id", "client_secret")}
            clean = clean_environment()
            print("use:", run(str(python), "-W", "error", "-c", USE, json.dumps(where), env=clean).strip())
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                fail("the sandbox did not end within 20 s of SIGTERM")


def main() -> None:
    """All three parts, in a folder of their own that is removed at the end."""
    folder = Path(tempfile.mkdtemp(prefix="timeback-wheel-"))
    try:
        wheel = build(folder)
        check_contents(wheel)
        print(f"built: {wheel.name}, {wheel.stat().st_size // 1024} KiB")
        python = install(wheel, folder)
        check_import(python)
        check_use(python)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()

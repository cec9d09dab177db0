"""Several processes on one file, and starts anew: attempts and lesson plans are those of one sandbox."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from lesson_world import EASY, NOON, PP, WRONG, World, ok, open_world

from timeback_sandbox import Sandbox
from timeback_sandbox.powerpath.adaptive import next_score, percent

SUPPORT = Path(__file__).parents[1] / "support"
WORKERS, ROUNDS = 2, 8

WORKER = """
import json, random, sys
sys.path.insert(0, sys.argv[1])
from lesson_world import EASY, HARD, MEDIUM, PP, RIGHT, WRONG, World
from timeback_sandbox import Sandbox
SKIP = {"type": "set-skipped", "payload": {"target": {"type": "resource", "id": "quiz"}, "value": True}}
rng, replies = random.Random(sys.argv[3]), []
with Sandbox(seed="empty", no_auth=True, database=sys.argv[2]) as sandbox:
    world = World(sandbox)
    print("ready", flush=True)
    sys.stdin.readline()
    for number in range(int(sys.argv[4])):
        kid = f"kid-{number:03}"
        plan = world.post(f"{PP}/lessonPlans/", {"courseId": "math-3", "userId": kid})
        path = f"{PP}/lessonPlans/{plan.body['lessonPlanId']}/operations"
        right = RIGHT if rng.random() < 0.5 else WRONG
        steps = {
            "shared": world.answer(rng.choice([*EASY, *MEDIUM, *HARD]), right),
            "own": world.answer(EASY[number % 5], student=kid),
            "begun": world.new_attempt("quiz", "ben"),
            "plan": plan,
            "stored": world.post(path, {"operation": SKIP}),
            "synced": world.post(f"{path}/sync", {}),
            "progress": world.get(f"{PP}/lessonPlans/getCourseProgress/math-3/student/{kid}"),
            "assigned": world.post(f"{PP}/screening/tests/assign", {"userId": kid, "subject": "Math"}),
        }
        replies.append({name: [reply.status, reply.body] for name, reply in steps.items()})
    world.close()
print(json.dumps(replies))
"""


def at_work(database: str) -> list[dict[str, Any]]:
    """What processes are told that answer, plan and assign at the same time: all of it went well."""
    command = [sys.executable, "-c", WORKER, str(SUPPORT), database]
    workers = [
        subprocess.Popen([*command, str(seed), str(ROUNDS)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for seed in range(WORKERS)
    ]
    try:
        for worker in workers:
            assert worker.stdout is not None
            assert worker.stdout.readline() == "ready\n"
        for worker in workers:
            assert worker.stdin is not None
            worker.stdin.write("go\n")
            worker.stdin.flush()
        found = [reply for worker in workers for reply in json.loads(worker.communicate(timeout=120)[0])]
    finally:
        for worker in workers:
            worker.kill()
            worker.communicate()
    assert {status for reply in found for name, (status, _) in reply.items() if name not in {"plan", "stored"}} == {200}
    return found


@pytest.mark.slow
def test_processes_on_one_file_are_one_powerpath(tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path / 'sandbox.db'}"
    with contextmanager(open_world)(students=ROUNDS, database=database):
        pass
    replies = at_work(database)
    score, right = 0.0, 0
    shared = [reply["shared"][1] for reply in replies]
    for number, body in enumerate(sorted(shared, key=lambda one: one["testResult"]["metadata"]["totalQuestions"]), 1):
        correct = body["responseResult"]["isCorrect"]
        score, right = next_score(score, correct=correct), right + correct
        assert body["testResult"]["metadata"]["totalQuestions"] == number
        assert (body["powerpathScore"], body["accuracy"]) == (score, percent(right, number))
    assert {reply["begun"][1]["attempt"]["attempt"] for reply in replies} == {1}
    assert sorted(reply["plan"][0] for reply in replies) == [200] * (WORKERS - 1) * ROUNDS + [201] * ROUNDS
    assert {reply["stored"][0] for reply in replies} == {201}
    assert sum(reply["synced"][1]["operationCount"] for reply in replies) == WORKERS * ROUNDS

    with Sandbox(seed="empty", no_auth=True, database=database) as sandbox:
        world = World(sandbox)
        assert world.attempts()[0]["score"] == score
        assert [world.attempts(student=f"kid-{one:03}")[0]["score"] for one in range(ROUNDS)] == [27] * ROUNDS
        for plan in {reply["plan"][1]["lessonPlanId"] for reply in replies}:
            logged = ok(world.get(f"{PP}/lessonPlans/{plan}/operations"))["operations"]
            assert [one["sequenceNumber"] for one in logged] == [1, 2]
        items = ok(world.get(f"{PP}/lessonPlans/getCourseProgress/math-3/student/ann"))["lineItems"]
        assert len({one["courseComponentResourceSourcedId"] for one in items}) == len(items) == 12
        world.close()


def test_an_attempt_goes_on_where_it_was_after_a_restart(tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path / 'sandbox.db'}"
    with contextmanager(open_world)(database=database) as world:
        for question in EASY[:3]:
            world.answered(question)
        world.answered("q1", lesson="quiz")
        asked, shown, quiz = ok(world.next()), world.progress(), world.progress("quiz")
        plan = world.post(f"{PP}/lessonPlans/", {"courseId": "math-3", "userId": "ann"}).body["lessonPlanId"]
        hide = {"type": "set-skipped", "payload": {"target": {"type": "resource", "id": "quiz"}, "value": True}}
        assert world.post(f"{PP}/lessonPlans/{plan}/operations", {"operation": hide}).status == 201
        tree = world.get(f"{PP}/lessonPlans/tree/{plan}").body

    with Sandbox(seed="empty", no_auth=True, database=database) as sandbox:
        sandbox.clock.set(NOON, frozen=True)
        world = World(sandbox)
        assert (ok(world.next()), world.progress(), world.progress("quiz")) == (asked, shown, quiz)
        assert world.get(f"{PP}/lessonPlans/tree/{plan}").body == tree
        assert ok(world.post(f"{PP}/lessonPlans/{plan}/operations/sync", {}))["operationCount"] == 1
        assert world.answered(asked["question"]["id"], WRONG)["powerpathScore"] == 36
        assert len(world.attempts()) == 1
        world.close()

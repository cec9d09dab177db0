"""A learner record, from the lesson to the verifier: PowerPath, CASE and CLR together.

A student works through a lesson until the score is 100. The lesson's questions name the standards of a competency
framework that they are about, so the record that the school issues is aligned to the item of that framework. The
service signs it. Whoever has the record checks it offline: it holds as it is, and does not hold as soon as anybody
changes a word of it, adds one, or signs it with a key of their own.

Everything runs for real against a sandbox inside this process: the signature is one of W3C Data Integrity.
"""

import asyncio
import copy
import json
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from rich.console import Console
from rich.table import Table

from timeback_core import TimebackClient
from timeback_core.case import CFItem, CFPackage
from timeback_core.clr import ClrVerification, verify_credential
from timeback_core.clr.proofs.keys import SigningKey
from timeback_core.clr.proofs.signing import sign
from timeback_core.clr.vocabulary import OPEN_BADGES_CONTEXT, STANDARD_CONTEXTS, W3C_CONTEXT
from timeback_core.oneroster import ComponentResource
from timeback_core.qti import parse_qti_xml
from timeback_sandbox import Sandbox
from timeback_sandbox.clr.control import kept_records

ISSUER = "https://lakeside.example/issuers/district"
Json = dict[str, Any]
console = Console()


def step(text: str) -> None:
    console.print(f"[green]✓[/] {text}\n")


async def master_a_lesson(timeback: TimebackClient, student: str, grade: int) -> tuple[str, str]:
    """Work through an adaptive lesson in Math that is new to a student; return its title and its last standard."""
    lesson = await new_lesson(timeback, student, f"lesson-math-{grade or 'k'}-")
    here = {"student": student, "lesson": lesson.sourced_id}
    score, answers, standard = 0.0, 0, ""
    while score < 100:
        question = (await timeback.powerpath.assessments.get_next_question(here)).question
        assert question.content is not None
        right = parse_qti_xml(question.content.raw_xml).correct_answer
        told = await timeback.powerpath.assessments.submit_response(
            {**here, "question": question.id, "responses": {"RESPONSE": right}}
        )
        assert told.lesson_type == "powerpath-100"
        score, answers = told.powerpath_score, answers + 1
        standard = (question.learning_objectives or [standard])[0]
    step(f"{lesson.title!r}: {answers} right answers, score {score:g}")
    return lesson.title or lesson.sourced_id, standard


async def new_lesson(timeback: TimebackClient, student: str, course: str) -> ComponentResource:
    """Find the first adaptive lesson of a course that a student has not begun."""
    for lesson in await timeback.oneroster.component_resources.list_all(max_items=1000):
        if lesson.lesson_type == "powerpath-100" and lesson.sourced_id.startswith(course):
            here = {"student": student, "lesson": lesson.sourced_id}
            if not (await timeback.powerpath.assessments.get_attempts(here)).attempts:
                return lesson
    raise LookupError(f"{student} has begun every adaptive lesson of {course}")


async def look_up(timeback: TimebackClient, standard: str) -> tuple[CFItem, CFPackage]:
    """Find the standard, and the framework that it belongs to."""
    item = (await timeback.case.items.get(standard)).data
    assert item.cf_document_uri is not None
    package = (await timeback.case.packages.get(item.cf_document_uri.sourced_id)).data
    table = Table("Code", "Statement", title="Where the standard stands")
    assert package.cf_document is not None
    table.add_row("", package.cf_document.title)
    for depth, above in enumerate(reversed(package.path_to_root(item.sourced_id)), start=1):
        table.add_row(above.human_coding_scheme, "  " * depth + (above.full_statement or ""))
    console.print(table, "")
    return item, package


def make_record(student: str, name: str, lesson: str, item: CFItem, package: CFPackage) -> Json:
    """What the school says of the student, not signed yet."""
    now = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
    learner = f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, student)}"
    issuer = {"id": ISSUER, "type": ["Profile"], "name": "Lakeside Unified School District"}
    assert package.cf_document is not None
    achievement = {
        "id": f"urn:uuid:{item.sourced_id}",
        "type": ["Achievement"],
        "achievementType": "Competency",
        "name": item.human_coding_scheme,
        "description": item.full_statement,
        "criteria": {"narrative": f"Reach 100 in the adaptive lesson {lesson!r}"},
        "alignment": [
            {
                "type": ["Alignment"],
                "targetType": "CFItem",
                "targetName": item.full_statement,
                "targetCode": item.human_coding_scheme,
                "targetUrl": item.uri,
                "targetFramework": package.cf_document.title,
            }
        ],
    }
    badge = {
        "@context": [W3C_CONTEXT, OPEN_BADGES_CONTEXT],
        "id": f"urn:uuid:{uuid.uuid4()}",
        "type": ["VerifiableCredential", "AchievementCredential"],
        "issuer": issuer,
        "validFrom": now,
        "credentialSubject": {"id": learner, "type": ["AchievementSubject"], "achievement": achievement},
    }
    identity = {"type": "IdentityObject", "identityHash": student, "identityType": "oneRosterSourcedId"}
    return {
        "@context": list(STANDARD_CONTEXTS),
        "id": f"urn:uuid:{uuid.uuid4()}",
        "type": ["VerifiableCredential", "ClrCredential"],
        "issuer": issuer,
        "name": f"Learner record of {name}",
        "validFrom": now,
        "credentialSubject": {
            "id": learner,
            "type": ["ClrSubject"],
            "identifier": [{**identity, "hashed": False}],
            "achievement": [achievement],
            "verifiableCredential": [badge],
        },
    }


def forged(record: Mapping[str, Any]) -> Json:
    """The record with another name, signed by somebody who is not the school but says so."""
    key = SigningKey.generate()
    changed = {**record, "name": "Learner record of somebody else"}
    created, method = record["proof"][0]["created"], f"{ISSUER}#{key.multibase}"
    return {**changed, "proof": [sign(changed, key, created=created, verification_method=method)]}


def tampered(record: Json) -> dict[str, Json]:
    """What somebody might do to a record, by what it is."""
    renamed, elsewhere, added = (copy.deepcopy(record) for _ in range(3))
    renamed["name"] = "Learner record of somebody else"
    subject = elsewhere["credentialSubject"]
    achievements = [subject["achievement"][0], subject["verifiableCredential"][0]["credentialSubject"]["achievement"]]
    for achievement in achievements:
        achievement["alignment"][0]["targetCode"] = "LS.MA.12.NO.3"
    added["honours"] = "summa cum laude"
    return {
        "as it was fetched": record,
        "another name": renamed,
        "another standard": elsewhere,
        "a member added": added,
        "signed by somebody else": forged(record),
    }


def show_verdicts(record: Json, keys: list[str]) -> dict[str, ClrVerification]:
    """Verify the record and what was made of it, with nothing but the school's keys."""
    table = Table("The record", "Verdict", "Why", title="Verified offline")
    verdicts = {what: verify_credential(made, trusted_keys=keys) for what, made in tampered(record).items()}
    for what, verdict in verdicts.items():
        why = verdict.errors[0] if verdict.errors else "the signature fits, and its key is the service's"
        table.add_row(what, "[green]verified[/]" if verdict else "[red]refused[/]", why)
    console.print(table, "")
    return verdicts


async def main() -> None:
    async with Sandbox(seed="demo") as sandbox, sandbox.client() as timeback:
        student = (await timeback.oneroster.students.list(where={"status": "active"}, limit=1))[0]
        name = f"{student.given_name} {student.family_name}"
        lesson, standard = await master_a_lesson(timeback, student.sourced_id, int((student.grades or [3])[0]))
        item, package = await look_up(timeback, standard)
        record = make_record(student.sourced_id, name, lesson, item, package)
        signed = await timeback.clr.credentials.upsert(record)
        assert signed.proof is not None
        step(f"Issued for {name}, signed with {signed.proof[-1].cryptosuite}: {signed.proof[-1].proof_value}")
        keys = (await timeback.clr.discovery.get()).verification_keys
        (kept,) = kept_records(sandbox.state, signed.id)  # the API has no way to read, so this asks the sandbox itself
        requests = len(sandbox.journal())
        verdicts = show_verdicts(json.loads(kept.document), keys)
        assert len(sandbox.journal()) == requests
        refused = sum(not verdict.verified for verdict in verdicts.values())
        step(f"1 record holds, {refused} are refused, and nobody was asked for it")


if __name__ == "__main__":
    asyncio.run(main())

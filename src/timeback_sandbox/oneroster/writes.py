"""Responders that write: each opens one transaction, lets the rules work, and words the answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal, cast

from sqlalchemy import Connection

from timeback_sandbox.oneroster import agents, credentials, export, rules, storage, structure
from timeback_sandbox.oneroster.calls import Answer, Call, Responder
from timeback_sandbox.oneroster.errors import detail, invalid, not_found
from timeback_sandbox.oneroster.kinds import KINDS
from timeback_sandbox.oneroster.reads import ID, finish
from timeback_sandbox.oneroster.render import encode
from timeback_sandbox.oneroster.rules import Draft
from timeback_sandbox.oneroster.untyped import as_array, as_object
from timeback_sandbox.oneroster.validation import validate_id
from timeback_sandbox.oneroster.views import GRADING_PERIODS, VIEWS, View
from timeback_sandbox.statements import ConnectionReader

NO_CONTENT = Answer(204)


def create_one(view: View) -> Responder:
    """POST of one record."""
    key = view.kind.single

    def respond(call: Call) -> Answer:
        draft = Draft(rules.unwrap(call.json(), key), key)
        with call.store.write() as connection:
            return _pair(rules.create(connection, view, draft, call.context))

    return respond


def replace_one(view: View) -> Responder:
    """PUT of one record."""
    key = view.kind.single

    def respond(call: Call) -> Answer:
        data = rules.unwrap(call.json(), key)
        with call.store.write() as connection:
            written = rules.replace(connection, view, call.ids[ID], data, call.context)
            entity = _entity(call, connection, view, written.document)
        if view.put_bare:
            return Answer(view.put_status, entity)
        return Answer(view.put_status, _wrapped(view.single_key, entity))

    return respond


def patch_one(view: View) -> Responder:
    """PATCH of one record."""
    key = view.kind.single

    def respond(call: Call) -> Answer:
        data = rules.unwrap(call.json(), key)
        with call.store.write() as connection:
            written = rules.patch(connection, view, call.ids[ID], data, call.context)
            return Answer(200, _wrapped(key, _entity(call, connection, view, written.document)))

    return respond


def delete_one(view: View) -> Responder:
    """DELETE of one record."""

    def respond(call: Call) -> Answer:
        with call.store.write() as connection:
            rules.delete(connection, view, call.ids[ID], call.context)
        return NO_CONTENT

    return respond


# ---------------------------------------------------------------- below other records


def enroll(role: Literal["student", "teacher"]) -> Responder:
    """POST of a student or teacher of a class: an enrolment, its class and role taken from the path."""

    def respond(call: Call) -> Answer:
        class_id = call.ids["classSourcedId"]
        fixed = {"role": role, "class": {"sourcedId": class_id}}
        with call.store.write() as connection:
            _require(connection, "classes", class_id, f"Class or {role} not found")
            data = rules.unwrap(call.json(), "enrollment")
            given = {name: value for name, value in data.items() if name != "school"}
            draft = Draft({**given, **fixed}, "enrollment")
            return _pair(rules.create(connection, VIEWS["enrollments"], draft, call.context))

    return respond


def create_grading_period(call: Call) -> Answer:
    """POST of a grading period below a term; answers with the record itself."""
    term_id = call.ids["termSourcedId"]
    with call.store.write() as connection:
        rules.find_or_refuse(connection, VIEWS["terms"], term_id)
        data = rules.unwrap(call.json(), "academicSession")
        if data.get("parent") is None:
            data = {**data, "parent": {"sourcedId": term_id}}
        draft = Draft(data, "academicSession")
        created = rules.create(connection, GRADING_PERIODS, draft, call.context)
        document = storage.fetch_document(connection, KINDS["academicSessions"], created)
        entity = _entity(call, connection, GRADING_PERIODS, document)
    return Answer(201, _wrapped("academicSession", entity))


Complete = Callable[[rules.Data, Mapping[str, str]], rules.Data]
"""Adds to a record what the path says; gets the record and the path parameters."""


def create_many(view: View, parents: tuple[tuple[str, str], ...], missing: str, complete: Complete) -> Responder:
    """POST of several records below others.

    Args:
        view: what they are.
        parents: path parameter and view of each record that the path names.
        missing: what a 404 says.
        complete: adds to a record what the path says.
    """
    key = view.list_key

    def respond(call: Call) -> Answer:
        with call.store.write() as connection:
            for parameter, parent in parents:
                _require(connection, parent, call.ids[parameter], missing)
            given = rules.unwrap_many(call.json(), key)
            drafts = [Draft(complete(data, call.ids), path) for data, path in given]
            created = rules.create_many(connection, view.kind, drafts, call.context)
        pairs = [_ids(one) for one in created]
        return Answer(201, encode({"sourcedIdPairs": pairs[0] if len(pairs) == 1 else pairs}))

    return respond


def fill_reference(name: str, parameter: str) -> Complete:
    """Records that lack a reference get the one that the path names."""

    def complete(record: rules.Data, ids: Mapping[str, str]) -> rules.Data:
        return record if record.get(name) is not None else {**record, name: {"sourcedId": ids[parameter]}}

    return complete


def fill_class_and_session(record: rules.Data, ids: Mapping[str, str]) -> rules.Data:
    """Results of a class and session: the class goes into the record, the session into its metadata."""
    filled = fill_reference("class", "classSourcedId")(record, ids)
    metadata: Any = filled.get("metadata") or {}
    if not isinstance(metadata, dict):
        return filled  # the check of the record says what is wrong with it
    session = {"academicSessionSourcedId": ids["academicSessionSourcedId"]}
    return {**filled, "metadata": {**cast("dict[str, Any]", metadata), **session}}


# ---------------------------------------------------------------- users, courses, resources


def add_agent(call: Call) -> Answer:
    """POST of an agent of a user."""
    with call.store.write() as connection:
        agents.add_agent(connection, call.ids["userId"], call.json, call.context)
    return Answer(200, b"{}")


def remove_agent(call: Call) -> Answer:
    """DELETE of an agent of a user."""
    with call.store.write() as connection:
        agents.remove_agent(connection, call.ids["userId"], call.ids["agentId"], call.context)
    return NO_CONTENT


def register_credential(call: Call) -> Answer:
    """POST of credentials of a user."""
    with call.store.write() as connection:
        done = credentials.register(connection, call.ids["userId"], call.json, call.context)
    message = "Credentials registered" if done.created else "Credentials updated"
    answer = {"userProfileId": done.profile_id, "credentialId": done.credential_id, "message": message}
    return Answer(201 if done.created else 200, encode(answer))


def decrypt_credential(call: Call) -> Answer:
    """POST that gives a password back; a body is ignored."""
    with call.store.read() as connection:
        password = credentials.decrypt(connection, call.ids["userId"], call.ids["credentialId"])
    return Answer(200, encode({"password": password}))


def export_resource(call: Call) -> Answer:
    """POST that answers with a common cartridge; a body is ignored."""
    with call.store.read() as connection:
        cartridge = export.export_resource(connection, call.ids["sourceId"])
    disposition = f'attachment; filename="{export.FILENAME}"'.encode()
    return Answer(200, cartridge, ((b"content-disposition", disposition),), b"application/zip")


def create_structure(call: Call) -> Answer:
    """POST of a course with its structure."""
    body = call.json()
    with call.store.write() as connection:
        return _pair(structure.create_structure(connection, body, call.context))


def upsert_student(call: Call) -> Answer:
    """PUT of a student by the id in the body: LEARNWITH_AI's way to create or replace one."""
    data = rules.unwrap(call.json(), "student")
    users = VIEWS["users"]
    issues: list[dict[str, str]] = []
    sourced_id = validate_id(users.kind, data, "student", issues, required=True)
    if sourced_id is None:
        raise invalid(issues)
    if not _is_student(data):
        raise invalid([detail("student.roles", "Must have the role student")])
    with call.store.write() as connection:
        if storage.find_seq(connection, users.kind, sourced_id) is None:
            rules.create_many(connection, users.kind, [Draft(data, "student")], call.context)
            document = storage.fetch_document(connection, users.kind, sourced_id)
            status = 201
        else:
            document = rules.replace(connection, users, sourced_id, data, call.context).document
            status = 200
        return Answer(status, _wrapped("student", _entity(call, connection, users, document)))


# ---------------------------------------------------------------- parts


def _is_student(data: rules.Data) -> bool:
    roles = as_array(data.get("roles")) or ()
    return any((as_object(one) or {}).get("role") == "student" for one in roles)


def _require(connection: Connection, view: str, sourced_id: str, missing: str) -> None:
    if rules.find(connection, VIEWS[view], sourced_id) is None:
        raise not_found(missing)


def _entity(call: Call, connection: Connection, view: View, document: bytes) -> bytes:
    return finish(call, ConnectionReader(connection), view.kind, [document], None)[1:-1]


def _wrapped(key: str, entity: bytes) -> bytes:
    return b'{"' + key.encode() + b'":' + entity + b"}"


def _ids(sourced_id: str) -> dict[str, str]:
    return {"suppliedSourcedId": sourced_id, "allocatedSourcedId": sourced_id}


def _pair(sourced_id: str) -> Answer:
    return Answer(201, encode({"sourcedIdPairs": _ids(sourced_id)}))

# Written by tools/generate_sync.py from timeback_core/oneroster/users.py; changes belong there.
"""Users, and their read-only views students and teachers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Unpack

from timeback_core.oneroster.models import Class, CredentialCreateResponse, DecryptedCredential, Resource, User
from timeback_core.oneroster.types import AgentInput, CredentialInput, UserCreateInput
from timeback_core.sync.collection import ReadableCollection
from timeback_core.sync.endpoint import delete, get, post
from timeback_core.sync.oneroster._base import Rostering
from timeback_core.sync.scoped import ReadableScope, Scope, below
from timeback_core.sync.writable import Collection
from timeback_core.transport.options import RequestOptions

__all__ = ["Student", "Students", "Teacher", "Teachers", "UserScope", "Users"]


class UserScope(
    Rostering, Scope[User, UserCreateInput], name="users", path="/users/{sourced_id}", plural="users", singular="user"
):
    """One user, and what belongs to them."""

    __slots__ = ()

    classes = below(Class, "/classes", plural="classes", doc="The classes of the user's active enrolments.")
    stream_classes = classes.streamed()
    resources = below(
        Resource,
        "//resources/users/{sourced_id}/resources",
        plural="resources",
        profile="resources",
        doc="The resources of the user's classes.",
    )
    stream_resources = resources.streamed()

    @get("/demographics")
    def demographics(self, *, fields: Sequence[str] | None = None, **options: Unpack[RequestOptions]) -> User:
        """Return the user with ``demographics`` filled in.

        Args:
            fields: The fields to fetch; ``sourced_id`` always comes.
            options: Options of the request.

        Returns:
            The user; ``demographics`` is ``None`` when there are none.

        Raises:
            NotFoundError: There is no such user.

        Source:
            getDemographicsForUser, GET /users/{sourcedId}/demographics.
        """
        ...

    @get("/agentFor")
    def agent_for(self, **options: Unpack[RequestOptions]) -> list[User]:
        """Return the users whose agent this user is, such as a guardian's children.

        Args:
            options: Options of the request.

        Returns:
            All of them at once; this answer is not paged.

        Raises:
            NotFoundError: There is no such user.

        Source:
            GET /users/{userId}/agentFor.
        """
        ...

    @get("/agents", key="agents")
    def agents(self, **options: Unpack[RequestOptions]) -> list[User]:
        """Return the user's agents, such as a student's guardians.

        Args:
            options: Options of the request.

        Returns:
            All of them at once; this answer is not paged.

        Raises:
            NotFoundError: There is no such user.

        Source:
            GET /users/{userId}/agents.
        """
        ...

    @post("/agents", wrap=None, context="agent")
    def add_agent(self, data: AgentInput | Mapping[str, Any], **options: Unpack[RequestOptions]) -> None:
        """Make another user an agent of this one; naming one that is already there changes nothing.

        Args:
            data: ``{"agentSourcedId": ...}``: the other user's identifier.
            options: Options of the request.

        Raises:
            InputValidationError: The data is wrong.
            NotFoundError: One of the two users does not exist.

        Source:
            POST /users/{userId}/agents.
        """
        ...

    @delete("/agents/{agent_id}")
    def remove_agent(self, agent_id: str, **options: Unpack[RequestOptions]) -> None:
        """Take an agent away from this user.

        Args:
            agent_id: The agent's identifier; not blank.
            options: Options of the request.

        Raises:
            NotFoundError: One of the two users does not exist.

        Source:
            DELETE /users/{userId}/agents/{agentId}.
        """
        ...

    @post("/credentials", wrap=None, key=None, context="credential")
    def register_credential(
        self, data: CredentialInput | Mapping[str, Any], **options: Unpack[RequestOptions]
    ) -> CredentialCreateResponse:
        """Store the user's credentials for an application, or change them.

        Args:
            data: ``{"applicationName": ..., "credentials": {"username": ..., "password": ...}}``.
            options: Options of the request.

        Returns:
            The identifiers of the profile and of the credential.

        Raises:
            InputValidationError: The data is incomplete.
            NotFoundError: There is no such user.

        Source:
            POST /users/{userId}/credentials.
        """
        ...

    def create_credential(
        self, data: CredentialInput | Mapping[str, Any], **options: Unpack[RequestOptions]
    ) -> CredentialCreateResponse:
        """Do what `register_credential` does, under the name that older code uses."""
        return self.register_credential(data, **options)

    @post("/credentials/{credential_id}/decrypt", key=None)
    def decrypt_credential(self, credential_id: str, **options: Unpack[RequestOptions]) -> DecryptedCredential:
        """Return a stored password in clear text; the record's ``repr`` masks it.

        Args:
            credential_id: The credential's identifier; not blank.
            options: Options of the request.

        Raises:
            NotFoundError: The user or the credential does not exist.

        Source:
            POST /users/{userId}/credentials/{credentialId}/decrypt.
        """
        ...


class Users(Rostering, Collection[User, UserCreateInput], name="users", path="/users", plural="users", singular="user"):
    """All users, whatever their roles."""

    __slots__ = ()
    _scopes = (UserScope,)

    def __call__(self, sourced_id: str) -> UserScope:
        """Return one user's scope, such as ``users("u1").classes()``; nothing is fetched yet."""
        return UserScope(self, sourced_id)


class Student(Rostering, ReadableScope[User], name="students", path="/students/{sourced_id}", singular="user"):
    """One student."""

    __slots__ = ()

    classes = below(Class, "/classes", plural="classes", doc="The classes that the student attends.")
    stream_classes = classes.streamed()


class Students(
    Rostering,
    ReadableCollection[User],
    name="students",
    path="/students",
    plural="users",
    singular="user",
    title="student",
):
    """The users with the role of a student."""

    __slots__ = ()
    _scopes = (Student,)

    def __call__(self, sourced_id: str) -> Student:
        """Return one student's scope; nothing is fetched yet."""
        return Student(self, sourced_id)


class Teacher(Rostering, ReadableScope[User], name="teachers", path="/teachers/{sourced_id}", singular="user"):
    """One teacher."""

    __slots__ = ()

    classes = below(Class, "/classes", plural="classes", doc="The classes that the teacher teaches.")
    stream_classes = classes.streamed()


class Teachers(
    Rostering,
    ReadableCollection[User],
    name="teachers",
    path="/teachers",
    plural="users",
    singular="user",
    title="teacher",
):
    """The users with the role of a teacher."""

    __slots__ = ()
    _scopes = (Teacher,)

    def __call__(self, sourced_id: str) -> Teacher:
        """Return one teacher's scope; nothing is fetched yet."""
        return Teacher(self, sourced_id)

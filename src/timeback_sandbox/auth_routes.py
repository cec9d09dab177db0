"""The token endpoints: OAuth 2 client credentials."""

from __future__ import annotations

import base64
import binascii
import hmac
from collections.abc import Mapping
from typing import cast
from urllib.parse import parse_qsl, unquote_plus

import msgspec
from litestar import Response, post
from litestar.handlers import HTTPRouteHandler
from litestar.openapi.datastructures import ResponseSpec
from litestar.openapi.spec import OpenAPIMediaType, OpenAPIType, Operation, RequestBody, Schema

from timeback_sandbox.asgi import AnyRequest, state_of
from timeback_sandbox.state import ClientCredentials, State

__all__ = ["OAuthError", "TokenAnswer", "grant_token", "token_routes"]


class TokenAnswer(msgspec.Struct, kw_only=True, omit_defaults=True):
    """A bearer token.

    Source: RFC 6749, section 5.1.
    """

    access_token: str
    token_type: str = msgspec.field(default_factory=lambda: "Bearer")
    expires_in: int
    scope: str | None = None


class OAuthErrorBody(msgspec.Struct, kw_only=True):
    """Why there is no token.

    Source: RFC 6749, section 5.2.
    """

    error: str
    error_description: str


class OAuthError(Exception):
    """A token request that is refused.

    Args:
        status: 400, or 401 for wrong credentials.
        error: Code of RFC 6749, section 5.2.
        description: What is wrong, for a person.
    """

    def __init__(self, status: int, error: str, description: str) -> None:
        super().__init__(description)
        self.status = status
        self.error = error
        self.description = description


def parse_form(content_type: str, body: bytes) -> dict[str, str]:
    """The fields of a token request.

    Raises:
        OAuthError: It is no form, or a field is there twice.
    """
    if content_type.partition(";")[0].strip().lower() != "application/x-www-form-urlencoded":
        raise OAuthError(
            400,
            "invalid_request",
            "The body must be a form (Content-Type: application/x-www-form-urlencoded)",
        )
    fields: dict[str, str] = {}
    try:
        pairs = parse_qsl(body.decode("utf-8"), keep_blank_values=True, max_num_fields=100)
    except ValueError:  # not UTF-8, or far too many fields
        raise OAuthError(400, "invalid_request", "The form in the body cannot be read") from None
    for name, value in pairs:
        if name in fields:
            raise OAuthError(400, "invalid_request", "A form field is there more than once")
        fields[name] = value
    return fields


def _basic(header: str) -> tuple[str, str] | None:
    """Client id and secret of a Basic authorization; None when it is none or cannot be read."""
    scheme, _, value = header.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        decoded = base64.b64decode(value.strip(), validate=True).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return None
    client_id, colon, secret = decoded.partition(":")
    return (client_id, secret) if colon else None


def _same(one: str, other: str) -> bool:
    """Whether two secrets are the same, in constant time."""
    return hmac.compare_digest(one.encode("utf-8", "surrogatepass"), other.encode("utf-8", "surrogatepass"))


def _known(client: ClientCredentials, client_id: str, secret: str) -> bool:
    """Whether credentials are right; also as RFC 6749 writes them in a header, percent-encoded first."""
    return any(
        _same(client.client_id, read(client_id)) and _same(client.client_secret, read(secret))
        for read in (str, unquote_plus)
    )


def grant_token(state: State, endpoint: str, authorization: str | None, form: Mapping[str, str]) -> TokenAnswer:
    """A token for a good request.

    Args:
        state: The sandbox.
        endpoint: `main` or `second`; each knows its own credentials only.
        authorization: Value of the `Authorization` header.
        form: Fields of the body.

    Raises:
        OAuthError: The request is refused.

    Source: RFC 6749, section 4.4.
    """
    grant_type = form.get("grant_type")
    if not grant_type:
        raise OAuthError(400, "invalid_request", "The form field grant_type is missing")
    if authorization is not None:
        given = _basic(authorization)
        if given is None:
            raise OAuthError(401, "invalid_client", "The Authorization header holds no readable Basic credentials")
        if "client_secret" in form and (form.get("client_id", given[0]), form["client_secret"]) != given:
            raise OAuthError(400, "invalid_request", "Header and form carry different credentials")
    elif "client_id" in form or "client_secret" in form:
        given = (form.get("client_id", ""), form.get("client_secret", ""))
    else:
        raise OAuthError(
            401,
            "invalid_client",
            "Client credentials are missing: send them as Basic authorization or in the form",
        )
    client = state.credentials[endpoint]
    if not _known(client, *given):
        raise OAuthError(401, "invalid_client", "Client id or client secret is wrong")
    if grant_type != "client_credentials":
        raise OAuthError(400, "unsupported_grant_type", "Only grant_type=client_credentials is offered")
    scope = " ".join(form.get("scope", "").split())
    if not scope.isascii() or not scope.isprintable():
        raise OAuthError(400, "invalid_scope", "A scope is made of printable ASCII characters")
    lifetime = state.settings.token_lifetime
    token = state.tokens.issue(client.client_id, scope, lifetime)
    return TokenAnswer(access_token=token, expires_in=lifetime, scope=scope or None)


async def _answer(endpoint: str, request: AnyRequest) -> Response[TokenAnswer]:
    """Carries out a token request and counts it."""
    state = state_of(request.scope)
    state.room.count("token_requests")
    state.room.count(f"token_requests.{endpoint}")
    headers = {"Cache-Control": "no-store"}
    try:
        form = parse_form(request.headers.get("content-type", ""), await request.body())
        answer = grant_token(state, endpoint, request.headers.get("authorization"), form)
    except OAuthError as error:
        if error.status == 401:
            headers["WWW-Authenticate"] = 'Basic realm="timeback-sandbox"'
        refusal = OAuthErrorBody(error=error.error, error_description=error.description)
        return cast(
            "Response[TokenAnswer]", Response(refusal, status_code=error.status, headers=headers)
        )  # the declared type is that of the good answer; the others are declared as `responses`
    return Response(answer, status_code=200, headers=headers)


class TokenDescription(Operation):
    """Describes what no signature tells: the form that the body is."""

    def __post_init__(self) -> None:
        text = Schema(type=OpenAPIType.STRING)
        grant = Schema(type=OpenAPIType.STRING, enum=["client_credentials"])
        form = Schema(
            type=OpenAPIType.OBJECT,
            properties={"grant_type": grant, "client_id": text, "client_secret": text, "scope": text},
            required=["grant_type"],
        )
        media = {"application/x-www-form-urlencoded": OpenAPIMediaType(schema=form)}
        self.request_body = RequestBody(content=media, required=True)


def token_routes() -> list[HTTPRouteHandler]:
    """The handlers of all token endpoints."""
    responses = {
        400: ResponseSpec(OAuthErrorBody, description="The request is not understood"),
        401: ResponseSpec(OAuthErrorBody, description="The credentials are wrong"),
    }

    @post(
        ["/oauth/token", "/oauth2/token", "/auth/1.0/token"],
        name="token",
        tags=["Authentication"],
        summary="Get a bearer token",
        status_code=200,
        responses=responses,
        operation_class=TokenDescription,
    )
    async def main(request: AnyRequest) -> Response[TokenAnswer]:
        """Client credentials, as Basic authorization or as form fields, for a token."""
        return await _answer("main", request)

    @post(
        "/second/oauth/token",
        name="second_token",
        tags=["Authentication"],
        summary="Get a bearer token from the second token endpoint",
        status_code=200,
        responses=responses,
        operation_class=TokenDescription,
    )
    async def second(request: AnyRequest) -> Response[TokenAnswer]:
        """The same with other credentials, for services that have a token endpoint of their own."""
        return await _answer("second", request)

    return [main, second]

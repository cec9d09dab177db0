"""What the handlers of the control API share: reading a body, and doing longer work in a thread."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, TypeVarTuple, Unpack

import msgspec
from anyio import to_thread

from timeback_sandbox.asgi import AnyRequest
from timeback_sandbox.problems import Problem
from timeback_sandbox.seeding import SeedConflictError

__all__ = ["guarded_work", "read_body"]

_Wanted = TypeVar("_Wanted")
_Result = TypeVar("_Result")
_Args = TypeVarTuple("_Args")


async def read_body(request: AnyRequest, wanted: type[_Wanted], default: _Wanted | None) -> _Wanted:
    """The request's body as a record; `default` stands for an empty body.

    Raises:
        Problem: 400 for a body that is no JSON, 422 for one that does not fit.
    """
    body = await request.body()
    if not body.strip() and default is not None:
        return default
    try:
        return msgspec.json.decode(body, type=wanted)
    except msgspec.ValidationError as error:
        raise Problem(422, str(error)) from None
    except (msgspec.DecodeError, RecursionError) as error:
        raise Problem(400, f"The body is no JSON: {error}") from None


async def guarded_work(work: Callable[[Unpack[_Args]], _Result], *args: *_Args) -> _Result:
    """Does longer work in a thread; what is wrong with its arguments becomes an answer.

    Raises:
        Problem: 422 for a wrong value, 404 for an unknown name, 409 for a seed that is there already.
    """
    try:
        return await to_thread.run_sync(work, *args)
    except SeedConflictError as error:
        raise Problem(409, str(error)) from None
    except (ValueError, OverflowError) as error:
        raise Problem(422, str(error)) from None
    except KeyError as error:
        raise Problem(404, f"There is nothing of the name {error.args[0]!r}") from None

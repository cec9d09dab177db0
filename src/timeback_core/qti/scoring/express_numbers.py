"""Arithmetic. NULL and whatever is no number make the result NULL, as do overflow and division by zero."""

from __future__ import annotations

import math
import operator
import statistics
from collections.abc import Callable, Sequence
from collections.abc import Mapping as Table
from typing import Final, TypeAlias

from timeback_core.qti.scoring.declarations import problem, required
from timeback_core.qti.scoring.rounding import round_half_up, rounder
from timeback_core.qti.scoring.scope import Compiler, Context, Evaluate, Scope
from timeback_core.qti.scoring.values import MOST_MEMBERS, Scalar, Value, as_number, container, members
from timeback_core.qti.xml.node import Node

__all__ = ["NUMBERS"]

Number: TypeAlias = "int | float"
_MOST_REPEATS: Final = 1_000
_MOST_REPEATED: Final = 10_000
"""Over a whole run, so that repeats within repeats end."""


def _numbers(scope: Scope, operands: Sequence[Evaluate]) -> list[Number] | None:
    """Return the numbers of all operands, members of containers included; None when something is none."""
    found: list[Number] = []
    for operand in operands:
        values = members(operand(scope))
        if not values:
            return None
        for value in values:
            number = as_number(value)
            if number is None:
                return None
            found.append(number)
    return found


def _safely(calculate: Callable[[], Number]) -> Number | None:
    """Return a result; None for one that is no finite number."""
    try:
        result = calculate()
    except (ArithmeticError, ValueError):
        return None
    if isinstance(result, int):
        return result if -(10**300) < result < 10**300 else None
    return result if math.isfinite(result) else None


def _many(calculate: Callable[[list[Number]], Number]) -> Compiler:
    """Return the compiler of an operation on any number of numbers."""

    def compiler(node: Node, context: Context) -> Evaluate:
        operands = context.operands(node, 1)

        def run(scope: Scope) -> Value:
            numbers = _numbers(scope, operands)
            return None if numbers is None else _safely(lambda: calculate(numbers))

        return run

    return compiler


def _one(calculate: Callable[[Number], Number]) -> Compiler:
    """Return the compiler of an operation on one number."""

    def compiler(node: Node, context: Context) -> Evaluate:
        (operand,) = context.operands(node, 1, 1)

        def run(scope: Scope) -> Value:
            number = as_number(operand(scope))
            return None if number is None else _safely(lambda: calculate(number))

        return run

    return compiler


def _two(calculate: Callable[[Number, Number], Number], *, whole: bool = False) -> Compiler:
    """Return the compiler of an operation on two numbers (integers, if `whole`)."""

    def compiler(node: Node, context: Context) -> Evaluate:
        first, second = context.operands(node, 2, 2)

        def run(scope: Scope) -> Value:
            one, other = as_number(first(scope)), as_number(second(scope))
            if one is None or other is None or (whole and (isinstance(one, float) or isinstance(other, float))):
                return None
            return _safely(lambda: calculate(one, other))

        return run

    return compiler


def _product(numbers: list[Number]) -> Number:
    """Multiply; stop before a number grows beyond all use."""
    result: Number = 1
    for number in numbers:
        result *= number
        if isinstance(result, int) and result.bit_length() > 1_000:
            raise OverflowError
    return result


def _divide(one: Number, other: Number) -> Number:
    """Divide."""
    return one / other


def _integer_divide(one: Number, other: Number) -> Number:
    """Divide, and round down."""
    return one // other


def _power(base: Number, exponent: Number) -> Number:
    """Raise to a power; of integers, an integer while it is exact."""
    result = math.pow(base, exponent)
    if isinstance(base, int) and isinstance(exponent, int) and exponent >= 0 and abs(result) < 2**53:
        return int(result)
    return result


def _gcd(numbers: list[Number]) -> Number:
    """Return the greatest common divisor."""
    return math.gcd(*_integers(numbers))


def _lcm(numbers: list[Number]) -> Number:
    """Return the least common multiple; stop before it grows beyond all use."""
    result = 1
    for number in _integers(numbers):
        result = math.lcm(result, number)
        if result.bit_length() > 1_000:
            raise OverflowError
    return result


def _integers(numbers: list[Number]) -> list[int]:
    """Return the numbers, all of which must be integers."""
    whole = [number for number in numbers if isinstance(number, int)]
    if len(whole) != len(numbers):
        raise ValueError
    return whole


def _round_to(node: Node, context: Context) -> Evaluate:
    """`qti-round-to`: to decimal places or significant figures."""
    (operand,) = context.operands(node, 1, 1)
    rounded = rounder(node, context)

    def run(scope: Scope) -> Value:
        number = as_number(operand(scope))
        return None if number is None else rounded(scope, number)

    return run


def _round(number: Number) -> Number:
    """Round to a whole number, halves up."""
    return int(round_half_up(number, 0))


def _signum(x: float) -> float:
    """Return -1, 0 or 1."""
    return float((x > 0) - (x < 0))


def _acot(x: float) -> float:
    """Return the angle whose cotangent is x."""
    return math.pi / 2 if x == 0 else math.atan(1 / x)


_FUNCTIONS: Final[Table[str, Callable[[float], Number]]] = {
    "sin": math.sin,
    "cos": math.cos,
    "tan": math.tan,
    "sec": lambda x: 1 / math.cos(x),
    "csc": lambda x: 1 / math.sin(x),
    "cot": lambda x: 1 / math.tan(x),
    "asin": math.asin,
    "acos": math.acos,
    "atan": math.atan,
    "asec": lambda x: math.acos(1 / x),
    "acsc": lambda x: math.asin(1 / x),
    "acot": _acot,
    "sinh": math.sinh,
    "cosh": math.cosh,
    "tanh": math.tanh,
    "sech": lambda x: 1 / math.cosh(x),
    "csch": lambda x: 1 / math.sinh(x),
    "coth": lambda x: 1 / math.tanh(x),
    "log": math.log10,
    "ln": math.log,
    "exp": math.exp,
    "abs": abs,
    "signum": _signum,
    "floor": math.floor,
    "ceil": math.ceil,
    "toDegrees": math.degrees,
    "toRadians": math.radians,
}
_STATISTICS: Final[Table[str, Callable[[list[Number]], Number]]] = {
    "mean": statistics.fmean,
    "sampleVariance": statistics.variance,
    "sampleSD": statistics.stdev,
    "popVariance": statistics.pvariance,
    "popSD": statistics.pstdev,
}


def _math_operator(node: Node, context: Context) -> Evaluate:
    """`qti-math-operator`: a function of one number, or `atan2` of two."""
    name = required(node, "name")
    if name == "atan2":
        return _two(math.atan2)(node, context)
    function = _FUNCTIONS.get(name)
    if function is None:
        raise problem(node, f"the function {name!r} is not known; use one of {', '.join([*_FUNCTIONS, 'atan2'])}")
    return _one(function)(node, context)


def _stats_operator(node: Node, context: Context) -> Evaluate:
    """`qti-stats-operator`: mean, variance or deviation of a container."""
    name = required(node, "name")
    function = _STATISTICS.get(name)
    if function is None:
        raise problem(node, f"the statistic {name!r} is not known; use one of {', '.join(_STATISTICS)}")
    context.operands(node, 1, 1)
    return _many(lambda numbers: float(function(numbers)))(node, context)


def _repeat(node: Node, context: Context) -> Evaluate:
    """`qti-repeat`: the operands evaluated again and again, in one ordered container."""
    times = context.whole_number(node, "number-repeats")
    operands = context.operands(node, 1)

    def run(scope: Scope) -> Value:
        count = times(scope)
        if count is None or not 1 <= count <= _MOST_REPEATS:
            return None
        found: list[Scalar] = []
        for _ in range(count):
            scope.repeated += 1
            if scope.repeated > _MOST_REPEATED or len(found) > MOST_MEMBERS:
                return None
            for operand in operands:
                found.extend(members(operand(scope)))
        return container(found, ordered=True)

    return run


NUMBERS: Final[Table[str, Compiler]] = {
    "qti-sum": _many(sum),
    "qti-product": _many(_product),
    "qti-min": _many(min),
    "qti-max": _many(max),
    "qti-gcd": _many(_gcd),
    "qti-lcm": _many(_lcm),
    "qti-subtract": _two(operator.sub),
    "qti-divide": _two(_divide),
    "qti-power": _two(_power),
    "qti-integer-divide": _two(_integer_divide, whole=True),
    "qti-integer-modulus": _two(operator.mod, whole=True),
    "qti-round": _one(_round),
    "qti-truncate": _one(int),
    "qti-integer-to-float": _one(float),
    "qti-round-to": _round_to,
    "qti-math-operator": _math_operator,
    "qti-stats-operator": _stats_operator,
    "qti-repeat": _repeat,
}

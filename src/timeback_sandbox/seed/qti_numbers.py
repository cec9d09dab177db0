"""Questions about numbers and operations, from Kindergarten to Precalculus, with the mistakes that students make."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import comb, gcd, lcm
from random import Random

from timeback_sandbox.seed.qti_questions import Sum, fraction, signed, superscript

__all__ = ["NUMBERS"]

Make = Callable[[Random], Sum]


def _next_number(rng: Random) -> Sum:
    first = rng.randint(1, 15)
    return Sum(f"What comes next: {first}, {first + 1}, {first + 2}?", first + 3, first + 4, first + 2, first + 5)


def _add_to_10(rng: Random) -> Sum:
    a, b = rng.randint(1, 5), rng.randint(1, 5)
    return Sum(f"What is {a} + {b}?", a + b, a + b + 1, a + b - 1, a + b + 2, abs(a - b))


def _take_from_10(rng: Random) -> Sum:
    a = rng.randint(5, 10)
    b = rng.randint(1, a - 1)
    return Sum(f"There are {a} birds. {b} fly away. How many birds stay?", a - b, a - b + 1, b, a, a + b)


def _add_to_20(rng: Random) -> Sum:
    a, b = rng.randint(4, 10), rng.randint(3, 10)
    return Sum(f"What is {a} + {b}?", a + b, a + b + 1, a + b - 1, a + b + 10)


def _take_from_20(rng: Random) -> Sum:
    a, b = rng.randint(11, 20), rng.randint(3, 9)
    return Sum(f"What is {a} − {b}?", a - b, a - b + 1, a - b - 1, a + b)


def _missing_addend(rng: Random) -> Sum:
    a, b = rng.randint(3, 9), rng.randint(4, 10)
    return Sum(f"Which number is missing: □ + {a} = {a + b}?", b, a, b + 1, 2 * a + b, b - 1)


def _two_digits_and_one(rng: Random) -> Sum:
    a, b = rng.randint(21, 79), rng.randint(3, 9)
    return Sum(f"What is {a} + {b}?", a + b, a + b - 10, a + b + 1, a + 10 * b)


def _two_digits(rng: Random) -> Sum:
    a, b = rng.randint(15, 48), rng.randint(15, 48)
    return Sum(f"What is {a} + {b}?", a + b, a + b - 10, a + b + 10, a + b - 1)


def _take_two_digits(rng: Random) -> Sum:
    a, b = 10 * rng.randint(5, 9) + rng.randint(0, 4), 10 * rng.randint(1, 3) + rng.randint(5, 9)
    return Sum(f"What is {a} − {b}?", a - b, a - b + 10, a - b + 20, a + b)


def _times(rng: Random) -> Sum:
    a, b = rng.randint(3, 9), rng.randint(3, 9)
    return Sum(f"What is {a} × {b}?", a * b, a * (b + 1), a * (b - 1), a + b, a * b + 1)


def _share(rng: Random) -> Sum:
    a, b = rng.randint(3, 9), rng.randint(3, 9)
    return Sum(
        f"{a * b} apples are put into {a} equal bags. How many apples are in each bag?", b, b + 1, b - 1, a * b - a
    )


def _round_to_ten(rng: Random) -> Sum:
    tens, ones = rng.randint(12, 88), rng.choice((1, 2, 3, 4, 6, 7, 8, 9))
    number, down = 10 * tens + ones, 10 * tens
    near, far = (down + 10, down) if ones > 5 else (down, down + 10)
    return Sum(f"Round {number} to the nearest ten.", near, far, near + 100, down - 10)


def _times_two_digits(rng: Random) -> Sum:
    a, b = rng.randint(13, 48), rng.randint(3, 9)
    return Sum(f"What is {a} × {b}?", a * b, a * b + 10, a * b - b, (a // 10) * b * 10 + a % 10)


def _equivalent_fraction(rng: Random) -> Sum:
    below = rng.randint(3, 9)
    above, by = rng.randint(1, below - 1), rng.randint(2, 6)
    right = f"{above * by}/{below * by}"
    wrong = (
        f"{above + by}/{below + by}",
        f"{above * by}/{below}",
        f"{above}/{below * by}",
        f"{above * by + 1}/{below * by}",
    )
    return Sum(f"Which fraction is equal to {above}/{below}?", right, *wrong)


def _remainder(rng: Random) -> Sum:
    by, times = rng.randint(4, 9), rng.randint(6, 12)
    rest = rng.randint(1, by - 1)
    return Sum(f"What is the remainder of {by * times + rest} ÷ {by}?", rest, by - rest, rest + 1, times, 0)


def _add_decimals(rng: Random) -> Sum:
    a, b = rng.randint(105, 489), rng.randint(12, 98) * 10
    total = a + b
    wrong = (f"{(a + b // 10) / 100:.2f}", f"{(total - 100) / 100:.2f}", f"{(total + 10) / 100:.2f}")
    return Sum(f"What is {a / 100:.2f} + {b / 100:.1f}?", f"{total / 100:.2f}", *wrong)


def _order_of_operations(rng: Random) -> Sum:
    a, b, c = rng.randint(3, 12), rng.randint(2, 9), rng.randint(2, 9)
    return Sum(f"What is {a} + {b} × {c}?", a + b * c, (a + b) * c, a * b + c, a + b + c)


def _add_fractions(rng: Random) -> Sum:
    below, other = rng.sample((2, 3, 4, 5, 6, 8), 2)
    sum_above, sum_below = below + other, below * other
    wrong = (
        fraction(2, below + other),
        fraction(1, below * other),
        fraction(sum_above + 1, sum_below),
        f"1/{below + other}",
    )
    return Sum(f"What is 1/{below} + 1/{other}?", fraction(sum_above, sum_below), *wrong)


def _percent_of(rng: Random) -> Sum:
    percent, whole = rng.choice((10, 20, 25, 50, 75)), 20 * rng.randint(2, 20)
    part = percent * whole // 100
    return Sum(f"What is {percent}% of {whole}?", part, whole - part, part * 2, percent, part + 10)


def _unit_rate(rng: Random) -> Sum:
    each, number, wanted = rng.randint(2, 9), rng.randint(3, 6), rng.randint(7, 12)
    text = f"{number} pens cost ${each * number}. How much do {wanted} pens cost at the same price each?"
    return Sum(
        text,
        f"${each * wanted}",
        f"${each * number + wanted}",
        f"${each * (wanted - 1)}",
        f"${number * wanted}",
        f"${each + wanted}",
    )


def _common(rng: Random) -> Sum:
    shared, (a, b) = rng.randint(2, 6), rng.sample((2, 3, 5, 7), 2)
    a, b = shared * a, shared * b
    if rng.random() < 0.5:
        return Sum(f"What is the greatest common factor of {a} and {b}?", gcd(a, b), lcm(a, b), 1, a * b, gcd(a, b) + 1)
    return Sum(f"What is the least common multiple of {a} and {b}?", lcm(a, b), gcd(a, b), a * b, a + b, 2 * lcm(a, b))


def _add_integers(rng: Random) -> Sum:
    a, b = rng.randint(3, 19), rng.randint(3, 19)
    return Sum(
        f"What is {signed(-a)} + {b}?", signed(b - a), signed(a - b), signed(-a - b), signed(a + b), signed(b - a + 1)
    )


def _proportion(rng: Random) -> Sum:
    a, b, by = rng.randint(2, 6), rng.randint(7, 11), rng.randint(3, 7)
    return Sum(f"Solve for x: {a}/{b} = x/{b * by}", a * by, a + by, b * by - a, a * by + b)


def _discount(rng: Random) -> Sum:
    percent, price = rng.choice((10, 20, 30, 40)), 10 * rng.randint(3, 12)
    off = percent * price // 100
    text = f"A jacket costs ${price}. It is on sale at {percent}% off. What is the sale price?"
    return Sum(text, f"${price - off}", f"${off}", f"${price - percent}", f"${price + off}", f"${price - off - 1}")


def _power(rng: Random) -> Sum:
    base, exponent = rng.randint(2, 6), rng.randint(2, 4)
    right = base**exponent
    return Sum(
        f"What is {base}{superscript(exponent)}?", right, base * exponent, exponent**base, right + base, right * base
    )


def _linear(rng: Random) -> Sum:
    a, x, b = rng.randint(2, 9), rng.randint(2, 12), rng.randint(1, 15)
    return Sum(f"Solve for x: {a}x + {b} = {a * x + b}", x, a * x, x + b, x + 1, x - 1)


def _scientific(rng: Random) -> Sum:
    digits, exponent = rng.randint(11, 99), rng.randint(3, 6)
    if digits % 10 == 0:
        digits += 1
    number, shown = digits * 10 ** (exponent - 1), f"{digits // 10}.{digits % 10}"
    wrong = (
        f"{shown} × 10{superscript(exponent - 1)}",
        f"{shown} × 10{superscript(exponent + 1)}",
        f"{digits} × 10{superscript(exponent)}",
    )
    return Sum(f"Write {number:,} in scientific notation.", f"{shown} × 10{superscript(exponent)}", *wrong)


def _evaluate(rng: Random) -> Sum:
    a, x, b = rng.randint(2, 6), rng.randint(2, 7), rng.randint(1, 12)
    right = a * x * x - b
    return Sum(f"What is {a}x² − {b} when x = {x}?", right, (a * x) ** 2 - b, 2 * a * x - b, a * x * x + b)


def _both_sides(rng: Random) -> Sum:
    c, more, x, b = rng.randint(2, 5), rng.randint(1, 4), rng.randint(2, 9), rng.randint(1, 12)
    a = c + more
    return Sum(f"Solve for x: {a}x + {b} = {c}x + {more * x + b}", x, more * x, x + more, x + b, x - 1)


def _slope(rng: Random) -> Sum:
    run, slope, x, y = rng.randint(2, 5), rng.choice((-3, -2, 2, 3, 4)), rng.randint(-4, 4), rng.randint(-4, 4)
    one, other = f"({signed(x)}, {signed(y)})", f"({signed(x + run)}, {signed(y + slope * run)})"
    text = f"What is the slope of the line through {one} and {other}?"
    return Sum(text, signed(slope), signed(-slope), fraction(1, slope), signed(slope + 1), signed(slope * run))


def _square_root(rng: Random) -> Sum:
    root = rng.randint(6, 25)
    return Sum(f"What is √{root * root}?", root, root + 1, root - 1, 2 * root, root * root // 2)


def _simplify_root(rng: Random) -> Sum:
    outside, inside = rng.randint(2, 6), rng.choice((2, 3, 5, 7))
    text = f"Which is √{outside * outside * inside} in simplest form?"
    return Sum(
        text,
        f"{outside}√{inside}",
        f"{inside}√{outside}",
        f"{outside * outside}√{inside}",
        f"{outside * inside}",
        f"{outside + 1}√{inside}",
    )


def _quadratic(rng: Random) -> Sum:
    a, b = sorted(rng.sample(range(1, 9), 2))
    text = f"Which are the solutions of x² − {a + b}x + {a * b} = 0?"
    pairs = ((-a, -b), (a, -b), (-a, b), (a + b, a * b))
    return Sum(text, f"{a} and {b}", *(f"{signed(one)} and {signed(other)}" for one, other in pairs))


def _logarithm(rng: Random) -> Sum:
    base, exponent = rng.choice((2, 3, 5, 10)), rng.randint(2, 4)
    text = f"What is the logarithm of {base**exponent:,} to the base {base}?"
    return Sum(text, exponent, exponent + 1, base, base * exponent, base**exponent // base)


def _exponent_rules(rng: Random) -> Sum:
    a, b = rng.randint(2, 6), rng.randint(3, 5)
    if rng.random() < 0.5:
        right, wrong = a + b, (a * b, abs(a - b) or 1, a + b + 1)
        text = f"Which is equal to x{superscript(a)} · x{superscript(b)}?"
    else:
        right, wrong = a * b, (a + b, a**b, a * b + 1)
        text = f"Which is equal to (x{superscript(a)}){superscript(b)}?"
    return Sum(text, f"x{superscript(right)}", *(f"x{superscript(one)}" for one in wrong), f"{b}x{superscript(a)}")


def _sequence(rng: Random) -> Sum:
    first, step, at = rng.randint(2, 12), rng.randint(3, 9), rng.randint(10, 25)
    text = f"An arithmetic sequence begins {first}, {first + step}, {first + 2 * step}. What is term number {at}?"
    right = first + (at - 1) * step
    return Sum(text, right, first + at * step, right - step, at * step)


def _composition(rng: Random) -> Sum:
    a, b, x = rng.randint(2, 5), rng.randint(1, 6), rng.randint(2, 5)
    text = f"Let f(x) = {a}x and g(x) = x + {b}. What is f(g({x}))?"
    return Sum(text, a * (x + b), a * x + b, (x + b) * x, a * x * (x + b))


def _combinations(rng: Random) -> Sum:
    of, take = rng.randint(5, 10), rng.randint(2, 3)
    ordered = of * (of - 1) * (of - 2 if take == 3 else 1)
    text = f"In how many ways can a team of {take} be chosen from {of} people?"
    return Sum(text, comb(of, take), ordered, of * take, of**take, comb(of, take) + of)


def _geometric_sum(rng: Random) -> Sum:
    first, ratio, terms = rng.randint(1, 5), rng.choice((2, 3)), rng.randint(4, 6)
    right = first * (ratio**terms - 1) // (ratio - 1)
    shown = " + ".join(str(first * ratio**power) for power in range(3))
    text = f"What is the sum of the first {terms} terms of the geometric series {shown} + …?"
    return Sum(text, right, first * ratio**terms, right - first, right + first * ratio**terms)


NUMBERS: Mapping[int, tuple[Make, Make, Make]] = {
    0: (_next_number, _add_to_10, _take_from_10),
    1: (_add_to_20, _take_from_20, _missing_addend),
    2: (_two_digits_and_one, _two_digits, _take_two_digits),
    3: (_times, _share, _round_to_ten),
    4: (_times_two_digits, _equivalent_fraction, _remainder),
    5: (_add_decimals, _order_of_operations, _add_fractions),
    6: (_percent_of, _unit_rate, _common),
    7: (_add_integers, _proportion, _discount),
    8: (_power, _linear, _scientific),
    9: (_evaluate, _both_sides, _slope),
    10: (_square_root, _simplify_root, _quadratic),
    11: (_logarithm, _exponent_rules, _sequence),
    12: (_composition, _combinations, _geometric_sum),
}
"""An easy, a medium and a hard kind of question for each grade."""

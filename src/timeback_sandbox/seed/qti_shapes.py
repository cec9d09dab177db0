"""Questions about shapes, measures and data, from Kindergarten to Precalculus."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random

from timeback_sandbox.seed.qti_questions import Sum, fraction, signed

__all__ = ["SHAPES"]

Make = Callable[[Random], Sum]

_FIGURES = {"triangle": 3, "square": 4, "rectangle": 4, "pentagon": 5, "hexagon": 6, "octagon": 8}
_TRIPLES = ((3, 4, 5), (5, 12, 13), (8, 15, 17), (7, 24, 25), (6, 8, 10), (9, 12, 15), (20, 21, 29), (12, 16, 20))
_THINGS = ("pencil", "crayon", "spoon", "leaf", "ribbon", "shoe")
_PETS = ("cats", "dogs", "fish", "birds")


def _sides(rng: Random) -> Sum:
    name, sides = rng.choice(list(_FIGURES.items()))
    what = rng.choice(("sides", "corners"))
    article = "an" if name == "octagon" else "a"
    return Sum(f"How many {what} does {article} {name} have?", sides, sides + 1, sides - 1, sides + 2)


def _longer(rng: Random) -> Sum:
    one, other = rng.sample(_THINGS, 2)
    b, more = rng.randint(2, 6), rng.randint(1, 5)
    text = f"A {one} is {b + more} cubes long. A {other} is {b} cubes long. How many cubes longer is the {one}?"
    return Sum(text, more, more + 1, b, b + more, 2 * b + more)


def _most(rng: Random) -> Sum:
    votes = rng.sample(range(2, 10), 4)
    told = ", ".join(f"{number} like {pet}" for pet, number in zip(_PETS, votes, strict=True))
    return Sum(f"In a class, {told}. Which pet do the most children like?", *_by_votes(votes))


def _by_votes(votes: list[int]) -> list[str]:
    return [pet for _, pet in sorted(zip(votes, _PETS, strict=True), reverse=True)]


def _full_hours(rng: Random) -> Sum:
    hour, half = rng.randint(1, 12), rng.random() < 0.5
    hand = "6" if half else "12"
    place = f"just past the {hour}" if half else f"to the {hour}"
    text = f"The long hand of a clock points to the {hand} and the short hand points {place}. What time is it?"
    later, minutes = hour % 12 + 1, "30" if half else "00"
    return Sum(
        text, f"{hour}:{minutes}", f"{hour}:{'00' if half else '30'}", f"{later}:{minutes}", f"{hand}:{hour:02d}"
    )


def _dimes(rng: Random) -> Sum:
    dimes, pennies = rng.randint(2, 8), rng.randint(1, 9)
    right = 10 * dimes + pennies
    return Sum(
        f"How much are {dimes} dimes and {pennies} pennies?",
        f"{right}¢",
        f"{dimes + pennies}¢",
        f"{5 * dimes + pennies}¢",
        f"{right + 10}¢",
        f"{10 * pennies + dimes}¢",
    )


def _votes(rng: Random) -> Sum:
    a, b, c = rng.sample(range(2, 10), 3)
    text = f"A chart shows {a} votes for soccer, {b} for tag and {c} for chess. How many votes are there in all?"
    return Sum(text, a + b + c, a + b, a + b + c + 1, a + b + c - 1)


def _centimetres(rng: Random) -> Sum:
    a, b = rng.randint(12, 45), rng.randint(12, 45)
    text = f"A ribbon of {a} cm and a ribbon of {b} cm are laid end to end. How long are they together?"
    return Sum(text, f"{a + b} cm", f"{a + b - 10} cm", f"{abs(a - b) or 1} cm", f"{a + b + 1} cm")


def _quarters(rng: Random) -> Sum:
    quarters, nickels = rng.randint(1, 3), rng.randint(1, 5)
    right = 25 * quarters + 5 * nickels
    text = f"How much are {quarters} quarter{'s' * (quarters > 1)} and {nickels} nickel{'s' * (nickels > 1)}?"
    return Sum(text, f"{right}¢", f"{25 * quarters + nickels}¢", f"{10 * quarters + 5 * nickels}¢", f"{right + 5}¢")


def _difference(rng: Random) -> Sum:
    most, least = rng.randint(30, 60), rng.randint(8, 25)
    text = f"A bar graph shows {most} sunny days and {least} rainy days. How many more were sunny?"
    return Sum(text, most - least, most - least + 10, most + least, most - least - 1)


def _perimeter_square(rng: Random) -> Sum:
    side = rng.randint(3, 25)
    return Sum(
        f"What is the perimeter of a square with sides of {side} cm?",
        f"{4 * side} cm",
        f"{2 * side} cm",
        f"{side * side} cm",
        f"{side + 4} cm",
        f"{3 * side} cm",
    )


def _area(rng: Random) -> Sum:
    a, b = rng.sample(range(3, 12), 2)
    text = f"A rectangle is {a} cm wide and {b} cm long. What is its area?"
    return Sum(text, f"{a * b} square cm", f"{2 * (a + b)} square cm", f"{a + b} square cm", f"{a * b + a} square cm")


def _elapsed(rng: Random) -> Sum:
    hour, start, length = rng.randint(1, 9), 5 * rng.randint(4, 10), 5 * rng.randint(9, 15)
    end = 60 * hour + start + length
    shown = f"{end // 60}:{end % 60:02d}"
    text = f"A film begins at {hour}:{start:02d} and is {length} minutes long. When does it end?"
    wrong = (end + 60, end - 10, end - 60, end + 5)
    return Sum(text, shown, *(f"{one // 60}:{one % 60:02d}" for one in wrong))


def _convert(rng: Random) -> Sum:
    number = rng.randint(2, 12)
    big, small, by = rng.choice(
        (("meters", "centimeters", 100), ("kilograms", "grams", 1000), ("hours", "minutes", 60))
    )
    return Sum(
        f"How many {small} are {number} {big}?",
        f"{number * by:,}",
        f"{number * 10:,}",
        f"{number + by:,}",
        f"{number * by * 10:,}",
    )


def _right_angle(rng: Random) -> Sum:
    one = rng.randint(12, 78)
    text = f"Two angles together make a right angle. One of them is {one}°. How large is the other?"
    return Sum(text, f"{90 - one}°", f"{180 - one}°", f"{100 - one}°", f"{90 + one}°")


def _missing_side(rng: Random) -> Sum:
    a, b = rng.randint(4, 12), rng.randint(5, 15)
    text = f"A rectangle has an area of {a * b} square meters and is {a} meters wide. How many meters long is it?"
    return Sum(text, b, a * b - a, b + 1, 2 * b, b - 1)


def _box(rng: Random) -> Sum:
    a, b, c = rng.randint(2, 9), rng.randint(2, 9), rng.randint(2, 9)
    text = f"What is the volume of a box that is {a} cm by {b} cm by {c} cm?"
    return Sum(
        text,
        f"{a * b * c} cubic cm",
        f"{a + b + c} cubic cm",
        f"{a * b + c} cubic cm",
        f"{2 * a * b * c} cubic cm",
        f"{a * b * c + 1} cubic cm",
    )


def _grid(rng: Random) -> Sum:
    x, y, right, up = rng.randint(1, 6), rng.randint(1, 6), rng.randint(2, 5), rng.randint(2, 5)
    text = f"Start at ({x}, {y}). Move {right} units to the right and {up} units up. Where are you?"
    return Sum(
        text,
        f"({x + right}, {y + up})",
        f"({x + up}, {y + right})",
        f"({x + right}, {y})",
        f"({x}, {y + up})",
        f"({x + right + 1}, {y + up})",
    )


def _decimal_metres(rng: Random) -> Sum:
    number = 10 * rng.randint(11, 99) + rng.randint(1, 9)
    return Sum(
        f"How many meters are {number} centimeters?",
        f"{number / 100:.2f}",
        f"{number / 10:.1f}",
        f"{number / 1000:.3f}",
        f"{number * 100:,}",
    )


def _triangle_area(rng: Random) -> Sum:
    base, height = 2 * rng.randint(2, 10), rng.randint(3, 12)
    text = f"A triangle has a base of {base} cm and a height of {height} cm. What is its area?"
    right = base * height // 2
    return Sum(
        text,
        f"{right} square cm",
        f"{2 * right} square cm",
        f"{base + height} square cm",
        f"{right + base} square cm",
        f"{right + 1} square cm",
    )


def _mean(rng: Random) -> Sum:
    mean, a, b = rng.randint(8, 20), rng.randint(1, 3), rng.randint(4, 6)
    values = [mean - a, mean + a, mean - b, mean + b, mean + 2, mean - 2]
    rng.shuffle(values)
    return Sum(f"What is the mean of {', '.join(map(str, values))}?", mean, mean + 1, mean - 1, 6 * mean, 2 * b)


def _median(rng: Random) -> Sum:
    values = rng.sample(range(10, 60), 5)
    ordered = sorted(values)
    return Sum(
        f"What is the median of {', '.join(map(str, values))}?",
        ordered[2],
        ordered[3],
        ordered[1],
        ordered[4] - ordered[0],
    )


def _third_angle(rng: Random) -> Sum:
    a, b = rng.randint(25, 80), rng.randint(25, 80)
    text = f"Two angles of a triangle are {a}° and {b}°. How large is the third?"
    return Sum(text, f"{180 - a - b}°", f"{a + b}°", f"{360 - a - b}°", f"{190 - a - b}°")


def _probability(rng: Random) -> Sum:
    red, blue = rng.sample(range(2, 9), 2)
    text = f"A bag holds {red} red and {blue} blue marbles. What is the probability of drawing a red one?"
    return Sum(
        text,
        fraction(red, red + blue),
        fraction(red, blue),
        fraction(blue, red + blue),
        fraction(1, red + blue),
        f"1/{red}",
    )


def _circle(rng: Random) -> Sum:
    radius = rng.randint(3, 15)
    if rng.random() < 0.5:
        text, right = f"What is the area of a circle with a radius of {radius} cm?", radius * radius
        return Sum(
            text, f"{right}π square cm", f"{2 * radius}π square cm", f"{radius}π square cm", f"{4 * right}π square cm"
        )
    text = f"What is the circumference of a circle with a radius of {radius} cm?"
    return Sum(text, f"{2 * radius}π cm", f"{radius}π cm", f"{radius * radius}π cm", f"{4 * radius}π cm")


def _hypotenuse(rng: Random) -> Sum:
    a, b, c = rng.choice(_TRIPLES)
    by = rng.randint(1, 3)
    text = f"The legs of a right triangle are {a * by} cm and {b * by} cm. How long is the hypotenuse?"
    return Sum(text, f"{c * by} cm", f"{(a + b) * by} cm", f"{(c + 1) * by} cm", f"{(b - a) * by} cm")


def _cylinder(rng: Random) -> Sum:
    radius, height = rng.randint(2, 6), rng.randint(3, 10)
    text = f"What is the volume of a cylinder with a radius of {radius} cm and a height of {height} cm?"
    right = radius * radius * height
    return Sum(
        text,
        f"{right}π cubic cm",
        f"{2 * radius * height}π cubic cm",
        f"{radius * height}π cubic cm",
        f"{right * 4}π cubic cm",
        f"{right + height}π cubic cm",
    )


def _sixth_number(rng: Random) -> Sum:
    mean, new, count = rng.randint(10, 20), rng.randint(1, 3), rng.randint(4, 6)
    text = (
        f"The mean of {count} numbers is {mean}. With one more number the mean becomes {mean + new}. "
        "What is the number that was added?"
    )
    return Sum(text, mean + new * (count + 1), mean + new, mean + new * count, mean + 2 * new * (count + 1))


def _midpoint(rng: Random) -> Sum:
    x, y, right, up = rng.randint(-5, 5), rng.randint(-5, 5), rng.randint(2, 5), rng.randint(2, 5)
    text = f"What is the midpoint of ({signed(x)}, {signed(y)}) and ({signed(x + 2 * right)}, {signed(y + 2 * up)})?"
    points = (
        (x + right, y + up),
        (right, up),
        (2 * x + 2 * right, 2 * y + 2 * up),
        (x + 2 * right, y + up),
        (x + right + 1, y + up),
    )
    return Sum(text, *(f"({signed(one)}, {signed(other)})" for one, other in points))


def _distance(rng: Random) -> Sum:
    a, b, c = rng.choice(_TRIPLES)
    x, y = rng.randint(-4, 4), rng.randint(-4, 4)
    text = f"How far apart are ({signed(x)}, {signed(y)}) and ({signed(x + a)}, {signed(y + b)})?"
    return Sum(text, c, a + b, c + 1, b - a, a * b)


def _quartiles(rng: Random) -> Sum:
    values = sorted(rng.sample(range(5, 60), 7))
    text = f"What is the interquartile range of {', '.join(map(str, values))}?"
    right = values[5] - values[1]
    return Sum(text, right, values[6] - values[0], values[3], values[5] - values[3], right + 1)


def _interior_angles(rng: Random) -> Sum:
    sides = rng.randint(5, 14)
    text = f"What is the sum of the interior angles of a polygon with {sides} sides?"
    return Sum(text, f"{180 * (sides - 2):,}°", f"{180 * sides:,}°", "360°", f"{180 * (sides - 1):,}°")


def _similar(rng: Random) -> Sum:
    a, b, by = rng.randint(3, 7), rng.randint(8, 12), rng.randint(2, 4)
    text = (
        f"Two triangles are similar. Sides of {a} and {b} cm in the first match a side of {a * by} cm and a side of "
        "unknown length in the second. How long is that side?"
    )
    return Sum(text, f"{b * by} cm", f"{b + a * by - a} cm", f"{b + by} cm", f"{a * b} cm", f"{b * by + by} cm")


def _special_triangle(rng: Random) -> Sum:
    leg = rng.randint(3, 12)
    if rng.random() < 0.5:
        text = f"In a 45°-45°-90° triangle each leg is {leg} cm. How long is the hypotenuse?"
        return Sum(text, f"{leg}√2 cm", f"{leg}√3 cm", f"{2 * leg} cm", f"{leg * leg} cm")
    text = f"In a 30°-60°-90° triangle the shorter leg is {leg} cm. How long is the longer leg?"
    return Sum(text, f"{leg}√3 cm", f"{leg}√2 cm", f"{2 * leg} cm", f"{2 * leg}√3 cm")


def _radius(rng: Random) -> Sum:
    x, y, radius = rng.randint(1, 8), rng.randint(1, 8), rng.randint(3, 12)
    text = f"What is the radius of the circle (x − {x})² + (y − {y})² = {radius * radius}?"
    return Sum(text, radius, radius * radius, 2 * radius, x + y, radius + 1)


def _radians(rng: Random) -> Sum:
    degrees, shown = rng.choice(_RADIANS)
    others = [one for _, one in _RADIANS if one != shown]
    return Sum(f"What is {degrees}° in radians?", shown, *rng.sample(others, 3))


_RADIANS = (
    (30, "π/6"), (45, "π/4"), (60, "π/3"), (90, "π/2"), (120, "2π/3"), (135, "3π/4"), (150, "5π/6"), (180, "π"),
    (210, "7π/6"), (225, "5π/4"), (240, "4π/3"), (270, "3π/2"),
)  # fmt: skip


def _both_happen(rng: Random) -> Sum:
    (a, b), (c, d) = rng.sample(((1, 2), (1, 3), (2, 3), (1, 4), (3, 4), (2, 5), (1, 6)), 2)
    text = (
        f"Two independent events have the probabilities {a}/{b} and {c}/{d}. What is the probability that both happen?"
    )
    return Sum(
        text, fraction(a * c, b * d), fraction(a * d + c * b, b * d), fraction(a + c, b + d), fraction(a * d, b * c)
    )


def _magnitude(rng: Random) -> Sum:
    a, b, c = rng.choice(_TRIPLES)
    a, b = a * rng.choice((1, -1)), b * rng.choice((1, -1))
    return Sum(
        f"What is the magnitude of the vector ({signed(a)}, {signed(b)})?", c, abs(a) + abs(b), c * c, abs(a + b), c + 1
    )


def _dot_product(rng: Random) -> Sum:
    a, b, c, d = (rng.randint(2, 7) for _ in range(4))
    text = f"What is the dot product of ({a}, {b}) and ({c}, {signed(-d)})?"
    wrong = (a * c + b * d, a * d - b * c, a + c + b - d, a * c - b * d + 1)
    return Sum(text, signed(a * c - b * d), *map(signed, wrong))


def _deviation(rng: Random) -> Sum:
    middle, by = rng.randint(12, 30), rng.randint(2, 9)
    values = [middle - by, middle + by, middle - by, middle + by]
    text = f"What is the standard deviation of the population {', '.join(map(str, values))}?"
    return Sum(text, by, by * by, 2 * by, middle, by + 1)


SHAPES: Mapping[int, tuple[Make, Make, Make]] = {
    0: (_sides, _longer, _most),
    1: (_full_hours, _dimes, _votes),
    2: (_centimetres, _quarters, _difference),
    3: (_perimeter_square, _area, _elapsed),
    4: (_convert, _right_angle, _missing_side),
    5: (_box, _grid, _decimal_metres),
    6: (_triangle_area, _mean, _median),
    7: (_third_angle, _probability, _circle),
    8: (_hypotenuse, _cylinder, _sixth_number),
    9: (_midpoint, _distance, _quartiles),
    10: (_interior_angles, _similar, _special_triangle),
    11: (_radius, _radians, _both_happen),
    12: (_magnitude, _dot_product, _deviation),
}
"""An easy, a medium and a hard kind of question for each grade."""

"""What students are expected to know and to do, as the frameworks of the demo say it.

For each level three statements a unit: what its easy, its medium and its hard questions ask for.
"""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["MATH", "READING"]

Statements = tuple[str, str, str]

MATH: Mapping[int, tuple[Statements, Statements]] = {
    0: (
        (
            "Count forward from a given number up to 20",
            "Add two numbers with a sum of at most 10",
            "Subtract within 10 to solve stories about taking away",
        ),
        (
            "Name plane figures and count their sides",
            "Compare the lengths of two objects",
            "Sort objects into groups and tell which group has the most",
        ),
    ),
    1: (
        (
            "Add within 20",
            "Subtract within 20",
            "Find the missing number in an addition equation",
        ),
        (
            "Tell and write times in full hours",
            "Find the value of a set of coins of one kind",
            "Read the answers to a question from a table of votes",
        ),
    ),
    2: (
        (
            "Add a one-digit number to a two-digit number",
            "Add two two-digit numbers with regrouping",
            "Subtract two-digit numbers with regrouping",
        ),
        (
            "Measure and compare lengths in centimetres",
            "Describe halves and quarters of shapes",
            "Solve comparison problems with data from a chart",
        ),
    ),
    3: (
        (
            "Multiply one-digit numbers fluently",
            "Divide to find how many are in each of several equal groups",
            "Round whole numbers to the nearest ten",
        ),
        (
            "Find the perimeter of squares and other polygons",
            "Find the area of a rectangle by multiplying its side lengths",
            "Solve problems about elapsed time",
        ),
    ),
    4: (
        (
            "Multiply a two-digit number by a one-digit number",
            "Recognize and make equivalent fractions",
            "Divide with remainders and say what the remainder means",
        ),
        (
            "Convert larger units of measurement to smaller ones",
            "Classify angles as right, acute or obtuse and find missing parts of a right angle",
            "Find an unknown side of a rectangle from its perimeter or area",
        ),
    ),
    5: (
        (
            "Add and subtract decimals to hundredths",
            "Evaluate expressions by the order of operations",
            "Add and subtract fractions with unlike denominators",
        ),
        (
            "Find the volume of a rectangular prism",
            "Locate and move points in the coordinate plane",
            "Convert between metric units with decimals",
        ),
    ),
    6: (
        (
            "Find a percent of a quantity",
            "Use unit rates to solve problems",
            "Find greatest common factors and least common multiples",
        ),
        (
            "Find the area of triangles",
            "Calculate the mean of a set of data",
            "Determine the median of a set of data",
        ),
    ),
    7: (
        (
            "Add and subtract positive and negative integers",
            "Solve problems with proportional relationships",
            "Solve multistep percent problems such as discounts",
        ),
        (
            "Use the sum of the angles of a triangle to find an unknown angle",
            "Find the probability of a simple event",
            "Find the circumference and the area of a circle",
        ),
    ),
    8: (
        (
            "Evaluate powers with integer exponents",
            "Solve linear equations in one variable",
            "Write and compare numbers in scientific notation",
        ),
        (
            "Apply the Pythagorean theorem to find a side of a right triangle",
            "Find the volume of a cylinder",
            "Find a missing value of a data set from its mean",
        ),
    ),
    9: (
        (
            "Evaluate algebraic expressions for given values",
            "Solve linear equations with the variable on both sides",
            "Find the slope of the line through two points",
        ),
        (
            "Find the midpoint of a segment in the coordinate plane",
            "Find the distance between two points in the coordinate plane",
            "Determine quartiles and the interquartile range of a data set",
        ),
    ),
    10: (
        (
            "Evaluate square roots of perfect squares",
            "Simplify expressions with square roots",
            "Solve quadratic equations",
        ),
        (
            "Find the sum of the interior angles of a polygon",
            "Use similarity to find unknown lengths",
            "Use the side ratios of special right triangles",
        ),
    ),
    11: (
        (
            "Evaluate logarithms by means of powers",
            "Apply the rules of exponents to simplify expressions",
            "Find terms of arithmetic and geometric sequences",
        ),
        (
            "Read center and radius of a circle from its equation",
            "Convert between degrees and radians",
            "Find the probability that independent events both happen",
        ),
    ),
    12: (
        (
            "Compose functions and evaluate the composition",
            "Count combinations of elements of a set",
            "Find the sum of a geometric series",
        ),
        (
            "Find the magnitude of a vector",
            "Calculate the dot product of two vectors",
            "Calculate the standard deviation of a small data set",
        ),
    ),
}
"""By grade: numbers and operations; shapes, measures and data."""

READING: Mapping[int, tuple[Statements, Statements]] = {
    0: (
        (
            "Name the parts of a story and of a book",
            "Explain what characters, setting and rhyme are",
            "Tell from a short text how somebody feels and hear rhymes and sounds in words",
        ),
        (
            "Name labels, lists, recipes and other everyday texts",
            "Explain what marks and parts of a page are for",
            "Say what a short informational text is about and in which order things happen",
        ),
    ),
    1: (
        (
            "Name the elements of a narrative and common figures of speech",
            "Explain simile, metaphor, personification and other devices",
            "Infer feelings, reasons and point of view from a passage",
        ),
        (
            "Name the features of an informational text",
            "Explain main idea, detail, cause and effect",
            "Tell fact from opinion and find the meaning of words from context",
        ),
    ),
    2: (
        (
            "Name literary devices that shape plot and mood",
            "Explain theme, irony, symbol and other elements of literature",
            "Analyze how wording and narrator create effect in a passage",
        ),
        (
            "Name the parts of an argument",
            "Explain claim, evidence, bias and inference",
            "Judge the reliability of sources and the soundness of reasoning",
        ),
    ),
    3: (
        (
            "Name forms and devices of drama, verse and epic",
            "Explain allusion, satire, archetype and related terms",
            "Analyze how form and unreliable narration shape the meaning of a work",
        ),
        (
            "Name rhetorical appeals and the parts of reasoning",
            "Explain ethos, pathos, logos, fallacy and connotation",
            "Evaluate rhetoric and detect fallacies in persuasive texts",
        ),
    ),
}
"""By band of grades (Kindergarten to 2, 3 to 5, 6 to 8, 9 to 12): stories and poems; reading for information."""

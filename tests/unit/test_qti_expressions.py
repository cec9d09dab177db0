"""Every expression and rule of response processing, evaluated in a small item."""

from __future__ import annotations

import math

import pytest
from qti_items import RESPONSE, SCORE, base, condition, declare, item, outcome, set_outcome

from timeback_core.qti.scoring import (
    Item,
    Multiple,
    Ordered,
    Pair,
    QtiXmlError,
    ScoringOptions,
    Value,
    read_item,
    read_test,
)
from timeback_core.qti.scoring.expressions import EXPRESSIONS

NULL = "<qti-null/>"
TRUE, FALSE = base("true", "boolean"), base("false", "boolean")


def i(value: object) -> str:
    return base(value, "integer")


def f(value: object) -> str:
    return base(value)


def s(value: object) -> str:
    return base(value, "string")


def ids(*values: str, kind: str = "multiple") -> str:
    return f"<qti-{kind}>{''.join(base(value, 'identifier') for value in values)}</qti-{kind}>"


def e(name: str, /, *operands: str, **attributes: object) -> str:
    written = "".join(f' {key.replace("_", "-")}="{value}"' for key, value in attributes.items())
    return f"<qti-{name}{written}>{''.join(operands)}</qti-{name}>"


def evaluate(expression: str, response: object = None, *, base_type: str = "identifier", seed: int = 1) -> Value:
    """Return the value of an expression: an undeclared outcome takes whatever it is given."""
    xml = item(declare(base_type=base_type, correct=None), SCORE, rules=set_outcome("X", expression))
    return read_item(xml).score(response, options=ScoringOptions(seed=seed)).outcomes["X"]


CASES: list[tuple[str, Value]] = [
    (e("and", TRUE, TRUE), True),
    (e("and", TRUE, NULL), None),
    (e("and", FALSE, NULL), False),
    (e("or", FALSE, FALSE), False),
    (e("or", FALSE, NULL), None),
    (e("or", TRUE, NULL), True),
    (e("not", TRUE), False),
    (e("not", NULL), None),
    (e("any-n", TRUE, TRUE, FALSE, min=1, max=2), True),
    (e("any-n", TRUE, TRUE, TRUE, min=1, max=2), False),
    (e("any-n", TRUE, NULL, NULL, min=2, max=3), None),
    (e("any-n", FALSE, FALSE, NULL, min=2, max=3), False),
    (ids("A", "B"), Multiple(("A", "B"))),
    (e("multiple", NULL), None),
    (e("ordered", ids("A", "B", kind="ordered"), NULL, base("C", "identifier")), Ordered(("A", "B", "C"))),
    (e("container-size", ids("A", "B")), 2),
    (e("container-size", NULL), 0),
    (e("is-null", NULL), True),
    (e("is-null", s("")), True),
    (e("is-null", s("x")), False),
    (e("index", ids("A", "B", kind="ordered"), n=2), "B"),
    (e("index", ids("A", "B", kind="ordered"), n=3), None),
    (e("index", ids("A", "B", kind="ordered"), n=0), None),
    (e("index", ids("A", "B", kind="ordered"), n="{numAttempts}"), "A"),
    (e("member", base("A", "identifier"), ids("A", "B")), True),
    (e("member", base("C", "identifier"), ids("A", "B")), False),
    (e("member", NULL, ids("A", "B")), None),
    (e("delete", base("A", "identifier"), ids("A", "B", "A")), Multiple(("B",))),
    (e("delete", base("A", "identifier"), ids("A")), None),
    (e("contains", ids("A", "B", "A"), ids("A", "A")), True),
    (e("contains", ids("A", "B"), ids("A", "A")), False),
    (e("contains", ids("A", "B", "C", kind="ordered"), ids("B", "C", kind="ordered")), True),
    (e("contains", ids("A", "B", "C", kind="ordered"), ids("A", "C", kind="ordered")), False),
    (e("contains", ids("A"), NULL), None),
    (e("match", ids("A", "B"), ids("B", "A")), True),
    (e("match", ids("A", "B", kind="ordered"), ids("B", "A", kind="ordered")), False),
    (e("match", f(0.3), e("sum", f(0.1), f(0.2))), True),
    (e("match", i(1), TRUE), False),
    (e("match", NULL, NULL), None),
    (e("match", base("A B", "pair"), base("B A", "pair")), True),
    (e("match", base("A B", "directedPair"), base("B A", "directedPair")), False),
    (e("string-match", s("York"), s("york"), case_sensitive="false"), True),
    (e("string-match", s("York"), s("york"), case_sensitive="true"), False),
    (e("string-match", s("New York"), s("York"), case_sensitive="true", substring="true"), True),
    (e("substring", s("york"), s("New York"), case_sensitive="false"), True),
    (e("substring", s("New York"), s("York"), case_sensitive="true"), False),
    (e("pattern-match", s("ab12"), pattern="[a-z]+[0-9]{2}"), True),
    (e("pattern-match", s("xab12"), pattern="ab12"), False),
    (e("pattern-match", s("5$"), pattern="[0-9]$"), True),
    (e("pattern-match", s("Äx"), pattern="\\p{Lu}\\c"), True),
    (e("pattern-match", NULL, pattern="a"), None),
    (e("inside", base("5 5", "point"), shape="rect", coords="0,0,10,10"), True),
    (e("inside", e("multiple", base("50 5", "point"), base("1 1", "point")), shape="rect", coords="0,0,9,9"), True),
    (e("inside", base("50 5", "point"), shape="rect", coords="0,0,10,10"), False),
    (e("equal", i(3), f(3)), True),
    (e("equal", f(10), f(10.5), tolerance_mode="absolute", tolerance="0.5"), True),
    (e("equal", f(10), f(10.5), tolerance_mode="absolute", tolerance="0.5", include_upper_bound="false"), False),
    (e("equal", f(10), f(9), tolerance_mode="absolute", tolerance="0.5 2"), False),
    (e("equal", f(10), f(12), tolerance_mode="absolute", tolerance="0.5 2"), True),
    (e("equal", f(200), f(190), tolerance_mode="relative", tolerance="5"), True),
    (e("equal", f(200), f(189.9), tolerance_mode="relative", tolerance="5"), False),
    (e("equal", f(-200), f(-190), tolerance_mode="relative", tolerance="5"), True),
    (e("equal", f(0.3), f(0.1), tolerance_mode="absolute", tolerance="0.2"), True),
    (e("equal", NULL, f(1)), None),
    (e("equal-rounded", f(3.175), f(3.183), rounding_mode="significantFigures", figures=3), True),
    (e("equal-rounded", f(3.175), f(3.199), figures=3), False),
    (e("equal-rounded", f(1.68572), f(1.69), rounding_mode="decimalPlaces", figures=2), True),
    (e("lt", i(1), i(2)), True),
    (e("gt", i(1), i(2)), False),
    (e("lte", i(2), f(2)), True),
    (e("gte", i(1), NULL), None),
    (e("duration-lt", base(3, "duration"), base(4, "duration")), True),
    (e("duration-gte", base(3, "duration"), base(4, "duration")), False),
    (e("sum", i(1), f(2.5), e("multiple", i(3), i(4))), 10.5),
    (e("sum", i(1), NULL), None),
    (e("sum", i(1), s("2")), None),
    (e("product", i(3), e("multiple", i(2), i(2))), 12),
    (e("subtract", i(3), i(5)), -2),
    (e("divide", i(1), i(4)), 0.25),
    (e("divide", i(1), i(0)), None),
    (e("power", i(2), i(10)), 1024),
    (e("power", f(2), f(0.5)), math.sqrt(2)),
    (e("power", i(10), i(1_000)), None),
    (e("power", i(-1), f(0.5)), None),
    (e("integer-divide", i(-7), i(2)), -4),
    (e("integer-divide", i(7), i(0)), None),
    (e("integer-modulus", i(-7), i(2)), 1),
    (e("integer-modulus", i(7), f(2)), None),
    (e("min", i(3), e("multiple", i(2), i(9))), 2),
    (e("max", i(3), NULL), None),
    (e("gcd", i(12), i(18)), 6),
    (e("lcm", i(4), i(6)), 12),
    (e("gcd", i(4), f(6)), None),
    (e("round", f(6.5)), 7),
    (e("round", f(-6.5)), -6),
    (e("round-to", f(1234.5678), rounding_mode="significantFigures", figures=3), 1230.0),
    (e("round-to", f(2.675), rounding_mode="decimalPlaces", figures=2), 2.68),
    (e("round-to", f(0), figures=3), 0.0),
    (e("truncate", f(-6.8)), -6),
    (e("integer-to-float", i(3)), 3.0),
    (e("math-operator", f(100), name="log"), 2.0),
    (e("math-operator", f(0), name="log"), None),
    (e("math-operator", f(-2.5), name="floor"), -3),
    (e("math-operator", f(-2.5), name="signum"), -1.0),
    (e("math-operator", f(1), f(1), name="atan2"), math.pi / 4),
    (e("math-operator", f(180), name="toRadians"), math.pi),
    (e("math-operator", f(0), name="cot"), None),
    (e("stats-operator", e("multiple", i(2), i(4), i(9)), name="mean"), 5.0),
    (e("stats-operator", e("multiple", i(2), i(4)), name="popVariance"), 1.0),
    (e("stats-operator", e("multiple", i(2), i(4)), name="sampleVariance"), 2.0),
    (e("stats-operator", e("multiple", i(2)), name="sampleSD"), None),
    (e("math-constant", name="pi"), math.pi),
    (e("repeat", i(1), i(2), number_repeats=2), Ordered((1, 2, 1, 2))),
    (e("repeat", i(1), number_repeats=1_000_000), None),
    (e("default", identifier="SCORE"), None),
    (e("null"), None),
    (e("number-correct"), None),
]


@pytest.mark.parametrize(("expression", "value"), CASES)
def test_expressions(expression: str, value: Value) -> None:
    found = evaluate(expression)
    assert found == (pytest.approx(value) if isinstance(value, float) else value)
    assert type(found) is type(value)


def test_every_expression_is_evaluated_by_some_test() -> None:
    written = "".join(expression for expression, _ in CASES)
    elsewhere = {
        *("qti-correct", "qti-map-response", "qti-map-response-point", "qti-variable", "qti-field-value"),
        *("qti-custom-operator", "qti-random", "qti-random-integer", "qti-random-float", "qti-test-variables"),
        *("qti-outcome-minimum", "qti-outcome-maximum", "qti-number-incorrect", "qti-number-presented"),
        *("qti-number-responded", "qti-number-selected"),
    }
    assert {name for name in EXPRESSIONS if f"<{name}" not in written} <= elsewhere


def test_all_base_types_have_constants() -> None:
    assert evaluate(base("A B", "pair")) == Pair("A", "B")
    assert evaluate(base("f.pdf", "file")) == "f.pdf"
    assert evaluate(base("3.5", "duration")) == 3.5


def test_chance_can_be_seeded() -> None:
    numbers = e("random-integer", min=1, max=1_000, step=3)
    drawn = {seed: evaluate(numbers, seed=seed) for seed in range(20)}
    assert drawn == {seed: evaluate(numbers, seed=seed) for seed in range(20)}
    assert len(set(drawn.values())) > 1
    assert all(isinstance(value, int) and 1 <= value <= 1_000 and value % 3 == 1 for value in drawn.values())
    value = evaluate(e("random-float", min=2, max=3))
    assert isinstance(value, float)
    assert 2 <= value <= 3
    assert evaluate(e("random", ids("A", "B"))) in {"A", "B"}
    assert evaluate(e("random", NULL)) is None


@pytest.mark.parametrize(
    "expression",
    [
        e("pattern-match", s("a"), pattern="(a"),
        e("equal", f(1), f(1), tolerance_mode="absolute"),
        e("equal", f(1), f(1), tolerance_mode="near"),
        e("math-operator", f(1), name="cube"),
        e("stats-operator", f(1), name="median"),
        e("math-constant", name="phi"),
        e("round-to", f(1), rounding_mode="up", figures=1),
        e("round-to", f(1)),
        e("index", ids("A")),
        e("random-float", min=2),
        e("field-value", RESPONSE),
        e("base-value"),
    ],
)
def test_an_expression_that_cannot_be_run_is_refused_when_the_item_is_read(expression: str) -> None:
    with pytest.raises(QtiXmlError, match="line 4: <qti-"):
        evaluate(expression)


def test_a_pattern_cannot_take_exponential_time() -> None:
    assert evaluate(e("pattern-match", RESPONSE, pattern="(a+)+b"), "a" * 5_000, base_type="string") is False


def test_repeats_within_repeats_end() -> None:
    nested = e("repeat", e("repeat", e("repeat", i(1), number_repeats=1_000), number_repeats=1_000), number_repeats=9)
    assert evaluate(nested) is None
    assert evaluate(e("repeat", e("repeat", i(1), number_repeats=3), number_repeats=2)) == Ordered((1,) * 6)


def test_rules_that_double_a_container_end() -> None:
    grown = '<qti-variable identifier="GROWN"/>'
    rules = set_outcome("GROWN", ids("A")) + set_outcome("GROWN", e("multiple", grown, grown)) * 13
    grow = read_item(item(declare(), SCORE, rules=rules)).score("A").outcomes["GROWN"]
    assert grow == Multiple(("A",) * 2**13)
    rules += set_outcome("GROWN", e("multiple", grown, grown))
    assert read_item(item(declare(), SCORE, rules=rules)).score("A").outcomes["GROWN"] is None


def test_a_character_that_xml_cannot_hold_matches_no_pattern() -> None:
    assert evaluate(e("pattern-match", RESPONSE, pattern=".*"), "a\x00b", base_type="string") is False


# --- rules


def ladder() -> Item:
    def when(answer: str) -> str:
        return e("match", RESPONSE, base(answer, "identifier"))

    rules = condition(
        (when("A"), set_outcome("SCORE", f(3))),
        (e("and", NULL), set_outcome("SCORE", f(9))),
        (when("B"), set_outcome("SCORE", f(2)) + "<qti-exit-response/>" + set_outcome("SCORE", f(8))),
        otherwise=set_outcome("SCORE", f(1)),
    )
    return read_item(item(declare(), SCORE, rules=rules + set_outcome("LAST", base("yes", "identifier"))))


@pytest.mark.parametrize(
    ("answer", "score", "last"), [("A", 3, "yes"), ("B", 2, None), ("C", 1, "yes"), (None, 1, "yes")]
)
def test_the_first_branch_that_is_true_runs_and_exit_ends_everything(answer: str, score: float, last: str) -> None:
    result = ladder().score(answer)
    assert (result.score, result.outcomes.get("LAST")) == (score, last)


def test_fragments_run_in_place() -> None:
    rules = f"<qti-response-processing-fragment>{set_outcome('SCORE', f(4))}</qti-response-processing-fragment>"
    assert read_item(item(declare(), SCORE, rules=rules)).score("A").score == 4


@pytest.mark.parametrize(("raw", "grade", "points"), [(0, "F", 1), (2, "C", 10), (3, "A", 10), (7, None, 10)])
def test_tables_translate_numbers(raw: int, grade: str | None, points: float) -> None:
    table = "".join(
        f'<qti-match-table-entry source-value="{source}" target-value="{target}"/>'
        for source, target in [(0, "F"), (2, "C"), (3, "A")]
    )
    steps = (
        '<qti-interpolation-table-entry source-value="2" target-value="10"/>'
        '<qti-interpolation-table-entry source-value="0" target-value="1" include-boundary="true"/>'
    )
    xml = item(
        declare(base_type="integer"),
        outcome("SCORE", "float", f'<qti-interpolation-table default-value="0">{steps}</qti-interpolation-table>'),
        outcome("GRADE", "identifier", f"<qti-match-table>{table}</qti-match-table>"),
        rules=e("lookup-outcome-value", RESPONSE, identifier="SCORE")
        + e("lookup-outcome-value", RESPONSE, identifier="GRADE"),
    )
    result = read_item(xml).score(raw)
    assert (result.outcomes["GRADE"], result.score) == (grade, points)


def test_outcomes_start_at_their_default_else_at_zero_or_null() -> None:
    default = "<qti-default-value><qti-value>5</qti-value></qti-default-value>"
    declarations = (outcome("A", "float", default), outcome("B", "integer"), outcome("C"), SCORE)
    outcomes = read_item(item(declare(correct=["x"]), *declarations)).score("x").outcomes
    assert (outcomes["A"], outcomes["B"], outcomes["C"], outcomes["SCORE"]) == (5.0, 0, None, 1.0)


def test_a_value_is_fitted_to_the_declared_kind() -> None:
    many = '<qti-outcome-declaration identifier="MANY" cardinality="multiple" base-type="identifier"/>'
    rules = set_outcome("MANY", base("A", "identifier")) + set_outcome("N", f(2.0)) + set_outcome("SCORE", i(2))
    outcomes = read_item(item(declare(), many, outcome("N", "integer"), SCORE, rules=rules)).score("x").outcomes
    assert outcomes["MANY"] == Multiple(("A",))
    assert (type(outcomes["N"]), type(outcomes["SCORE"])) == (int, float)


def test_variables_that_are_not_declared_are_noted_and_null() -> None:
    read = read_item(item(declare(), rules=set_outcome("SCORE", '<qti-variable identifier="GONE"/>')))
    assert [note.split(": ", 1)[0] for note in read.notes] == ["line 4", "line 4"]
    assert read.score("A").score == 0


# --- tests


TEST_XML = """<qti-assessment-test xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0" identifier="t" title="T">
<qti-outcome-declaration identifier="SCORE" cardinality="single" base-type="float"/>
<qti-outcome-declaration identifier="RIGHT" cardinality="single" base-type="integer"/>
<qti-outcome-declaration identifier="GRADE" cardinality="single" base-type="identifier"/>
<qti-test-part identifier="p" navigation-mode="linear" submission-mode="individual">
<qti-assessment-section identifier="s1" title="S" visible="true">
<qti-assessment-item-ref identifier="q1" href="q1.xml" category="hard">
<qti-weight identifier="W" value="3"/></qti-assessment-item-ref>
<qti-assessment-section identifier="s2" title="S" visible="true">
<qti-assessment-item-ref identifier="q2" href="q2.xml"/></qti-assessment-section>
</qti-assessment-section></qti-test-part>
<qti-outcome-processing>
<qti-set-outcome-value identifier="SCORE"><qti-sum>
<qti-test-variables variable-identifier="SCORE" weight-identifier="W"/></qti-sum></qti-set-outcome-value>
<qti-set-outcome-value identifier="RIGHT"><qti-number-correct/></qti-set-outcome-value>
<qti-outcome-condition><qti-outcome-if>
<qti-gt><qti-variable identifier="q1.SCORE"/><qti-base-value base-type="float">0</qti-base-value></qti-gt>
<qti-set-outcome-value identifier="GRADE"><qti-base-value base-type="identifier">PASS</qti-base-value>
</qti-set-outcome-value></qti-outcome-if><qti-outcome-else>
<qti-set-outcome-value identifier="GRADE"><qti-base-value base-type="identifier">FAIL</qti-base-value>
</qti-set-outcome-value></qti-outcome-else></qti-outcome-condition>
</qti-outcome-processing>
<qti-test-feedback outcome-identifier="GRADE" identifier="PASS" show-hide="show" access="atEnd" title="Done">
<qti-content-body><p>Passed.</p></qti-content-body></qti-test-feedback>
</qti-assessment-test>"""


def scored(answer: object) -> tuple[Item, object]:
    read = read_item(item(declare(correct=["B"]), SCORE, template="match_correct"))
    return read, read.score(answer)


def test_the_rules_of_a_test_see_its_items() -> None:
    test = read_test(TEST_XML)
    assert test.notes == ()
    assert [(ref.identifier, sorted(ref.sections)) for ref in test.references] == [("q1", ["s1"]), ("q2", ["s1", "s2"])]
    result = test.score({"q1": scored("B"), "q2": scored("B")})  # type: ignore[dict-item]  # a pair of item and result
    assert (result.score, result.max_score) == (4, 2)
    assert (result.outcomes["RIGHT"], result.outcomes["GRADE"], result.feedback[0].text) == (2, "PASS", "Passed.")
    failed = test.score({"q2": scored("B")})  # type: ignore[dict-item]
    assert (failed.score, failed.outcomes["GRADE"], failed.feedback) == (1, "FAIL", ())


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("<qti-number-correct/>", 1),
        ("<qti-number-incorrect/>", 0),
        ("<qti-number-presented/>", 1),
        ("<qti-number-responded/>", 1),
        ("<qti-number-selected/>", 2),
        ('<qti-number-selected section-identifier="s2"/>', 1),
        ('<qti-number-selected include-category="hard"/>', 1),
        ('<qti-number-selected exclude-category="hard"/>', 1),
        ('<qti-sum><qti-outcome-maximum outcome-identifier="SCORE"/></qti-sum>', None),
    ],
)
def test_a_test_counts_its_items(expression: str, value: int | None) -> None:
    begin, end = TEST_XML.index("<qti-outcome-processing>"), TEST_XML.index("<qti-test-feedback")
    rules = f"<qti-outcome-processing>{set_outcome('RIGHT', expression)}</qti-outcome-processing>"
    test = read_test(TEST_XML[:begin] + rules + TEST_XML[end:])
    assert test.score({"q1": scored("B")}).outcomes["RIGHT"] == value  # type: ignore[dict-item]


def test_a_test_without_rules_adds_its_items_up() -> None:
    begin, end = TEST_XML.index("<qti-outcome-processing>"), TEST_XML.index("<qti-test-feedback")
    test = read_test(TEST_XML[:begin] + TEST_XML[end:])
    result = test.score({"q1": scored("B"), "q2": scored("A")})  # type: ignore[dict-item]
    assert (result.score, result.max_score) == (1, 2)


def test_declared_bounds_of_outcomes_add_up() -> None:
    xml = item(declare(correct=["B"]), outcome("SCORE", "float", attributes='normal-maximum="2" normal-minimum="-1"'))
    read = read_item(xml)
    begin, end = TEST_XML.index("<qti-outcome-processing>"), TEST_XML.index("<qti-test-feedback")
    for name, value in [("maximum", 8), ("minimum", -4)]:
        bound = f'<qti-sum><qti-outcome-{name} outcome-identifier="SCORE" weight-identifier="W"/></qti-sum>'
        rules = f"<qti-outcome-processing>{set_outcome('SCORE', bound)}</qti-outcome-processing>"
        test = read_test(TEST_XML[:begin] + rules + TEST_XML[end:])
        assert test.score({name: (read, read.score("B")) for name in ("q1", "q2")}).score == value

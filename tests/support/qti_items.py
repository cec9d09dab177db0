"""QTI documents for tests: an item from its parts, and the items of the golden table."""

from __future__ import annotations

NAMESPACE = "http://www.imsglobal.org/xsd/imsqtiasi_v3p0"
TEMPLATES = "https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/"


def declare(
    identifier: str = "RESPONSE",
    cardinality: str = "single",
    base_type: str | None = "identifier",
    correct: list[str] | None = None,
    mapping: str = "",
) -> str:
    """Return a response declaration."""
    kind = f' base-type="{base_type}"' if base_type else ""
    values = "".join(f"<qti-value>{value}</qti-value>" for value in correct or [])
    key = f"<qti-correct-response>{values}</qti-correct-response>" if correct is not None else ""
    return (
        f'<qti-response-declaration identifier="{identifier}" cardinality="{cardinality}"{kind}>'
        f"{key}{mapping}</qti-response-declaration>"
    )


def mapping(entries: dict[str, float], attributes: str = "", entry_attributes: str = "") -> str:
    """Return a mapping."""
    inside = "".join(
        f'<qti-map-entry map-key="{key}" mapped-value="{value}" {entry_attributes}/>' for key, value in entries.items()
    )
    return f"<qti-mapping {attributes}>{inside}</qti-mapping>"


def areas(entries: list[tuple[str, str, float]], attributes: str = "") -> str:
    """Return an area mapping."""
    inside = "".join(
        f'<qti-area-map-entry shape="{shape}" coords="{coords}" mapped-value="{value}"/>'
        for shape, coords, value in entries
    )
    return f"<qti-area-mapping {attributes}>{inside}</qti-area-mapping>"


SCORE = '<qti-outcome-declaration identifier="SCORE" cardinality="single" base-type="float"/>'


def outcome(identifier: str, base_type: str = "identifier", inside: str = "", attributes: str = "") -> str:
    """Return an outcome declaration."""
    return (
        f'<qti-outcome-declaration identifier="{identifier}" cardinality="single" base-type="{base_type}" '
        f"{attributes}>{inside}</qti-outcome-declaration>"
    )


def choices(*identifiers: str, most: int = 1, response: str = "RESPONSE") -> str:
    """Return a choice interaction."""
    inside = "".join(f'<qti-simple-choice identifier="{one}">{one}</qti-simple-choice>' for one in identifiers)
    return (
        f'<qti-choice-interaction response-identifier="{response}" max-choices="{most}">{inside}'
        "</qti-choice-interaction>"
    )


def bare(kind: str, attributes: str = "", inside: str = "", response: str = "RESPONSE") -> str:
    """Return an interaction of any kind."""
    return f'<qti-{kind}-interaction response-identifier="{response}" {attributes}>{inside}</qti-{kind}-interaction>'


def processing(rules: str) -> str:
    """Return response processing with rules of its own."""
    return f"<qti-response-processing>{rules}</qti-response-processing>"


def set_outcome(identifier: str, expression: str) -> str:
    """Return the rule that sets an outcome."""
    return f'<qti-set-outcome-value identifier="{identifier}">{expression}</qti-set-outcome-value>'


def base(value: object, base_type: str = "float") -> str:
    """Return a constant."""
    return f'<qti-base-value base-type="{base_type}">{value}</qti-base-value>'


def condition(*branches: tuple[str, str], otherwise: str = "") -> str:
    """Return a condition from pairs of expression and rules."""
    names = ["qti-response-if", *["qti-response-else-if"] * (len(branches) - 1)]
    inside = "".join(f"<{name}>{test}{rules}</{name}>" for name, (test, rules) in zip(names, branches, strict=True))
    last = f"<qti-response-else>{otherwise}</qti-response-else>" if otherwise else ""
    return f"<qti-response-condition>{inside}{last}</qti-response-condition>"


RESPONSE = '<qti-variable identifier="RESPONSE"/>'
IS_CORRECT = f'<qti-match>{RESPONSE}<qti-correct identifier="RESPONSE"/></qti-match>'


def item(
    *declarations: str,
    body: str = "",
    template: str | None = None,
    rules: str = "",
    after: str = "",
    attributes: str = 'adaptive="false"',
    identifier: str = "item-1",
) -> str:
    """Return an item document."""
    named = f'<qti-response-processing template="{TEMPLATES}{template}"/>' if template else ""
    return (
        f'<qti-assessment-item xmlns="{NAMESPACE}" identifier="{identifier}" title="An item" time-dependent="false" '
        f"{attributes}>\n{''.join(declarations)}\n<qti-item-body>{body}</qti-item-body>\n"
        f"{named}{processing(rules) if rules else ''}{after}</qti-assessment-item>"
    )


def _ordered(*values: str) -> str:
    """Return a row of identifiers."""
    return f"<qti-ordered>{''.join(base(value, 'identifier') for value in values)}</qti-ordered>"


_FROM = f"<qti-gte>{RESPONSE}{base(10, 'integer')}</qti-gte>"
_TO = f"<qti-lte>{RESPONSE}{base(22, 'integer')}</qti-lte>"
_NEARLY = f"<qti-and>{_FROM}{_TO}</qti-and>"
_SLIDER_RULES = condition(
    (f"<qti-is-null>{RESPONSE}</qti-is-null>", set_outcome("SCORE", base(0))),
    (IS_CORRECT, set_outcome("SCORE", base(1))),
    (_NEARLY, set_outcome("SCORE", base(0.5))),
    otherwise=set_outcome("SCORE", base(0)),
)
_DRIVERS = ["DriverC", "DriverA", "DriverB"]
_PARTIAL_ORDER = condition(
    (IS_CORRECT, set_outcome("SCORE", base(2))),
    (f"<qti-match>{RESPONSE}{_ordered('DriverC', 'DriverB', 'DriverA')}</qti-match>", set_outcome("SCORE", base(1))),
    otherwise=set_outcome("SCORE", base(0)),
)
_PICTURE = '<object data="map.png" width="206" height="280" type="image/png"/>'
_OBJECTS = bare("position-object", 'max-choices="3"')

GOLDEN_ITEMS: dict[str, str] = {
    "choice": item(
        declare(correct=["ChoiceA"]), SCORE, body=choices("ChoiceA", "ChoiceB", "ChoiceC"), template="match_correct"
    ),
    "choice_multiple": item(
        declare(
            cardinality="multiple",
            correct=["H", "O"],
            mapping=mapping({"H": 1, "O": 1, "Cl": -1}, 'lower-bound="0" upper-bound="2" default-value="-2"'),
        ),
        SCORE,
        body=choices("H", "He", "C", "O", "N", "Cl", most=0),
        template="map_response",
    ),
    "order": item(
        declare(cardinality="ordered", correct=_DRIVERS), SCORE, body=bare("order"), template="match_correct"
    ),
    "order_partial_scoring": item(
        declare(cardinality="ordered", correct=_DRIVERS), SCORE, body=bare("order"), rules=_PARTIAL_ORDER
    ),
    "associate": item(
        declare(
            cardinality="multiple",
            base_type="pair",
            correct=["A P", "C M", "D L"],
            mapping=mapping({"A P": 2, "C M": 1, "D L": 1}),
        ),
        SCORE,
        body=bare("associate", 'max-associations="3"'),
        template="map_response",
    ),
    "match": item(
        declare(
            cardinality="multiple",
            base_type="directedPair",
            correct=["C R", "D M", "L M", "P T"],
            mapping=mapping({"C R": 1, "D M": 0.5, "L M": 0.5, "P T": 1}),
        ),
        SCORE,
        body=bare("match", 'max-associations="4"'),
        template="map_response",
    ),
    "gap_match": item(
        declare(
            cardinality="multiple",
            base_type="directedPair",
            correct=["W G1", "Su G2"],
            mapping=mapping({"W G1": 1, "Su G2": 2}, 'lower-bound="0" default-value="-1"'),
        ),
        SCORE,
        body=bare("gap-match"),
        template="map_response",
    ),
    "text_entry": item(
        declare(base_type="string", correct=["York"], mapping=mapping({"York": 1, "york": 0.5})),
        SCORE,
        body=f"<p>{bare('text-entry')}</p>",
        template="map_response",
    ),
    "inline_choice": item(
        declare(correct=["Y"]), SCORE, body=f"<p>{bare('inline-choice')}</p>", template="match_correct"
    ),
    "hottext": item(declare(correct=["B"]), SCORE, body=bare("hottext"), template="match_correct"),
    "hotspot": item(declare(correct=["A"]), SCORE, body=bare("hotspot", inside=_PICTURE), template="match_correct"),
    "select_point": item(
        declare(base_type="point", correct=["102 113"], mapping=areas([("circle", "102,113,16", 1)])),
        SCORE,
        body=bare("select-point", 'max-choices="1"', _PICTURE),
        template="map_response_point",
    ),
    "graphic_order": item(
        declare(cardinality="ordered", correct=["A", "D", "C", "B"]),
        SCORE,
        body=bare("graphic-order", inside=_PICTURE),
        template="match_correct",
    ),
    "graphic_associate": item(
        declare(
            cardinality="multiple",
            base_type="pair",
            correct=["C B", "C D"],
            mapping=mapping({"A B": -1, "A C": -1, "A D": -1, "B C": 1, "B D": -1, "C D": 1}, 'lower-bound="0"'),
        ),
        SCORE,
        body=bare("graphic-associate", 'max-associations="3"', _PICTURE),
        template="map_response",
    ),
    "graphic_gap_match": item(
        declare(
            cardinality="multiple",
            base_type="directedPair",
            correct=["GLA A", "EDI B", "MAN C"],
            mapping=mapping({"GLA A": 1, "EDI B": 1, "MAN C": 1}, 'lower-bound="0" default-value="-1"'),
        ),
        SCORE,
        body=bare("graphic-gap-match", inside=_PICTURE),
        template="map_response",
    ),
    "position_object": item(
        declare(
            cardinality="multiple",
            base_type="point",
            correct=["118 184", "150 235", "96 114"],
            mapping=areas([("circle", "118,184,12", 1), ("circle", "150,235,12", 1), ("circle", "96,114,12", 1)]),
        ),
        SCORE,
        body=f"<qti-position-object-stage>{_PICTURE}{_OBJECTS}</qti-position-object-stage>",
        template="map_response_point",
    ),
    "slider": item(
        declare(base_type="integer", correct=["16"]),
        SCORE,
        body=bare("slider", 'lower-bound="0" upper-bound="100"'),
        rules=_SLIDER_RULES,
    ),
}

GOLDEN: list[tuple[str, object, float]] = [
    ("choice", "ChoiceA", 1),
    ("choice", "ChoiceB", 0),
    ("choice_multiple", ["H", "O"], 2),
    ("choice_multiple", ["O", "H", "H"], 2),
    ("choice_multiple", ["H", "O", "Cl"], 1),
    ("choice_multiple", ["H", "He"], 0),
    ("order", ["DriverC", "DriverA", "DriverB"], 1),
    ("order", ["DriverA", "DriverC", "DriverB"], 0),
    ("order_partial_scoring", ["DriverC", "DriverA", "DriverB"], 2),
    ("order_partial_scoring", ["DriverC", "DriverB", "DriverA"], 1),
    ("order_partial_scoring", ["DriverB", "DriverA", "DriverC"], 0),
    ("associate", ["A P", "C M", "D L"], 4),
    ("associate", ["P A", "C M"], 3),
    ("match", ["C R", "D M", "L M", "P T"], 3),
    ("match", ["R C", "D M"], 0.5),
    ("gap_match", ["W G1", "Su G2"], 3),
    ("gap_match", ["W G1", "W G2"], 0),
    ("text_entry", "York", 1),
    ("text_entry", "york", 0.5),
    ("text_entry", "YORK", 1),
    ("text_entry", "Leeds", 0),
    ("inline_choice", "Y", 1),
    ("hottext", "B", 1),
    ("hotspot", "A", 1),
    ("select_point", "110 120", 1),
    ("select_point", "10 10", 0),
    ("graphic_order", ["A", "D", "C", "B"], 1),
    ("graphic_associate", ["B C", "D C"], 2),
    ("graphic_associate", ["C B", "A B"], 0),
    ("graphic_gap_match", ["GLA A", "EDI B", "MAN C"], 3),
    ("graphic_gap_match", ["GLA A", "EDI C"], 0),
    ("position_object", ["118 184", "150 235", "96 114"], 3),
    ("position_object", ["118 184", "119 184", "0 0"], 1),
    ("slider", "16", 1),
    ("slider", "12", 0.5),
    ("slider", "50", 0),
    ("slider", None, 0),
]

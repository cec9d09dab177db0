"""JSON forms of QTI items for tests, one of every type."""

from __future__ import annotations

from typing import Any

PICTURE = {"data": "https://example.com/map.png", "width": 400, "height": 300, "type": "image/png"}


def form(
    kind: str,
    question: dict[str, Any],
    correct: list[Any],
    cardinality: str = "single",
    base_type: str = "identifier",
    **settings: Any,
) -> dict[str, Any]:
    """Return the form of an item with one interaction."""
    return {
        "format": "json",
        "identifier": f"{kind}-1",
        "title": f"An item of type {kind}",
        "type": kind,
        "interaction": {"type": kind, "responseIdentifier": "RESPONSE", "questionStructure": question, **settings},
        "responseDeclarations": [
            {
                "identifier": "RESPONSE",
                "cardinality": cardinality,
                "baseType": base_type,
                "correctResponse": {"value": correct},
            }
        ],
        "responseProcessing": {"templateType": "match_correct"},
    }


def choices(*identifiers: str) -> list[dict[str, Any]]:
    """Return choices by their identifiers."""
    return [{"identifier": one, "content": f"Choice <em>{one}</em>"} for one in identifiers]


def spots(*identifiers: str) -> list[dict[str, Any]]:
    """Return areas of a picture."""
    return [
        {"identifier": one, "shape": "circle", "coords": f"{10 + 20 * at},50,8", "label": f"Spot {one}"}
        for at, one in enumerate(identifiers)
    ]


FORMS: dict[str, dict[str, Any]] = {
    "choice": form("choice", {"prompt": "Which?", "choices": choices("A", "B")}, ["B"], maxChoices=1, shuffle=True),
    "order": form("order", {"prompt": "Sort.", "choices": choices("A", "B", "C")}, ["B", "A", "C"], "ordered"),
    "associate": form(
        "associate",
        {"prompt": "Pair.", "sourceChoices": choices("A", "B"), "targetChoices": choices("C", "D")},
        [["A", "C"], ["B", "D"]],
        "multiple",
        "pair",
        maxAssociations=2,
    ),
    "match": form(
        "match",
        {"prompt": "Match.", "sourceChoices": choices("A", "B"), "targetChoices": choices("C", "D")},
        ["A C", "B D"],
        "multiple",
        "directedPair",
        maxAssociations=2,
    ),
    "inline-choice": form("inline-choice", {"prompt": "It is", "inlineChoices": choices("A", "B")}, ["A"]),
    "text-entry": form(
        "text-entry",
        {"prompt": "Capital of France?"},
        ["Paris"],
        base_type="string",
        attributes={"expected-length": 5, "placeholder": "a city"},
    ),
    "extended-text": form("extended-text", {"prompt": "Write.", "expectedLines": 10}, [""], base_type="string"),
    "hottext": form(
        "hottext",
        {
            "prompt": "Select.",
            "text": '<p>A <hottext identifier="A">b</hottext> <hottext identifier="B">c</hottext></p>',
        },
        ["A", "B"],
        "multiple",
        maxChoices=0,
    ),
    "hotspot": form(
        "hotspot", {"prompt": "Where?", "object": PICTURE, "hotspots": spots("A", "B")}, ["A"], "multiple", maxChoices=2
    ),
    "select-point": form(
        "select-point", {"prompt": "Point.", "object": PICTURE}, ["200 150"], base_type="point", maxChoices=1
    ),
    "graphic-order": form(
        "graphic-order", {"prompt": "Sort.", "object": PICTURE, "orderChoices": spots("A", "B")}, ["B", "A"], "ordered"
    ),
    "graphic-associate": form(
        "graphic-associate",
        {"prompt": "Join.", "object": PICTURE, "associableHotspots": spots("A", "B", "C")},
        ["A B"],
        "multiple",
        "pair",
        maxAssociations=1,
    ),
    "graphic-gap-match": form(
        "graphic-gap-match",
        {
            "prompt": "Place.",
            "object": PICTURE,
            "gapImgs": [{"identifier": "G", "matchMax": 1, "object": PICTURE}],
            "gapTexts": [{"identifier": "T", "content": "text"}],
            "associableHotspots": spots("A", "B"),
        },
        ["G A", "T B"],
        "multiple",
        "directedPair",
    ),
    "gap-match": form(
        "gap-match",
        {
            "prompt": "Fill.",
            "gapTexts": choices("W", "X"),
            "text": 'The <gap identifier="G1"/> and <gap identifier="G2"/>',
        },
        [["W", "G1"], ["X", "G2"]],
        "multiple",
        "directedPair",
    ),
    "slider": form(
        "slider", {"prompt": "Set."}, [20.0], base_type="integer", **{"lower-bound": 0, "upper-bound": 50, "step": 5}
    ),
    "media": form("media", {"prompt": "Watch.", "object": PICTURE}, ["2"], base_type="integer", autostart=True),
    "drawing": form("drawing", {"prompt": "Draw.", "object": PICTURE}, [], base_type="file"),
    "upload": form("upload", {"prompt": "Hand in.", "allowedTypes": ["application/pdf"]}, [], base_type="file"),
}

TEST_FORM: dict[str, Any] = {
    "identifier": "unit-3-quiz",
    "title": "Unit 3 quiz",
    "timeLimit": 900,
    "qti-test-part": [
        {
            "identifier": "main",
            "navigationMode": "linear",
            "submissionMode": "individual",
            "qti-assessment-section": [
                {
                    "identifier": "warmup",
                    "title": "Warm-up & more",
                    "visible": True,
                    "qti-assessment-item-ref": [
                        {"identifier": "planets-02"},
                        {"identifier": "half", "href": "half.xml"},
                    ],
                }
            ],
        }
    ],
    "qti-outcome-declaration": [
        {"identifier": "SCORE", "baseType": "float", "normalMaximum": 3, "defaultValue": {"value": 0}}
    ],
}

STIMULUS_FORM: dict[str, Any] = {
    "identifier": "tides-passage",
    "title": "Tides",
    "content": '<p>The <span data-catalog-idref="c1">Moon</span> pulls.</p>',
    "catalogInfo": [{"id": "c1", "support": "linguistic-guidance", "content": "Earth's satellite"}],
}

"""The showcase: an item of every interaction type, a test over all of them, and stimuli of well-known names."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["ITEMS", "METADATA", "STIMULI", "TEST"]

_SPACE = "http://www.imsglobal.org/xsd/imsqtiasi_v3p0"
_TEMPLATES = "https://purl.imsglobal.org/spec/qti/v3p0/rptemplates"
_MEDIA = "https://media.lakeside.example/qti"
_FLOAT = '<qti-outcome-declaration identifier="SCORE" cardinality="single" base-type="float"/>'


def _item(kind: str, title: str, declarations: str, body: str, processing: str = "match_correct") -> str:
    """An item; the processing is the name of a template, rules, or empty."""
    if processing and not processing.startswith("<"):
        processing = f'<qti-response-processing template="{_TEMPLATES}/{processing}"/>'
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<qti-assessment-item xmlns="{_SPACE}" identifier="showcase-{kind}" '
        f'title="{title}" adaptive="false" time-dependent="false">\n{declarations}\n{_FLOAT}\n{body}\n'
        f"{processing}\n</qti-assessment-item>"
    )


def _declared(cardinality: str, base_type: str, *right: str, more: str = "") -> str:
    """A declaration of RESPONSE with its key."""
    values = "".join(f"<qti-value>{value}</qti-value>" for value in right)
    key = f"<qti-correct-response>{values}</qti-correct-response>" if right else ""
    return (
        f'<qti-response-declaration identifier="RESPONSE" cardinality="{cardinality}" base-type="{base_type}">'
        f"{key}{more}</qti-response-declaration>"
    )


def _mapped(*keys: str) -> str:
    """A mapping that shares one point between its keys, and takes a share for anything else."""
    share = 1 / len(keys)
    entries = "".join(f'<qti-map-entry map-key="{key}" mapped-value="{share:g}"/>' for key in keys)
    return f'<qti-mapping lower-bound="0" upper-bound="1" default-value="{-share:g}">{entries}</qti-mapping>'


def _body(kind: str, settings: str, inside: str) -> str:
    """A body with nothing but an interaction."""
    return (
        f'<qti-item-body><qti-{kind}-interaction response-identifier="RESPONSE"{settings}>{inside}'
        f"</qti-{kind}-interaction></qti-item-body>"
    )


def _each(name: str, texts: Mapping[str, str], settings: str = "") -> str:
    """Choices of one kind."""
    return "".join(f'<{name} identifier="{one}"{settings}>{text}</{name}>' for one, text in texts.items())


def _spots(name: str, places: Mapping[str, str], settings: str = "") -> str:
    """Round places in a picture."""
    return "".join(
        f'<{name} identifier="{one}" shape="circle" coords="{place},18"{settings}/>' for one, place in places.items()
    )


def _picture(file: str, about: str, width: int = 480, height: int = 320) -> str:
    return f'<object data="{_MEDIA}/{file}" type="image/png" width="{width}" height="{height}">{about}</object>'


def _prompt(text: str) -> str:
    return f"<qti-prompt>{text}</qti-prompt>"


_PLANETS = {"MERCURY": "60,160", "EARTH": "180,160", "JUPITER": "300,160", "NEPTUNE": "420,160"}
_HARBOR = {"PIER": "90,210", "LIGHTHOUSE": "380,60", "MARKET": "240,130"}
_ONCE = ' match-max="1"'

_FEEDBACK_RULES = """<qti-response-processing>
<qti-response-condition>
<qti-response-if>
<qti-match><qti-variable identifier="RESPONSE"/><qti-correct identifier="RESPONSE"/></qti-match>
<qti-set-outcome-value identifier="SCORE"><qti-base-value base-type="float">1</qti-base-value></qti-set-outcome-value>
<qti-set-outcome-value identifier="FEEDBACK"><qti-base-value base-type="identifier">RIGHT</qti-base-value></qti-set-outcome-value>
</qti-response-if>
<qti-response-else>
<qti-set-outcome-value identifier="SCORE"><qti-base-value base-type="float">0</qti-base-value></qti-set-outcome-value>
<qti-set-outcome-value identifier="FEEDBACK"><qti-base-value base-type="identifier">WRONG</qti-base-value></qti-set-outcome-value>
</qti-response-else>
</qti-response-condition>
</qti-response-processing>
<qti-modal-feedback outcome-identifier="FEEDBACK" identifier="RIGHT" show-hide="show"><qti-content-body><p>Yes: the Moon pulls the sea toward itself.</p></qti-content-body></qti-modal-feedback>
<qti-modal-feedback outcome-identifier="FEEDBACK" identifier="WRONG" show-hide="show"><qti-content-body><p>Read the first paragraph of the passage again.</p></qti-content-body></qti-modal-feedback>"""  # noqa: E501

ITEMS: Mapping[str, str] = {
    "choice": _item(
        "choice",
        "The cause of the tides",
        _declared("single", "identifier", "MOON"),
        '<qti-outcome-declaration identifier="FEEDBACK" cardinality="single" base-type="identifier"/>\n'
        '<qti-assessment-stimulus-ref identifier="Stimulus1" href="stimuli/Stimulus1.xml"/>\n'
        + _body(
            "choice",
            ' shuffle="true" max-choices="1"',
            _prompt("What causes most of the rise and fall of the sea?")
            + _each(
                "qti-simple-choice", {"MOON": "the Moon", "WIND": "the wind", "FISH": "large fish", "SHIPS": "ships"}
            ),
        ),
        _FEEDBACK_RULES,
    ),
    "text-entry": _item(
        "text-entry",
        "Minutes in two and a half hours",
        _declared("single", "integer", "150"),
        "<qti-item-body><p>Two and a half hours are "
        '<qti-text-entry-interaction response-identifier="RESPONSE" expected-length="4"/> minutes.</p></qti-item-body>',
    ),
    "extended-text": _item(
        "extended-text",
        "A rule that should change",
        _declared("single", "string"),
        '<qti-item-body><qti-extended-text-interaction response-identifier="RESPONSE" expected-lines="8">'
        + _prompt("Describe one rule of your school that you would change, and give two reasons.")
        + '</qti-extended-text-interaction><qti-rubric-block use="ext:criteria" view="scorer"><qti-content-body>'
        "<p>The rule is named, and both reasons are about that rule.</p></qti-content-body></qti-rubric-block>"
        "</qti-item-body>",
        "",
    ),
    "inline-choice": _item(
        "inline-choice",
        "Their, there or they are",
        _declared("single", "identifier", "THEIR"),
        "<qti-item-body><p>The twins forgot "
        '<qti-inline-choice-interaction response-identifier="RESPONSE" shuffle="true">'
        + _each("qti-inline-choice", {"THEIR": "their", "THERE": "there", "THEYRE": "they’re"})
        + "</qti-inline-choice-interaction> umbrellas.</p></qti-item-body>",
    ),
    "match": _item(
        "match",
        "Animals and their young",
        _declared(
            "multiple",
            "directedPair",
            "FROG TADPOLE",
            "BUTTERFLY CATERPILLAR",
            more=_mapped("FROG TADPOLE", "BUTTERFLY CATERPILLAR"),
        ),
        _body(
            "match",
            ' shuffle="true" max-associations="2"',
            _prompt("Match each animal with its young.")
            + "<qti-simple-match-set>"
            + _each("qti-simple-associable-choice", {"FROG": "frog", "BUTTERFLY": "butterfly"}, _ONCE)
            + "</qti-simple-match-set><qti-simple-match-set>"
            + _each(
                "qti-simple-associable-choice",
                {"TADPOLE": "tadpole", "CATERPILLAR": "caterpillar", "CALF": "calf"},
                _ONCE,
            )
            + "</qti-simple-match-set>",
        ),
        "map_response",
    ),
    "order": _item(
        "order",
        "From smallest to largest",
        _declared("ordered", "identifier", "EIGHTH", "QUARTER", "HALF", "WHOLE"),
        _body(
            "order",
            ' shuffle="true"',
            _prompt("Put the numbers in order, the smallest first.")
            + _each("qti-simple-choice", {"HALF": "1/2", "WHOLE": "1", "EIGHTH": "1/8", "QUARTER": "1/4"}),
        ),
    ),
    "associate": _item(
        "associate",
        "Words that mean the opposite",
        _declared("multiple", "pair", "HOT COLD", "EARLY LATE"),
        _body(
            "associate",
            ' shuffle="true" max-associations="2"',
            _prompt("Make two pairs of opposites.")
            + _each(
                "qti-simple-associable-choice", {"HOT": "hot", "EARLY": "early", "COLD": "cold", "LATE": "late"}, _ONCE
            ),
        ),
    ),
    "select-point": _item(
        "select-point",
        "Find the lighthouse",
        _declared(
            "single",
            "point",
            "380 60",
            more='<qti-area-mapping lower-bound="0" upper-bound="1" default-value="0">'
            '<qti-area-map-entry shape="circle" coords="380,60,18" mapped-value="1"/></qti-area-mapping>',
        ),
        _body(
            "select-point",
            ' max-choices="1"',
            _prompt("Click the lighthouse.") + _picture("harbor.png", "A map of a harbor with a lighthouse"),
        ),
        "map_response_point",
    ),
    "graphic-order": _item(
        "graphic-order",
        "Away from the Sun",
        _declared("ordered", "identifier", *_PLANETS),
        _body(
            "graphic-order",
            "",
            _prompt("Click the planets in the order of their distance from the Sun, the nearest first.")
            + _picture("planets.png", "Four planets")
            + _spots("qti-hotspot-choice", _PLANETS),
        ),
    ),
    "graphic-associate": _item(
        "graphic-associate",
        "The ferries",
        _declared("multiple", "pair", "PIER LIGHTHOUSE", "PIER MARKET"),
        _body(
            "graphic-associate",
            ' max-associations="2"',
            _prompt("The ferry runs from the pier to both other places. Draw its two routes.")
            + _picture("harbor.png", "A map of a harbor")
            + _spots("qti-associable-hotspot", _HARBOR, ' match-max="2"'),
        ),
    ),
    "graphic-gap-match": _item(
        "graphic-gap-match",
        "Names on the map",
        _declared("multiple", "directedPair", "A PIER", "B LIGHTHOUSE"),
        _body(
            "graphic-gap-match",
            "",
            _prompt("Put each sign where it belongs.")
            + _picture("harbor.png", "A map of a harbor")
            + f'<qti-gap-img identifier="A"{_ONCE}>{_picture("sign-boats.png", "Boats", 40, 20)}</qti-gap-img>'
            + f'<qti-gap-img identifier="B"{_ONCE}>{_picture("sign-light.png", "Light", 40, 20)}</qti-gap-img>'
            + _spots("qti-associable-hotspot", _HARBOR, _ONCE),
        ),
    ),
    "hotspot": _item(
        "hotspot",
        "The largest planet",
        _declared("single", "identifier", "JUPITER"),
        _body(
            "hotspot",
            ' max-choices="1"',
            _prompt("Click the largest planet.")
            + _picture("planets.png", "Four planets")
            + _spots("qti-hotspot-choice", _PLANETS),
        ),
    ),
    "hottext": _item(
        "hottext",
        "Find the verb",
        _declared("single", "identifier", "SLIDES"),
        _body(
            "hottext",
            ' max-choices="1"',
            _prompt("Choose the verb of the sentence.")
            + '<p>The wet <qti-hottext identifier="OTTER">otter</qti-hottext> '
            '<qti-hottext identifier="SLIDES">slides</qti-hottext> '
            '<qti-hottext identifier="QUICKLY">quickly</qti-hottext> down the bank.</p>',
        ),
    ),
    "slider": _item(
        "slider",
        "Water boils",
        _declared("single", "integer", "100"),
        _body(
            "slider",
            ' lower-bound="0" upper-bound="200" step="10"',
            _prompt("At how many degrees Celsius does water boil at sea level?"),
        ),
    ),
    "drawing": _item(
        "drawing",
        "Draw the leaf",
        _declared("single", "file"),
        _body("drawing", "", _prompt("Draw the veins into the leaf.") + _picture("leaf.png", "The outline of a leaf")),
        "",
    ),
    "media": _item(
        "media",
        "Listen to the river",
        _declared("single", "integer"),
        _body(
            "media",
            ' autostart="false" min-plays="1"',
            _prompt("Listen to the recording once before you go on.")
            + f'<object data="{_MEDIA}/river.mp3" type="audio/mpeg">The sound of a river</object>',
        ),
        "",
    ),
    "upload": _item(
        "upload",
        "A photograph of your model",
        _declared("single", "file"),
        _body("upload", "", _prompt("Upload a photograph of the bridge that you have built.")),
        "",
    ),
    "gap-match": _item(
        "gap-match",
        "Parts of a letter",
        _declared("multiple", "directedPair", "DEAR FIRST", "YOURS LAST"),
        _body(
            "gap-match",
            ' shuffle="true"',
            _prompt("Drag the words into the letter.")
            + _each("qti-gap-text", {"DEAR": "Dear", "YOURS": "Yours,", "HELLO": "Once upon a time"}, _ONCE)
            + '<p><qti-gap identifier="FIRST"/> Aunt Rosa, thank you for the compass. '
            '<qti-gap identifier="LAST"/> Felix</p>',
        ),
    ),
}
"""The XML of an item by its interaction type; identifiers are `showcase-` and the type."""

METADATA: Mapping[str, dict[str, object]] = {
    "choice": {
        "subject": "Science",
        "grade": "5",
        "difficulty": "medium",
        "humanApproved": True,
        "learningObjectiveSet": [{"source": "CASE", "learningObjectiveIds": ["lakeside-science-5-tides"]}],
    },
    "text-entry": {"subject": "Math", "grade": "4", "difficulty": "medium"},
    "match": {"subject": "Science", "grade": "1", "difficulty": "easy"},
    "order": {"subject": "Math", "grade": "4", "difficulty": "hard"},
}
"""What is said about some of the items."""


def _test_section(identifier: str, title: str, kinds: tuple[str, ...]) -> str:
    refs = "\n".join(
        f'<qti-assessment-item-ref identifier="showcase-{kind}" href="../assessment-items/showcase-{kind}"/>'
        for kind in kinds
    )
    return (
        f'<qti-assessment-section identifier="{identifier}" title="{title}" visible="true" required="true" '
        f'fixed="false">\n{refs}\n</qti-assessment-section>'
    )


TEST = f"""<?xml version="1.0" encoding="UTF-8"?>
<qti-assessment-test xmlns="{_SPACE}" identifier="showcase-test" title="One of every kind">
<qti-outcome-declaration identifier="SCORE" cardinality="single" base-type="float"><qti-default-value><qti-value>0</qti-value></qti-default-value></qti-outcome-declaration>
<qti-time-limits max-time="3600"/>
<qti-test-part identifier="words" navigation-mode="linear" submission-mode="individual">
{_test_section("choosing", "Choosing", ("choice", "inline-choice", "hottext", "order"))}
{_test_section("joining", "Joining", ("match", "associate", "gap-match"))}
{_test_section("writing", "Writing", ("text-entry", "extended-text", "slider"))}
</qti-test-part>
<qti-test-part identifier="pictures" navigation-mode="nonlinear" submission-mode="simultaneous">
{_test_section("places", "Places in a picture", ("hotspot", "select-point", "graphic-order", "graphic-associate", "graphic-gap-match"))}
{_test_section("files", "Files and media", ("drawing", "media", "upload"))}
</qti-test-part>
<qti-outcome-processing>
<qti-set-outcome-value identifier="SCORE"><qti-sum><qti-test-variables variable-identifier="SCORE"/></qti-sum></qti-set-outcome-value>
</qti-outcome-processing>
</qti-assessment-test>"""  # noqa: E501


def _stimulus(identifier: str, title: str, body: str, more: str = "") -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<qti-assessment-stimulus xmlns="{_SPACE}" identifier="{identifier}" '
        f'xml:lang="en" title="{title}">\n<qti-stimulus-body>{body}</qti-stimulus-body>{more}\n'
        "</qti-assessment-stimulus>"
    )


STIMULI: Mapping[str, str] = {
    "Stimulus1": _stimulus(
        "Stimulus1",
        "The Sea Comes Back",
        "<p>Twice a day the sea leaves the harbor, and twice a day it comes back. The boats lie on the mud and wait. "
        'It is the <span data-catalog-idref="moon">Moon</span> that pulls the water toward itself.</p>'
        "<p>On the far side of the Earth the sea rises as well, so that each place meets two hills of water a day.</p>",
        '<qti-catalog-info><qti-catalog id="moon"><qti-card support="linguistic-guidance"><qti-html-content>'
        "<p>the large round body that circles the Earth</p></qti-html-content></qti-card></qti-catalog>"
        "</qti-catalog-info>",
    ),
    "Stimulus2": _stimulus(
        "Stimulus2",
        "A Notice in the Library",
        "<p>The reading room is closed on Friday. Books that are due on Friday may be returned on Monday. Nobody pays "
        "a fine for the days between.</p>",
    ),
    "Stimulus-Upload1": _stimulus(
        "Stimulus-Upload1",
        "The Bridge of Paper",
        "<p>Fold ten sheets of paper so that together they span thirty centimeters and carry a bag of flour. Use no "
        "glue.</p>",
    ),
}
"""The XML of a stimulus by its identifier."""

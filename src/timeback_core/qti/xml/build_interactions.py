"""Interactions of a JSON form as XML, one builder for each type."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

from timeback_core.qti.xml.form import Form, element, has_block
from timeback_core.qti.xml.node import Node

__all__ = ["BUILDERS", "InteractionForm", "build_interaction"]

Content: TypeAlias = "tuple[Node | str, ...]"


class InteractionForm:
    """The `interaction` of an item's form: settings may stand in it, in its question or among its attributes."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.question = form.form("questionStructure")
        self._attributes = form.form("attributes")
        self.type = form.text("type")
        self.response = form.required("responseIdentifier")

    def setting(self, name: str) -> object:
        """Return a setting by its camelCase or dashed name."""
        for place in (self.form, self.question, self._attributes):
            value = place.get(name)
            if value is not None:
                return value
        return None

    def settings(self, **names: str) -> dict[str, object]:
        """Return attributes for settings: the attribute's name (with underscores) and the setting's."""
        return {attribute.replace("_", "-"): self.setting(name) for attribute, name in names.items()}

    def prompt(self) -> Content:
        """Return the `qti-prompt`, when there is one."""
        content = self.question.markup("prompt")
        return (element("qti-prompt", None, content),) if content else ()


def build_interaction(form: InteractionForm) -> Content:
    """Return the markup of an interaction; an unknown type is noted in the form's issues."""
    builder = BUILDERS.get(form.type)
    if builder is None:
        known = ", ".join(BUILDERS)
        shown = form.type or "undefined"
        form.form.issues.add(form.form.where("type"), f"Unsupported interaction type: {shown} (use one of {known})")
        return ()
    return builder(form)


def _choice(form: InteractionForm) -> Content:
    """Choose one or several."""
    choices = [
        element(
            "qti-simple-choice",
            {"identifier": choice.required("identifier"), "fixed": choice.get("fixed")},
            choice.markup("content"),
            _inline_feedback(choice),
        )
        for choice in form.question.forms("choices")
    ]
    attributes = {
        "shuffle": form.setting("shuffle") or False,
        "max-choices": _or(form.setting("maxChoices"), 1),
        "min-choices": form.setting("minChoices"),
    }
    return (_interaction(form, attributes, form.prompt(), tuple(choices)),)


def _inline_feedback(choice: Form) -> Content:
    """Return the feedback that stands in a choice."""
    content = choice.markup("feedbackInline")
    if not content:
        return ()
    attributes = {
        "outcome-identifier": choice.text("feedbackOutcomeIdentifier") or "FEEDBACK-INLINE",
        "identifier": choice.text("identifier"),
        "show-hide": "show",
    }
    return (element("qti-feedback-inline", attributes, content),)


def _order(form: InteractionForm) -> Content:
    """Put in order."""
    choices = [
        element(
            "qti-simple-choice",
            {"identifier": choice.required("identifier"), "fixed": choice.get("fixed")},
            choice.markup("content"),
        )
        for choice in form.question.forms("choices")
    ]
    attributes = {"shuffle": form.setting("shuffle") or False} | form.settings(orientation="orientation")
    return (_interaction(form, attributes, form.prompt(), tuple(choices)),)


def _associables(form: InteractionForm, name: str) -> Content:
    """Return the choices that can be put together."""
    return tuple(
        element(
            "qti-simple-associable-choice",
            {"identifier": choice.required("identifier"), "match-max": _or(choice.get("matchMax"), 1)},
            choice.markup("content"),
        )
        for choice in form.question.forms(name)
    )


def _associate(form: InteractionForm) -> Content:
    """Put together in pairs."""
    attributes = _association(form, default=1)
    names = ("sourceChoices", "targetChoices", "choices")
    return (_interaction(form, attributes, form.prompt(), *(_associables(form, name) for name in names)),)


def _match(form: InteractionForm) -> Content:
    """Match two sets."""
    sets = [
        element("qti-simple-match-set", None, _associables(form, name)) for name in ("sourceChoices", "targetChoices")
    ]
    return (_interaction(form, _association(form, default=1), form.prompt(), *sets),)


def _association(form: InteractionForm, default: int | None) -> dict[str, object]:
    """Return the settings of what is put together."""
    return {
        "shuffle": form.setting("shuffle") or False,
        "max-associations": _or(form.setting("maxAssociations"), default),
    }


def _inline_choice(form: InteractionForm) -> Content:
    """Choose within a sentence."""
    choices = [
        element("qti-inline-choice", {"identifier": choice.required("identifier")}, choice.markup("content"))
        for choice in form.question.forms("inlineChoices") or form.question.forms("choices")
    ]
    interaction = _interaction(form, {"shuffle": form.setting("shuffle") or False}, tuple(choices))
    prompt = form.question.markup("prompt")
    if has_block(prompt):
        return (element("div", None, prompt, element("p", None, interaction)),)
    return (element("div", None, element("p", None, prompt, " " if prompt else "", interaction)),)


def _text_entry(form: InteractionForm) -> Content:
    """Type a word or a number."""
    attributes = form.settings(expected_length="expectedLength", pattern_mask="patternMask")
    attributes["placeholder-text"] = _or(form.setting("placeholderText"), form.setting("placeholder"))
    interaction = element("div", None, element("p", None, _interaction(form, attributes)))
    prompt = form.question.markup("prompt")
    if not prompt:
        return (interaction,)
    return (element("div", None, prompt if has_block(prompt) else element("p", None, prompt)), interaction)


def _extended_text(form: InteractionForm) -> Content:
    """Write a text."""
    attributes = form.settings(
        expected_length="expectedLength",
        expected_lines="expectedLines",
        max_strings="maxStrings",
        min_strings="minStrings",
        pattern_mask="patternMask",
    )
    # the form has a `format` of its own (json or xml), so only the question's is the interaction's
    attributes["format"] = form.question.get("format")
    return (_interaction(form, attributes, form.prompt()),)


def _renamed(content: Content, old: str, new: str) -> Content:
    """Return a fragment with one element renamed throughout."""
    renamed: list[Node | str] = []
    for child in content:
        if isinstance(child, str):
            renamed.append(child)
        else:
            name = new if child.name == old else child.name
            inside = _renamed(child.children, old, new)
            renamed.append(Node(name, child.attributes, inside, child.namespace, child.prefix, child.line))
    return tuple(renamed)


def _as_blocks(content: Content) -> Content:
    """Return a fragment in a paragraph, unless it has blocks of its own."""
    return content if not content or has_block(content) else (element("p", None, content),)


def _hottext(form: InteractionForm) -> Content:
    """Choose words of a text."""
    text = _as_blocks(_renamed(form.question.markup("text"), "hottext", "qti-hottext"))
    return (_interaction(form, form.settings(max_choices="maxChoices", min_choices="minChoices"), form.prompt(), text),)


def _gap_match(form: InteractionForm) -> Content:
    """Fill the gaps of a text."""
    text = _as_blocks(_renamed(form.question.markup("text"), "gap", "qti-gap"))
    attributes = {"shuffle": form.setting("shuffle") or False} | form.settings(max_associations="maxAssociations")
    return (_interaction(form, attributes, form.prompt(), _gap_texts(form), text),)


def _gap_texts(form: InteractionForm) -> Content:
    """Return the texts that go into gaps."""
    return tuple(
        element(
            "qti-gap-text",
            {"identifier": choice.required("identifier"), "match-max": _or(choice.get("matchMax"), 1)},
            choice.markup("content"),
        )
        for choice in form.question.forms("gapTexts")
    )


def _object(form: Form) -> Content:
    """Return the `object` of a form, when there is one."""
    picture = form.form("object")
    if not picture.fields:
        return ()
    attributes = {
        "data": picture.text("data"),
        "width": picture.get("width"),
        "height": picture.get("height"),
        "type": picture.text("type") or picture.text("mediaType"),
    }
    return (element("object", attributes),)


def _hotspots(form: InteractionForm, name: str, tag: str = "qti-hotspot-choice") -> Content:
    """Return the areas of a picture."""
    spots: list[Node] = []
    for spot in form.question.forms(name):
        attributes: dict[str, object] = {
            "identifier": spot.required("identifier"),
            "shape": spot.required("shape"),
            "coords": spot.text("coords") or None,
            "hotspot-label": spot.text("label") or spot.text("hotspotLabel") or None,
        }
        if tag == "qti-associable-hotspot":
            attributes["match-max"] = _or(spot.get("matchMax"), 1)
        spots.append(element(tag, attributes))
    return tuple(spots)


def _hotspot(form: InteractionForm) -> Content:
    """Choose areas of a picture."""
    attributes = {"max-choices": _or(form.setting("maxChoices"), 1), "min-choices": form.setting("minChoices")}
    return (_interaction(form, attributes, form.prompt(), _object(form.question), _hotspots(form, "hotspots")),)


def _select_point(form: InteractionForm) -> Content:
    """Choose points of a picture."""
    attributes = {"max-choices": _or(form.setting("maxChoices"), 1), "min-choices": form.setting("minChoices")}
    return (_interaction(form, attributes, form.prompt(), _object(form.question)),)


def _graphic_order(form: InteractionForm) -> Content:
    """Put areas of a picture in order."""
    return (_interaction(form, {}, form.prompt(), _object(form.question), _hotspots(form, "orderChoices")),)


def _graphic_associate(form: InteractionForm) -> Content:
    """Put areas of a picture together."""
    spots = _hotspots(form, "associableHotspots", "qti-associable-hotspot")
    attributes = {"max-associations": _or(form.setting("maxAssociations"), 1)}
    return (_interaction(form, attributes, form.prompt(), _object(form.question), spots),)


def _graphic_gap_match(form: InteractionForm) -> Content:
    """Put pictures and texts on areas of a picture."""
    images = [
        element(
            "qti-gap-img",
            {"identifier": image.required("identifier"), "match-max": _or(image.get("matchMax"), 1)},
            _object(image),
        )
        for image in form.question.forms("gapImgs")
    ]
    spots = _hotspots(form, "associableHotspots", "qti-associable-hotspot")
    attributes = form.settings(max_associations="maxAssociations")
    parts = (form.prompt(), _object(form.question), tuple(images), _gap_texts(form), spots)
    return (_interaction(form, attributes, *parts),)


def _slider(form: InteractionForm) -> Content:
    """Choose a number on a scale."""
    attributes = form.settings(
        lower_bound="lowerBound", upper_bound="upperBound", step="step", orientation="orientation"
    )
    return (_interaction(form, attributes, form.prompt()),)


def _media(form: InteractionForm) -> Content:
    """Watch or listen."""
    attributes = {"autostart": form.setting("autostart") or False} | form.settings(
        min_plays="minPlays", max_plays="maxPlays", loop="loop"
    )
    return (_interaction(form, attributes, form.prompt(), _object(form.question)),)


def _drawing(form: InteractionForm) -> Content:
    """Draw on a picture."""
    return (_interaction(form, {}, form.prompt(), _object(form.question)),)


def _upload(form: InteractionForm) -> Content:
    """Hand in a file."""
    types = " ".join(str(kind) for kind in form.question.list("allowedTypes"))
    return (_interaction(form, {"type": types or None}, form.prompt()),)


def _interaction(form: InteractionForm, attributes: Mapping[str, object], *children: Node | str | Content) -> Node:
    """Return the interaction's element."""
    return element(f"qti-{form.type}-interaction", {"response-identifier": form.response} | dict(attributes), *children)


def _or(value: object, default: object) -> object:
    """Return a value, or the default for None."""
    return default if value is None else value


BUILDERS: Final[Mapping[str, Callable[[InteractionForm], Content]]] = {
    "choice": _choice,
    "order": _order,
    "associate": _associate,
    "match": _match,
    "inline-choice": _inline_choice,
    "text-entry": _text_entry,
    "extended-text": _extended_text,
    "hottext": _hottext,
    "gap-match": _gap_match,
    "hotspot": _hotspot,
    "select-point": _select_point,
    "graphic-order": _graphic_order,
    "graphic-associate": _graphic_associate,
    "graphic-gap-match": _graphic_gap_match,
    "slider": _slider,
    "media": _media,
    "drawing": _drawing,
    "upload": _upload,
}

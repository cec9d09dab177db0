"""The stored XML of a test, edited in place: what is not touched stays as its author wrote it, comments included.

Elements are known by their names alone, as the typed fields are derived.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, cast

from timeback_core.qti.xml import QTI_NAMESPACE, QtiXmlError
from timeback_core.qti.xml.node import find_illegal_character
from timeback_core.qti.xml.reading import decode_xml, parse_tree, require_lxml

if TYPE_CHECKING:
    from lxml import etree

    Element = etree._Element

__all__ = ["Tree"]

_PART: Final = "qti-test-part"
_SECTION: Final = "qti-assessment-section"
_REF: Final = "qti-assessment-item-ref"
_AFTER_PARTS: Final = frozenset({"qti-outcome-processing", "qti-test-feedback"})
_PROLOG: Final = re.compile(r"(?:\s+|\ufeff|<\?.*?\?>|<!--.*?-->)*", re.DOTALL)
# the published types know no default namespace
_NAMES: Final = cast("dict[str, str]", {None: QTI_NAMESPACE})
_STEP: Final = "  "

Forms = Sequence[Mapping[str, Any]]


class Tree:
    """A test's document.

    Args:
        xml: As it is stored.
        item_href: Gives the address of an item, for references without one.

    Raises:
        QtiXmlError: It is no XML that may be read.
    """

    def __init__(self, xml: str, item_href: Callable[[str], str] | None = None) -> None:
        require_lxml()
        self._root = parse_tree(decode_xml(xml))
        start = _PROLOG.match(xml)
        self._before = "" if start is None else start.group()
        self._after = self._written_after(xml)
        self._item_href = item_href or str

    def xml(self) -> str:
        """The document as text; what stands around its root element stays as it was."""
        return self._before + self.text_of(self._root) + self._after

    def _written_after(self, xml: str) -> str:
        """What stands behind the root element: white space, and in rare cases comments."""
        behind = "".join(self.text_of(one) for one in self._root.itersiblings())
        return behind + xml[len(xml.rstrip()) :]

    @staticmethod
    def text_of(element: Element) -> str:
        """One element as a document of its own."""
        from lxml import etree

        return etree.tostring(element, encoding="unicode", with_tail=False)

    def take_metadata(self) -> dict[str, str] | None:
        """Removes `<metadata>` with keys and values, which is not QTI, and says what it held; None: there was none."""
        found = [child for child in self._root.iterchildren() if _name(child) == "metadata"]
        said: dict[str, str] = {}
        for element in found:
            for item in (one for one in element.iter() if _name(one) == "item"):
                cells = {
                    _name(cell): "".join(cast("Iterator[str]", cell.itertext())).strip() for cell in item if _name(cell)
                }
                if cells.get("key"):
                    said[cells["key"]] = cells.get("value", "")
            _take_out(element)
        return said if found else None

    # ------------------------------------------------------------ finding

    def part(self, identifier: str) -> Element | None:
        """The test part of that identifier."""
        return next((one for one in self._parts() if one.get("identifier") == identifier), None)

    def section(self, part: Element, identifier: str) -> Element | None:
        """The section of that identifier, at any depth of a part."""
        return next((one for one in self.sections(part) if one.get("identifier") == identifier), None)

    def sections(self, part: Element) -> list[Element]:
        """The sections of a part at any depth, in their order."""
        return [one for one in part.iter() if _name(one) == _SECTION]

    def refs(self, section: Element) -> list[Element]:
        """The references of a section."""
        return _children(section, _REF)

    def ref(self, section: Element, identifier: str) -> Element | None:
        """The reference of a section to that item."""
        return next((one for one in self.refs(section) if one.get("identifier") == identifier), None)

    def _parts(self) -> list[Element]:
        return _children(self._root, _PART)

    # ------------------------------------------------------------ parts

    def add_part(self, form: Mapping[str, Any]) -> Element:
        """Adds a test part after the others."""
        parts = self._parts()
        part = self._made(_PART)
        if parts:
            _put_after(parts[-1], part)
        else:
            later = next((one for one in self._root.iterchildren() if _name(one) in _AFTER_PARTS), None)
            _put_before(later, self._root, part)
        self.set_part(part, form)
        return part

    def set_part(self, part: Element, form: Mapping[str, Any]) -> None:
        """Makes a part what a form says; its sections of the same identifiers stay, with what else is in them."""
        _set(part, identifier=form["identifier"])
        _set(part, **{"navigation-mode": form["navigationMode"], "submission-mode": form["submissionMode"]})
        wanted: Forms = form["qti-assessment-section"]
        names = [one["identifier"] for one in wanted]
        for section in _others(self.sections(part), names):
            for inner in _children(section, _SECTION):
                _move_before(section, inner)
            _take_out(section)
        for one in wanted:
            found = self.section(part, one["identifier"])
            # an element without children is false, so it is compared with None
            self.set_section(self._append(part, _SECTION) if found is None else found, one)
        if [section.get("identifier") for section in self.sections(part)] != names:
            self._arrange(part, names)

    def remove(self, element: Element) -> None:
        """Removes a part, a section or a reference, with all that is in it."""
        _take_out(element)

    # ------------------------------------------------------------ sections

    def add_section(self, part: Element, form: Mapping[str, Any]) -> Element:
        """Adds a section at the place that its sequence names, else after the others."""
        others = self.sections(part)
        place: int | None = form["sequence"]
        if place is not None and place <= len(others):
            section = self._made(_SECTION)
            _put_before(others[place - 1], part, section)
        else:
            section = self._append(part, _SECTION)
        self.set_section(section, form)
        return section

    def move_section(self, part: Element, section: Element, place: int) -> None:
        """Moves a section, with those in it, to a place among the others of its part."""
        moved = [section, *self.sections(section)[1:]]
        order = [one for one in self.sections(part) if one not in moved]
        order[place - 1 : place - 1] = moved
        if order != self.sections(part):
            self._rearrange(part, order)

    def set_section(self, section: Element, form: Mapping[str, Any]) -> None:
        """Makes a section what a form says; its references to the same items stay, with what else is in them."""
        flags = {name: "true" if form[name] else "false" for name in ("visible", "required", "fixed")}
        _set(section, identifier=form["identifier"], title=form["title"], **flags)
        wanted: Forms = form["qti-assessment-item-ref"]
        for ref in _others(self.refs(section), [one["identifier"] for one in wanted]):
            _take_out(ref)
        self.set_refs(section, wanted)

    def _arrange(self, part: Element, names: list[str]) -> None:
        """Puts sections in order by their identifiers."""
        found = {section.get("identifier"): section for section in reversed(self.sections(part))}
        self._rearrange(part, [found[name] for name in names])

    def _rearrange(self, part: Element, sections: list[Element]) -> None:
        """Puts sections in order, one after the other; those within others come out of them only where they have to."""
        outer = [section for section in sections if section.getparent() is part]
        nested = len(outer) != len(sections)
        if nested and [inner for one in outer for inner in self.sections(one)] == sections:
            moved = outer  # whole trees of sections change places
        elif nested:
            for section in sections:
                if section.getparent() is not part:
                    _put_after(_children(part, _SECTION)[-1], section)
            moved = sections
        else:
            moved = sections
        _permute(_children(part, _SECTION), moved)

    # ------------------------------------------------------------ references

    def set_refs(self, section: Element, forms: Forms) -> None:
        """Orders references: those that are named first, in that order; those that are not there yet are added."""
        # of twins the first one is meant
        known = {ref.get("identifier"): ref for ref in reversed(self.refs(section))}
        named: list[Element] = []
        for form in forms:
            ref = known.get(form["identifier"])
            if ref is None:
                ref = self._append_ref(section)
                _set(ref, identifier=form["identifier"], href=form["href"] or self._item_href(form["identifier"]))
            elif form["href"] is not None:
                _set(ref, href=form["href"])
            named.append(ref)
        refs, first = self.refs(section), set(named)
        _permute(refs, [*named, *(ref for ref in refs if ref not in first)])

    def add_ref(self, section: Element, form: Mapping[str, Any]) -> None:
        """Adds a reference at the place that its sequence names, else after the others."""
        refs = self.refs(section)
        place: int | None = form["sequence"]
        if place is not None and place <= len(refs):
            ref = self._made(_REF)
            _put_before(refs[place - 1], section, ref)
        else:
            ref = self._append_ref(section)
        _set(ref, identifier=form["identifier"], href=form["href"] or self._item_href(form["identifier"]))

    def _append_ref(self, section: Element) -> Element:
        refs = self.refs(section)
        if not refs:
            return self._append(section, _REF)
        ref = self._made(_REF)
        _put_after(refs[-1], ref)
        return ref

    # ------------------------------------------------------------ elements

    def _made(self, name: str) -> Element:
        return self._root.makeelement(f"{{{QTI_NAMESPACE}}}{name}", nsmap=_NAMES)

    def _append(self, parent: Element, name: str) -> Element:
        """A new element after those of its kind, else at the end."""
        element = self._made(name)
        same = _children(parent, name)
        if same:
            _put_after(same[-1], element)
        else:
            _put_before(None, parent, element)
        return element


def _name(element: Element) -> str:
    """The local name; empty for comments and processing instructions."""
    tag = cast("object", element.tag)
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _children(parent: Element, name: str) -> list[Element]:
    return [child for child in parent.iterchildren() if _name(child) == name]


def _others(elements: list[Element], names: Sequence[str]) -> list[Element]:
    """Those of other identifiers, and those that have an identifier again."""
    left: set[str | None] = set(names)
    found: list[Element] = []
    for element in elements:
        identifier = element.get("identifier")
        if identifier not in left:
            found.append(element)
        left.discard(identifier)
    return found


def _set(element: Element, **attributes: str) -> None:
    for name, value in attributes.items():
        illegal = find_illegal_character(value)
        if illegal is not None:
            raise QtiXmlError(f"the character {illegal!r} cannot stand in XML; remove it")
        element.set(name, value)


# ---------------------------------------------------------------- white space goes with the place, not the element


def _space_before(element: Element) -> str | None:
    """The text in front of an element."""
    previous = element.getprevious()
    if previous is not None:
        return previous.tail
    parent = element.getparent()
    return None if parent is None else parent.text


def _is_blank(text: str | None) -> bool:
    return not (text or "").strip()


def _take_out(element: Element) -> None:
    """Removes an element and one of the two spaces around it."""
    parent = element.getparent()
    if parent is None:
        return
    previous, space = element.getprevious(), element.tail
    parent.remove(element)
    if previous is not None:
        if _is_blank(previous.tail):
            previous.tail = space
    elif _is_blank(parent.text):
        parent.text = space if len(parent) else None
    element.tail = None


def _put_before(later: Element | None, parent: Element, element: Element) -> None:
    """Puts an element in front of another, or at the end of its parent."""
    if later is not None:
        space = _space_before(later)
        later.addprevious(element)
        element.tail = space if _is_blank(space) else None
    elif len(parent):
        _put_after(parent[-1], element)
    else:
        around = _space_before(parent)
        lined = around is not None and "\n" in around and _is_blank(around)
        parent.append(element)
        if lined and _is_blank(parent.text):
            parent.text, element.tail = f"{around}{_STEP}", around


def _put_after(earlier: Element, element: Element) -> None:
    """Puts an element after another."""
    if element.getparent() is not None:
        _take_out(element)
    space, end = _space_before(earlier), earlier.tail
    earlier.tail = None
    earlier.addnext(element)
    element.tail = end
    earlier.tail = space if _is_blank(space) else None


def _move_before(later: Element, element: Element) -> None:
    _take_out(element)
    parent = later.getparent()
    if parent is not None:
        _put_before(later, parent, element)


def _permute(places: list[Element], elements: list[Element]) -> None:
    """Puts elements into the places that the same elements have in another order; the spaces between them stay."""
    from lxml import etree

    if places == elements:
        return
    tails = [place.tail for place in places]
    parent = places[0].getparent()
    if parent is None:
        return
    marks: list[Element] = []
    for place in places:
        mark = cast("Element", etree.Comment("place"))
        parent.replace(place, mark)
        marks.append(mark)
    for mark, element, tail in zip(marks, elements, tails, strict=True):
        parent.replace(mark, element)
        element.tail = tail

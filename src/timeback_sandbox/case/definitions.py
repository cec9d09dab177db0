"""What a package defines, as its own items look it up: types, subjects, concepts, licences; and links in general."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from typing import Any, cast

from msgspec import UNSET, UnsetType

from timeback_sandbox.case.addresses import is_absolute
from timeback_sandbox.case.bodies import Link
from timeback_sandbox.case.forms import DefinitionsForm
from timeback_sandbox.case.words import is_uuid

__all__ = ["Definitions", "given_link"]


def given_link(value: object) -> Link | None:
    """The link that an uploaded object is; None when it is none that could be answered."""
    if not isinstance(value, dict):
        return None
    members = cast("dict[str, object]", value)
    sourced_id, title, uri = (
        members.get("identifier", members.get("sourcedId")),
        members.get("title"),
        members.get("uri"),
    )
    if not isinstance(sourced_id, str) or not isinstance(uri, str) or not is_uuid(sourced_id) or not is_absolute(uri):
        return None
    return Link(sourced_id=sourced_id, title=title if isinstance(title, str) else "", uri=uri)


class Definitions:
    """The definitions of one package.

    Args:
        form: As uploaded; UNSET for none.
    """

    def __init__(self, form: DefinitionsForm | UnsetType) -> None:
        self._types: dict[str, Link] = {}
        self._types_by_title: dict[str, Link] = {}
        self._licenses: dict[str, Link] = {}
        self._subjects: dict[str, Link] = {}
        self._concepts: dict[str, tuple[int, Link]] = {}
        self._of_subjects: dict[tuple[str, ...], list[Link] | None] = {}
        if form is UNSET:
            return
        for link, _ in _entries(form.cf_item_types):
            self._types_by_title.setdefault(link.title, link)
            _name(self._types, link)
        for link, _ in _entries(form.cf_licenses):
            _name(self._licenses, link)
        for link, _ in _entries(form.cf_subjects):
            self._subjects.setdefault(link.title, link)
        for position, (link, entry) in enumerate(_entries(form.cf_concepts)):
            keywords = entry.get("keywords")
            words = keywords.split(",") if isinstance(keywords, str) else []
            for word in (link.title, *(word.strip() for word in words)):
                self._concepts.setdefault(word, (position, link))

    def item_type(self, value: object, title: str) -> Link | None:
        """The type of an item, from what its `CFItemTypeURI` and its `CFItemType` say."""
        found = _find(self._types, value) if isinstance(value, str) else given_link(value)
        return found or self._types_by_title.get(title)

    def license(self, value: object) -> Link | None:
        """The licence that an object is, or that a text names; one that is not defined gets an id of its own."""
        if not isinstance(value, str):
            return given_link(value)
        found = _find(self._licenses, value)
        if found is None and is_absolute(value):
            sourced_id = str(uuid.uuid5(uuid.NAMESPACE_URL, value))
            found = self._licenses[value] = Link(sourced_id=sourced_id, title="License", uri=value)
        return found

    def subjects(self, value: object, subject: list[str] | None) -> list[Link] | None:
        """The subjects that a list of objects are, else those defined that are named so."""
        if isinstance(value, list):
            links = [link for one in cast("list[object]", value) if (link := given_link(one)) is not None]
            if links:
                return links
        if not subject or not self._subjects:
            return None
        key = tuple(subject)
        if key not in self._of_subjects:
            named = dict.fromkeys(key)
            self._of_subjects[key] = [self._subjects[name] for name in named if name in self._subjects] or None
        return self._of_subjects[key]

    def concept(self, value: object, keywords: list[str] | None) -> Link | None:
        """The concept that an object is, else the first one defined that has one of the keywords."""
        found = given_link(value)
        if found is not None or not keywords or not self._concepts:
            return found
        named = [self._concepts[word] for word in keywords if word in self._concepts]
        return min(named, key=lambda one: one[0])[1] if named else None


def _entries(entries: Sequence[Any] | UnsetType) -> Iterator[tuple[Link, dict[str, object]]]:
    """The entries of a list of definitions that can be answered as links."""
    for entry in () if isinstance(entries, UnsetType) else entries:
        link = given_link(entry)
        if link is not None:
            yield link, entry


def _name(names: dict[str, Link], link: Link) -> None:
    """Has a link be found by its address, and by its id, whatever the id's case."""
    names.setdefault(link.uri, link)
    names.setdefault(link.sourced_id.lower(), link)


def _find(names: dict[str, Link], name: str) -> Link | None:
    found = names.get(name)
    return names.get(name.lower()) if found is None and is_uuid(name) else found

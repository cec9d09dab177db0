"""Changing parts of a stored test: its XML is edited in place, and everything else is derived from it again."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, cast

from sqlalchemy import Connection

from timeback_core.qti.xml import QtiXmlError, derive_test, read_document, to_content
from timeback_sandbox.moments import instant_of
from timeback_sandbox.qti import records
from timeback_sandbox.qti.addresses import item_hrefs
from timeback_sandbox.qti.problems import conflict, missing, refused
from timeback_sandbox.qti.tables import ITEMS, TESTS
from timeback_sandbox.qti.tests_drafts import draft_from
from timeback_sandbox.qti.tests_forms import Form
from timeback_sandbox.qti.tests_tree import Tree
from timeback_sandbox.serving import Call
from timeback_sandbox.statements import ConnectionReader

if TYPE_CHECKING:
    from timeback_sandbox.qti.tests_tree import Element

__all__ = ["NO_PART", "NO_SECTION", "NO_TEST", "EditedTest", "edited", "part_answer", "part_in", "section_in"]

NO_TEST: Final = "Assessment test not found"
NO_PART: Final = "Test part not found"
NO_SECTION: Final = "Section not found"
NO_REF: Final = "Assessment item reference not found"
_STAMPS: Final = ("createdAt", "updatedAt", "__v")


class EditedTest:
    """A test that is being changed.

    Args:
        connection: Within a write transaction.
        row: The test, from the database.
        item_href: Gives the address of an item, for references without one.
    """

    def __init__(self, connection: Connection, row: Any, item_href: Callable[[str], str]) -> None:
        self._connection = connection
        self._tree = Tree(row.raw_xml, item_href)
        self.fields: dict[str, Any] = records.read_document_fields(row.structure)
        for name in _STAMPS:
            self.fields.pop(name, None)

    def settle(self) -> str:
        """Derives what the edited document says, and returns the document."""
        xml = self._tree.xml()
        self.fields["qti-test-part"] = derive_test(read_document(xml, "test"))["qti-test-part"]
        return xml

    # ------------------------------------------------------------ parts

    def add_part(self, form: Form) -> None:
        """Adds a test part."""
        if self._tree.part(form["identifier"]) is not None:
            raise conflict("Test part with this identifier already exists")
        self._tree.add_part(form)

    def set_part(self, part_id: str, form: Form) -> None:
        """Replaces a test part."""
        self._tree.set_part(self._part(part_id), form)

    def remove_part(self, part_id: str) -> None:
        """Removes a test part."""
        self._tree.remove(self._part(part_id))

    def check_section(self, part_id: str, section_id: str | None = None) -> None:
        """Refuses a part, or a section in it, that is not there."""
        part = self._part(part_id)
        if section_id is not None:
            self._section(part, section_id)

    # ------------------------------------------------------------ sections

    def add_section(self, part_id: str, form: Form) -> None:
        """Adds a section to a part."""
        part = self._part(part_id)
        if self._tree.section(part, form["identifier"]) is not None:
            raise refused(400, "Section with this identifier already exists")
        self._tree.add_section(part, form)

    def set_section(self, part_id: str, section_id: str, form: Form) -> None:
        """Replaces a section; it moves when the form gives it another place."""
        part = self._part(part_id)
        section = self._section(part, section_id)
        self._tree.set_section(section, form)
        if form["sequence"] is not None:
            self._tree.move_section(part, section, form["sequence"])

    def remove_section(self, part_id: str, section_id: str) -> None:
        """Removes a section."""
        self._tree.remove(self._section(self._part(part_id), section_id))

    # ------------------------------------------------------------ references

    def add_ref(self, part_id: str, section_id: str, form: Form) -> None:
        """Adds a reference to an item that exists."""
        section = self._section(self._part(part_id), section_id)
        if self._tree.ref(section, form["identifier"]) is not None:
            raise refused(400, "Assessment item already exists in section")
        if not records.exists(ConnectionReader(self._connection), ITEMS, form["identifier"]):
            raise missing("Assessment item not found")
        self._tree.add_ref(section, form)

    def remove_ref(self, part_id: str, section_id: str, item_id: str) -> None:
        """Removes a reference."""
        section = self._section(self._part(part_id), section_id)
        ref = self._tree.ref(section, item_id)
        if ref is None:
            raise missing(NO_REF)
        self._tree.remove(ref)

    def order_refs(self, part_id: str, section_id: str, forms: list[Form]) -> None:
        """Orders the references of a section: those that are named first, the others after them."""
        section = self._section(self._part(part_id), section_id)
        known = {ref.get("identifier") for ref in self._tree.refs(section)}
        if any(form["identifier"] not in known for form in forms):
            raise missing(NO_REF)
        self._tree.set_refs(section, forms)

    # ------------------------------------------------------------ finding

    def _part(self, identifier: str) -> Element:
        part = self._tree.part(identifier)
        if part is None:
            raise missing(NO_PART)
        return part

    def _section(self, part: Element, identifier: str) -> Element:
        section = self._tree.section(part, identifier)
        if section is None:
            raise missing(NO_SECTION)
        return section

    def part_xml(self, part_id: str) -> str:
        """The XML of a part alone."""
        return self._tree.text_of(self._part(part_id))


@contextmanager
def edited(call: Call, test_id: str, error: str) -> Generator[EditedTest]:
    """A test to change; it is stored when the block ends, unless the block refuses.

    Args:
        call: The request.
        test_id: Which test.
        error: What a refusal says of a change that XML cannot hold.

    Raises:
        QtiProblem: 404, there is no such test; 400, the change cannot be stored.
    """
    with call.store.write() as connection:
        row = records.find_row(connection, TESTS, test_id)
        if row is None:
            raise missing(NO_TEST)
        test = EditedTest(connection, row, item_hrefs(call))
        try:
            yield test
            xml = test.settle()
        except QtiXmlError as problem:
            raise refused(400, error, str(problem)) from None
        draft = draft_from(call.state.settings, test.fields, xml)
        records.replace(connection, TESTS, draft, instant_of(call.now), row.created_at)


# ---------------------------------------------------------------- typed fields


def part_in(fields: Mapping[str, Any], part_id: str) -> dict[str, Any]:
    """A test part, by the typed fields of its test.

    Raises:
        QtiProblem: 404, there is none of that identifier.
    """
    found = next((part for part in fields["qti-test-part"] if part["identifier"] == part_id), None)
    if found is None:
        raise missing(NO_PART)
    return cast("dict[str, Any]", found)


def section_in(fields: Mapping[str, Any], part_id: str, section_id: str) -> dict[str, Any]:
    """A section, by the typed fields of its test.

    Raises:
        QtiProblem: 404, there is none of that identifier, or no such part.
    """
    sections = part_in(fields, part_id)["qti-assessment-section"]
    found = next((section for section in sections if section["identifier"] == section_id), None)
    if found is None:
        raise missing(NO_SECTION)
    return cast("dict[str, Any]", found)


def part_answer(fields: Mapping[str, Any], part_id: str, xml: str) -> dict[str, Any]:
    """A test part as it is answered when it was written: with its XML, and that as JSON."""
    from timeback_core.qti.xml import read_xml

    return {**part_in(fields, part_id), "rawXml": xml, "content": to_content(read_xml(xml))}

# Written by tools/generate_sync.py from timeback_core/qti/test_parts.py; changes belong there.
"""What a test is made of: its parts, their sections, and the references to items in these."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Unpack

from timeback_core.model import Model
from timeback_core.qti._forms import filled_in
from timeback_core.qti.inputs_tests import (
    AssessmentItemRefInput,
    AssessmentSectionInput,
    ReorderItemsInput,
    TestPartInput,
)
from timeback_core.qti.models import AssessmentItemRef, AssessmentSection, DeleteResponse, TestPart
from timeback_core.qti.test_parts import _order, _reference
from timeback_core.query import check_identifier
from timeback_core.sync.endpoint import delete, post, put
from timeback_core.sync.qti._base import QtiResource, Readable, WithXml
from timeback_core.sync.qti._lists import ModedList, PlainList
from timeback_core.transport.options import RequestOptions

__all__ = ["SectionItems", "Sections", "TestParts"]


class SectionItems(
    QtiResource,
    name="section_items",
    path="/assessment-tests/{test_id}/test-parts/{test_part_id}/sections/{section_id}/items",
    title="item reference",
):
    """The references to items in one section; made by ``sections(…).items(section_id)``."""

    __slots__ = ()

    @post("", key=None, body=AssessmentItemRefInput, arrange=_reference)
    def add(
        self,
        body: str | AssessmentItemRefInput | AssessmentItemRef | Mapping[str, Any],
        *,
        href: str | None = None,
        sequence: int | None = None,
        **options: Unpack[RequestOptions],
    ) -> AssessmentSection:
        """Add an item to the section, and return the section.

        Args:
            body: The item's identifier, or a reference to it.
            href: Where the item is; the service's own address of it unless given.
            sequence: The place in the section, from 1; the last one unless given.
            options: Options of the request.

        Raises:
            InputValidationError: The reference is wrong; nothing was sent.
            NotFoundError: The item, the section, the part or the test does not exist.
            BadRequestError: The item is in the section already.
            APIError: Any other refusal; see `timeback_core.errors`.

        Source:
            POST …/test-parts/{testPartIdentifier}/sections/{identifier}/items.
        """
        ...

    @delete("/{item_identifier}", gone_is_done=True)
    def remove(self, item_identifier: str, **options: Unpack[RequestOptions]) -> DeleteResponse:
        """Take an item out of the section; the item itself stays.

        Args:
            item_identifier: The item's identifier; not blank.
            options: Options of the request.

        Raises:
            NotFoundError: The section does not refer to it. A repetition after a broken attempt succeeds.
            InputValidationError: The identifier is blank.
            APIError: Any other refusal; see `timeback_core.errors`.

        Source:
            DELETE …/sections/{identifier}/items/{itemIdentifier}.
        """
        ...

    @put("/order", key=None, arrange=_order)
    def reorder(
        self,
        body: ReorderItemsInput
        | Mapping[str, Any]
        | Sequence[str | AssessmentItemRefInput | Model | Mapping[str, Any]],
        **options: Unpack[RequestOptions],
    ) -> AssessmentSection:
        """Change the order of the section's items, and return the section.

        Args:
            body: References or identifiers, in a list or as ``{"items": […]}``. References that were read and
                identifiers come in the order in which they are given; others by ``sequence`` if all have one. Items
                that are not named follow.
            options: Options of the request.

        Raises:
            InputValidationError: There is no item, or a reference is wrong; nothing was sent.
            NotFoundError: The section does not refer to an item that is named.
            APIError: Any other refusal; see `timeback_core.errors`.

        Source:
            PUT …/sections/{identifier}/items/order.
        """
        ...


class Sections(
    PlainList[AssessmentSection],
    Readable[AssessmentSection],
    name="sections",
    path="/assessment-tests/{test_id}/test-parts/{test_part_id}/sections",
    title="section",
):
    """The sections of one test part; made by ``test_parts(…).sections(test_part_id)``."""

    __slots__ = ()
    _scopes = (SectionItems,)
    _identifier_paths: ClassVar[Mapping[str, str]] = {"identifier": "sectionId"}

    def items(self, section_id: str) -> SectionItems:
        """Return the references to items in a section; nothing is fetched.

        Args:
            section_id: The section's identifier; not blank.

        Raises:
            InputValidationError: The identifier is blank.
        """
        checked = check_identifier(section_id, self._title, "sectionId")
        return SectionItems(self._channel, {**self._scope, "section_id": checked})

    @post("", key=None)
    def create(
        self, body: AssessmentSectionInput | AssessmentSection | Mapping[str, Any], **options: Unpack[RequestOptions]
    ) -> AssessmentSection:
        """Add a section to the part, and return it.

        Args:
            body: The section; it is visible unless it says otherwise.
            options: Options of the request.

        Raises:
            InputValidationError: The body is incomplete or wrong; nothing was sent.
            NotFoundError: The test or the part does not exist.
            BadRequestError: The part has a section of this identifier, or the server refuses it otherwise.
            APIError: Any other refusal; see `timeback_core.errors`.

        Source:
            POST /assessment-tests/{assessmentTestIdentifier}/test-parts/{testPartIdentifier}/sections.
        """
        ...

    @put("/{identifier}", key=None, arrange=filled_in("section"))
    def update(
        self,
        identifier: str,
        body: AssessmentSectionInput | AssessmentSection | Mapping[str, Any],
        **options: Unpack[RequestOptions],
    ) -> AssessmentSection:
        """Put a section in place of one that is there, and return it.

        Args:
            identifier: The section's identifier; the body's, too, unless it names one.
            body: The whole section, references included; one that was read may be changed and sent.
            options: Options of the request.

        Raises:
            InputValidationError: The body is incomplete or wrong; nothing was sent.
            NotFoundError: The test, the part or the section does not exist.
            BadRequestError: The server refuses it.
            APIError: Any other refusal; see `timeback_core.errors`.

        Source:
            PUT …/test-parts/{testPartIdentifier}/sections/{identifier}.
        """
        ...


class TestParts(
    ModedList[TestPart],
    WithXml[TestPart],
    name="test_parts",
    path="/assessment-tests/{test_id}/test-parts",
    title="test part",
):
    """The parts of one test; made by ``assessment_tests.test_parts(test_id)``."""

    __test__ = False  # no test class, whatever its name says to pytest
    __slots__ = ()
    _scopes = (Sections,)
    _identifier_paths: ClassVar[Mapping[str, str]] = {"identifier": "testPartId"}

    def sections(self, test_part_id: str) -> Sections:
        """Return the sections of a part; nothing is fetched.

        Args:
            test_part_id: The part's identifier; not blank.

        Raises:
            InputValidationError: The identifier is blank.
        """
        checked = check_identifier(test_part_id, self._title, "testPartId")
        return Sections(self._channel, {**self._scope, "test_part_id": checked})

    @post("", key=None)
    def create(self, body: TestPartInput | TestPart | Mapping[str, Any], **options: Unpack[RequestOptions]) -> TestPart:
        """Add a part to the test, and return it with its XML.

        Args:
            body: The part, with at least one section.
            options: Options of the request.

        Raises:
            InputValidationError: The body is incomplete or wrong; nothing was sent.
            NotFoundError: There is no such test.
            ConflictError: The test has a part of this identifier.
            BadRequestError: The server refuses it.
            APIError: Any other refusal; see `timeback_core.errors`.

        Source:
            POST /assessment-tests/{assessmentTestIdentifier}/test-parts.
        """
        ...

    @put("/{identifier}", key=None, arrange=filled_in("test part"))
    def update(
        self, identifier: str, body: TestPartInput | TestPart | Mapping[str, Any], **options: Unpack[RequestOptions]
    ) -> TestPart:
        """Put a part in place of one that is there, and return it with its XML.

        Args:
            identifier: The part's identifier; the body's, too, unless it names one.
            body: The whole part, sections included; one that was read may be changed and sent.
            options: Options of the request.

        Raises:
            InputValidationError: The body is incomplete or wrong; nothing was sent.
            NotFoundError: The test or the part does not exist.
            BadRequestError: The server refuses it.
            APIError: Any other refusal; see `timeback_core.errors`.

        Source:
            PUT /assessment-tests/{assessmentTestIdentifier}/test-parts/{identifier}.
        """
        ...

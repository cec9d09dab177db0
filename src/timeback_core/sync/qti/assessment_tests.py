# Written by tools/generate_sync.py from timeback_core/qti/assessment_tests.py; changes belong there.
"""Tests: parts, which hold sections, which refer to items."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Unpack

from timeback_core.errors import NotFoundError
from timeback_core.qti._base import XML
from timeback_core.qti.assessment_tests import _TITLE, _as_document, _updatable
from timeback_core.qti.inputs_tests import (
    CreateAssessmentTestInput,
    UpdateAssessmentTestInput,
    UpdateTestMetadataInput,
)
from timeback_core.qti.models import AssessmentTest, QuestionsResponse
from timeback_core.query import check_identifier
from timeback_core.sync.endpoint import get, post, put
from timeback_core.sync.qti._base import WithXml
from timeback_core.sync.qti._lists import ModedList
from timeback_core.sync.qti.test_parts import TestParts
from timeback_core.transport.options import RequestOptions

__all__ = ["AssessmentTests"]


class AssessmentTests(
    ModedList[AssessmentTest], WithXml[AssessmentTest], name="assessment_tests", path="/assessment-tests", title=_TITLE
):
    """Tests: parts, which hold sections, which refer to items."""

    __slots__ = ()
    _scopes = (TestParts,)

    def test_parts(self, test_id: str) -> TestParts:
        """Return the parts of a test; nothing is fetched.

        Args:
            test_id: The test's identifier; not blank.

        Raises:
            InputValidationError: The identifier is blank.
        """
        return TestParts(self._channel, {"test_id": check_identifier(test_id, _TITLE, "testId")})

    @post("", key=None)
    def create(
        self, body: CreateAssessmentTestInput | AssessmentTest | Mapping[str, Any], **options: Unpack[RequestOptions]
    ) -> AssessmentTest:
        """Create a test, and return it.

        Args:
            body: The test, with at least one part, which has at least one section. Items that are referred to need
                not exist.
            options: Options of the request.

        Raises:
            InputValidationError: The body is incomplete or wrong; every field is listed, nothing was sent.
            ConflictError: There is a test of this identifier.
            BadRequestError: The server refuses it.
            APIError: Any other refusal; see `timeback_core.errors`.

        Source:
            POST /assessment-tests.
        """
        ...

    @post("", key=None, content_type=XML, arrange=_as_document)
    def create_from_xml(self, xml: str | bytes, **options: Unpack[RequestOptions]) -> AssessmentTest:
        """Create a test from XML, and return it.

        Args:
            xml: The document, which is sent as it is; text goes out as UTF-8.
            options: Options of the request.

        Raises:
            InputValidationError: There is no document; nothing was sent.
            ConflictError: There is a test of this identifier.
            BadRequestError: The server refuses the document.
            APIError: Any other refusal; see `timeback_core.errors`.

        Source:
            POST /assessment-tests with ``application/xml``.
        """
        ...

    @put("/{identifier}", key=None, arrange=_updatable)
    def update(
        self,
        identifier: str,
        body: UpdateAssessmentTestInput | CreateAssessmentTestInput | AssessmentTest | Mapping[str, Any],
        **options: Unpack[RequestOptions],
    ) -> AssessmentTest:
        """Put a test in place of one that is there, and return it.

        The service replaces the test as a whole, and makes its XML anew: what only the XML of a test holds, such as
        outcome processing, is lost. Use `update_from_xml` for those, or change parts and sections one by one.

        Args:
            identifier: The test's identifier, which the body then has, too.
            body: The test; one that was read may be changed and sent.
            options: Options of the request.

        Raises:
            InputValidationError: The body is incomplete or wrong; nothing was sent.
            NotFoundError: There is no such test.
            BadRequestError: The server refuses it.
            APIError: Any other refusal; see `timeback_core.errors`.

        Source:
            PUT /assessment-tests/{identifier}.
        """
        ...

    @put("/{identifier}", key=None, content_type=XML, arrange=_as_document)
    def update_from_xml(self, identifier: str, xml: str | bytes, **options: Unpack[RequestOptions]) -> AssessmentTest:
        """Put a test from XML in place of one that is there, and return it.

        Args:
            identifier: The test's identifier; that of the document has to be the same.
            xml: The document, which is sent as it is; text goes out as UTF-8.
            options: Options of the request.

        Raises:
            InputValidationError: There is no document; nothing was sent.
            NotFoundError: There is no such test.
            BadRequestError: The server refuses the document.
            APIError: Any other refusal; see `timeback_core.errors`.

        Source:
            PUT /assessment-tests/{identifier} with ``application/xml``.
        """
        ...

    def upsert(
        self,
        identifier: str,
        body: UpdateAssessmentTestInput | CreateAssessmentTestInput | AssessmentTest | Mapping[str, Any],
        **options: Unpack[RequestOptions],
    ) -> AssessmentTest:
        """Put a test in place of one that is there, or create it, and return it.

        Args:
            identifier: The test's identifier.
            body: The test.
            options: Options of the requests.

        Raises:
            InputValidationError: The body is incomplete or wrong.
            APIError: Any refusal; see `timeback_core.errors`.

        Source:
            PUT /assessment-tests/{identifier}, and POST /assessment-tests when it is not found.
        """
        payload = _updatable({"identifier": identifier, "body": body})["body"]
        try:
            return self.update(identifier, payload, **options)
        except NotFoundError:
            return self.create(payload, **options)

    @put("/{identifier}/metadata", key=None)
    def update_metadata(
        self, identifier: str, body: UpdateTestMetadataInput | Mapping[str, Any], **options: Unpack[RequestOptions]
    ) -> AssessmentTest:
        """Put metadata in place of what is stored with a test, and return the test.

        Args:
            identifier: The test's identifier; not blank.
            body: ``{"metadata": {…}}``, or the metadata itself when it has no key ``metadata``.
            options: Options of the request.

        Returns:
            The test; ``is_valid_xml`` is not among the answer.

        Raises:
            InputValidationError: The metadata is no object; nothing was sent.
            NotFoundError: There is no such test.
            APIError: Any other refusal; see `timeback_core.errors`.

        Source:
            PUT /assessment-tests/{identifier}/metadata.
        """
        ...

    @get("/{identifier}/questions", key=None)
    def get_questions(self, identifier: str, **options: Unpack[RequestOptions]) -> QuestionsResponse:
        """Return all items of a test with their places in it, in order.

        Args:
            identifier: The test's identifier; not blank.
            options: Options of the request.

        Returns:
            The items; references to items that do not exist are left out.

        Raises:
            NotFoundError: There is no such test.
            InputValidationError: The identifier is blank.
            APIError: Any other refusal; see `timeback_core.errors`.

        Source:
            GET /assessment-tests/{identifier}/questions.
        """
        ...

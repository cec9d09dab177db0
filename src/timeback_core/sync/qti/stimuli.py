# Written by tools/generate_sync.py from timeback_core/qti/stimuli.py; changes belong there.
"""Stimuli: passages that items share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Unpack

from timeback_core.errors import NotFoundError
from timeback_core.inputs import overlaid
from timeback_core.qti._forms import xml_form
from timeback_core.qti.inputs import CreateStimulusInput, CreateStimulusXmlInput, UpdateStimulusInput
from timeback_core.qti.models import Stimulus
from timeback_core.qti.stimuli import _TITLE, _creatable, _named, _updatable
from timeback_core.sync.endpoint import post, put
from timeback_core.sync.qti._base import WithXml
from timeback_core.sync.qti._lists import PlainList
from timeback_core.transport.options import RequestOptions

__all__ = ["Stimuli"]


class Stimuli(PlainList[Stimulus], WithXml[Stimulus], name="stimuli", path="/stimuli", title=_TITLE):
    """Stimuli: passages that items share."""

    __slots__ = ()

    @post("", key=None, prepare=_creatable)
    def create(
        self,
        body: CreateStimulusInput | CreateStimulusXmlInput | Stimulus | Mapping[str, Any],
        **options: Unpack[RequestOptions],
    ) -> Stimulus:
        """Create a stimulus, and return it.

        Args:
            body: The JSON form, with XHTML as ``content``; the XML form when it holds ``xml`` or says ``format="xml"``.
                A stimulus that was read is sent by its XML.
            options: Options of the request.

        Raises:
            InputValidationError: The body is incomplete or wrong; nothing was sent.
            ConflictError: There is a stimulus of this identifier.
            BadRequestError: The server refuses it.
            APIError: Any other refusal; see `timeback_core.errors`.

        Source:
            POST /stimuli.
        """
        ...

    def create_from_xml(
        self,
        body_or_xml: str | bytes | CreateStimulusXmlInput | Mapping[str, Any],
        *,
        metadata: Mapping[str, Any] | None = None,
        **options: Unpack[RequestOptions],
    ) -> Stimulus:
        """Create a stimulus from XML, and return it.

        Args:
            body_or_xml: The document, which is kept character for character; or the XML form with it.
            metadata: What is known about the stimulus.
            options: Options of the request.

        Raises:
            InputValidationError: There is no document; nothing was sent.
            ConflictError: There is a stimulus of this identifier.
            BadRequestError: The server refuses the document.
            APIError: Any other refusal; see `timeback_core.errors`.

        Source:
            POST /stimuli.
        """
        given = {} if metadata is None else {"metadata": metadata}
        body: Any = overlaid(CreateStimulusXmlInput, xml_form(body_or_xml), given)
        return self.create(body, **options)

    @put("/{identifier}", key=None, arrange=_updatable)
    def update(
        self,
        identifier: str,
        body: UpdateStimulusInput | CreateStimulusInput | Mapping[str, Any],
        **options: Unpack[RequestOptions],
    ) -> Stimulus:
        """Put a stimulus in place of one that is there, and return it.

        The service replaces the stimulus as a whole: what is left out is removed. A stimulus that was read cannot be
        sent back, since it holds its content as parsed XML; give the XHTML.

        Args:
            identifier: The stimulus's identifier, which the body then has, too.
            body: The JSON form.
            options: Options of the request.

        Raises:
            InputValidationError: The body is incomplete or wrong; nothing was sent.
            NotFoundError: There is no such stimulus.
            BadRequestError: The server refuses it.
            APIError: Any other refusal; see `timeback_core.errors`.

        Source:
            PUT /stimuli/{identifier}.
        """
        ...

    def upsert(
        self,
        identifier: str,
        body: UpdateStimulusInput | CreateStimulusInput | Mapping[str, Any],
        **options: Unpack[RequestOptions],
    ) -> Stimulus:
        """Put a stimulus in place of one that is there, or create it, and return it.

        Args:
            identifier: The stimulus's identifier.
            body: The JSON form.
            options: Options of the requests.

        Raises:
            InputValidationError: The body is incomplete or wrong.
            APIError: Any refusal; see `timeback_core.errors`.

        Source:
            PUT /stimuli/{identifier}, and POST /stimuli when it is not found.
        """
        try:
            return self.update(identifier, body, **options)
        except NotFoundError:
            return self.create(_named(body, identifier), **options)

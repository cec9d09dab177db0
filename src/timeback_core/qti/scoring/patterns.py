r"""Regular expressions as XML Schema defines them, matched against a whole text.

They are evaluated by libxml2's own engine: the syntax is exactly the standard's (no anchors, `\i`, `\p{…}`, class
subtraction), and a pattern cannot make a match take exponential time as backtracking engines can.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Final

from timeback_core.qti.xml.node import escape_attribute
from timeback_core.qti.xml.reading import require_lxml

__all__ = ["compile_pattern"]

_LONGEST_PATTERN: Final = 2_000
_SCHEMA: Final = (
    '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:element name="v"><xs:simpleType>'
    '<xs:restriction base="xs:string"><xs:pattern value="{}"/></xs:restriction>'
    "</xs:simpleType></xs:element></xs:schema>"
)


@functools.lru_cache(maxsize=256)
def compile_pattern(pattern: str) -> Callable[[str], bool]:
    """Return what tells whether a text matches a pattern as a whole.

    Raises:
        ValueError: The pattern is no regular expression of XML Schema, or is longer than 2,000 characters.
    """
    if len(pattern) > _LONGEST_PATTERN:
        raise ValueError(f"the pattern is longer than {_LONGEST_PATTERN} characters")
    require_lxml()
    from lxml import etree

    try:
        schema = etree.XMLSchema(etree.fromstring(_SCHEMA.format(escape_attribute(pattern))))
    except (etree.XMLSchemaParseError, etree.XMLSyntaxError):
        raise ValueError(f"{pattern!r} is no regular expression of XML Schema (it has no ^, $ or lazy ones)") from None

    def matches(text: str) -> bool:
        element = etree.Element("v")
        try:
            element.text = text
        except ValueError:  # a character that no XML text may hold
            return False
        return schema.validate(element)

    return matches

"""Words of CASE, and how its members are named on the wire."""

from __future__ import annotations

import re
from typing import Final, Literal, get_args

__all__ = [
    "ADOPTION_STATUSES",
    "ASSOCIATION_TYPES",
    "CASE_VERSION",
    "CHILD_OF",
    "AssociationType",
    "OrderBy",
    "is_association_type",
    "wire_name",
]

AssociationType = Literal[
    "isChildOf",
    "isPeerOf",
    "isPartOf",
    "exactMatchOf",
    "precedes",
    "isRelatedTo",
    "replacedBy",
    "exemplar",
    "hasSkillLevel",
    "isTranslationOf",
]
"""The types that CASE 1.1 names; ``ext:`` and a word of one's own is a type, too, and servers take any text."""

ASSOCIATION_TYPES: Final[tuple[AssociationType, ...]] = get_args(AssociationType)
"""Every `AssociationType`."""

CHILD_OF: Final = "isChildOf"
"""The type that makes the hierarchy: the origin is the child, the destination the parent."""

ADOPTION_STATUSES: Final = ("Draft", "Private Draft", "Adopted", "Deprecated")
"""What frameworks commonly say of their adoption; it is free text."""

CASE_VERSION: Final = "1.1"

OrderBy = Literal["asc", "desc"]

_EXTENSION: Final = re.compile(r"ext:[A-Za-z0-9._-]+")
_CAPITALS: Final = {"uri": "URI", "url": "URL"}


def is_association_type(text: str) -> bool:
    """Tell whether CASE 1.1 knows a type of associations; others are never refused here.

    Args:
        text: The type's name on the wire.
    """
    return text in ASSOCIATION_TYPES or _EXTENSION.fullmatch(text) is not None


def wire_name(name: str) -> str:
    """Return the name of a member on the wire.

    >>> wire_name("cf_item_type_uri"), wire_name("official_source_url"), wire_name("full_statement")
    ('CFItemTypeURI', 'officialSourceURL', 'fullStatement')
    """
    first, *rest = name.split("_")
    return ("CF" if first == "cf" else first) + "".join(_CAPITALS.get(word) or word.title() for word in rest)

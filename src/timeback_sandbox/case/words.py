"""Names of members on the wire, and the words of the standard."""

from __future__ import annotations

import re
from typing import Annotated

from msgspec import Meta

__all__ = ["CHILD_OF", "UUID", "is_association_type", "is_uuid", "wire_name"]

_SHAPE = "[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}"
_UUID = re.compile(_SHAPE)
UUID = Annotated[str, Meta(pattern=f"^{_SHAPE}$", min_length=36, max_length=36)]
"""An id: of any version and variant, as published frameworks have them."""

CHILD_OF = "isChildOf"

_ASSOCIATION_TYPES = frozenset(
    {
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
    }
)
_EXTENSION = re.compile(r"ext:[A-Za-z0-9._-]+")
_CAPITALS = {"uri": "URI", "url": "URL"}
_ODD = {"license_text": "licenseUri", "item_type": "cfItemType"}


def is_uuid(text: str) -> bool:
    """Whether a text has the shape of a UUID."""
    return _UUID.fullmatch(text) is not None


def is_association_type(text: str) -> bool:
    """Whether the standard knows a type of associations.

    Source: CASE 1.1, `CFAssociation.associationType`.
    """
    return text in _ASSOCIATION_TYPES or _EXTENSION.fullmatch(text) is not None


def wire_name(name: str) -> str:
    """The name of a member: `cf_item_type_uri` as `CFItemTypeURI`."""
    if name in _ODD:
        return _ODD[name]
    first, *rest = name.split("_")
    return ("CF" if first == "cf" else first) + "".join(_CAPITALS.get(word) or word.title() for word in rest)

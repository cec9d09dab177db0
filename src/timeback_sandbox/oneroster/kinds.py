"""The sixteen kinds of entity: the declaration from which tables, checks, read forms and API description follow."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from timeback_sandbox.oneroster.fields import KindName
from timeback_sandbox.oneroster.kind import Kind
from timeback_sandbox.oneroster.kinds_gradebook import (
    ASSESSMENT_LINE_ITEM,
    ASSESSMENT_RESULT,
    CATEGORY,
    LINE_ITEM,
    RESULT,
    SCORE_SCALE,
)
from timeback_sandbox.oneroster.kinds_resources import COMPONENT_RESOURCE, COURSE_COMPONENT, RESOURCE
from timeback_sandbox.oneroster.kinds_rostering import (
    ACADEMIC_SESSION,
    CLASS,
    COURSE,
    DEMOGRAPHICS,
    ENROLLMENT,
    ORG,
    USER,
)

KINDS: Mapping[KindName, Kind] = MappingProxyType(
    {
        kind.name: kind
        for kind in (
            ORG,
            ACADEMIC_SESSION,
            COURSE,
            CLASS,
            USER,
            ENROLLMENT,
            DEMOGRAPHICS,
            CATEGORY,
            SCORE_SCALE,
            LINE_ITEM,
            RESULT,
            ASSESSMENT_LINE_ITEM,
            ASSESSMENT_RESULT,
            RESOURCE,
            COURSE_COMPONENT,
            COMPONENT_RESOURCE,
        )
    }
)
"""All kinds, by the key of their lists."""

"""Validation with the schema files that the sandbox was given, if it was given any."""

from __future__ import annotations

import logging
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from timeback_core.qti.xml import QtiXmlError, SchemaFiles, ValidationReport, validate_xml
from timeback_sandbox.qti.problems import refused

if TYPE_CHECKING:
    from timeback_sandbox.settings import Settings

__all__ = ["Schema", "check_on_write", "validate"]

Schema = Literal["item", "test", "stimulus"]
logger = logging.getLogger("timeback_sandbox.qti")

_SHOWN = 5
_STRUCTURE_ONLY = "QTI documents are checked for their structure alone: %s"


def validate(settings: Settings, xml: str, schema: Schema) -> ValidationReport:
    """What validation finds in a document.

    The first use of schema files takes seconds, in which it must not hold up other requests; see `Route.blocks`.

    Args:
        settings: Of the sandbox, which name the folder of the schema files.
        xml: The document.
        schema: What it must be.
    """
    files = _files(settings.qti_schemas)
    if files is not None and files not in _broken:
        try:
            return validate_xml(xml, schema, files)
        except QtiXmlError as error:
            _broken.add(files)
            logger.warning(_STRUCTURE_ONLY, error)
    return validate_xml(xml, schema)


def check_on_write(settings: Settings, xml: str, schema: Schema, error: str) -> bool:
    """Whether a document that is about to be stored is valid.

    Args:
        settings: Of the sandbox, which say what an invalid document does.
        xml: The document.
        schema: What it is.
        error: What a refusal says.

    Raises:
        QtiProblem: 400, it is not, and the sandbox enforces that it is.
    """
    report = validate(settings, xml, schema)
    if report.is_valid:
        return True
    found = "; ".join(report.messages[:_SHOWN])
    if settings.xsd_on_write == "enforce":
        raise refused(400, error, found)
    logger.info("an invalid %s is stored: %s", schema, found)
    return False


_broken: set[SchemaFiles] = set()


@lru_cache(maxsize=8)
def _files(folder: str | None) -> SchemaFiles | None:
    """The schema files of a folder; None, once with a word in the log, when there are none."""
    if folder is None:
        return None
    try:
        return SchemaFiles(folder)
    except OSError as error:
        logger.warning(_STRUCTURE_ONLY, error)
        return None

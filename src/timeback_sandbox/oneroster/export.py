"""A resource as a common cartridge: a ZIP file that other learning systems can import."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import msgspec
from sqlalchemy import Connection

from timeback_sandbox.oneroster.rules import find_or_refuse
from timeback_sandbox.oneroster.views import VIEWS

FILENAME = "assessment.imscc"
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_EPOCH = (1980, 1, 1, 0, 0, 0)

_MANIFEST = """<?xml version="1.0" encoding="UTF-8"?>
<manifest identifier={identifier} xmlns="http://www.imsglobal.org/xsd/imsccv1p3/imscp_v1p1"
  xmlns:lom="http://ltsc.ieee.org/xsd/imsccv1p3/LOM/manifest">
  <metadata>
    <schema>IMS Common Cartridge</schema>
    <schemaversion>1.3.0</schemaversion>
    <lom:lom><lom:general><lom:title><lom:string>{title}</lom:string></lom:title></lom:general></lom:lom>
  </metadata>
  <organizations>
    <organization identifier="organization" structure="rooted-hierarchy">
      <item identifier="root">
        <item identifier="item" identifierref="resource"><title>{title}</title></item>
      </item>
    </organization>
  </organizations>
  <resources>
    <resource identifier="resource" type={type} href="resource.json">
      <file href="resource.json"/>
    </resource>
  </resources>
</manifest>
"""


def export_resource(connection: Connection, sourced_id: str) -> bytes:
    """The cartridge of a resource, the same bytes for the same resource.

    Raises:
        Problem: 404.
    """
    stored = find_or_refuse(connection, VIEWS["resources"], sourced_id)
    resource: dict[str, Any] = {"sourcedId": sourced_id, **stored.entity}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("imsmanifest.xml", _EPOCH), _manifest(resource))
        archive.writestr(zipfile.ZipInfo("resource.json", _EPOCH), msgspec.json.encode(resource))
    return buffer.getvalue()


def _manifest(resource: dict[str, Any]) -> str:
    metadata: dict[str, Any] = resource.get("metadata") or {}
    is_test = metadata.get("type") == "qti"
    kind = "imsqti_xmlv1p2/imscc_xmlv1p3/assessment" if is_test else "webcontent"
    return _MANIFEST.format(
        identifier=quoteattr("cartridge-" + _NOT_XML.sub("", resource["sourcedId"])),
        title=escape(_NOT_XML.sub("", resource["title"])),
        type=quoteattr(kind),
    )

"""XML Schema files: compiled once, from a folder, without the network.

The files of the standard are not part of this package; a folder that has them is named by whoever runs it.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol, cast

from timeback_core.qti.xml.errors import QtiXmlError
from timeback_core.qti.xml.reading import parse_tree, require_lxml

if TYPE_CHECKING:
    from lxml import etree

__all__ = ["SchemaFiles"]

_MAIN_FILES: Final = (
    "imsqti_asiv3p0_sbacv1p0_v1p0.xsd",
    "imsqti_asiv3p0p1_v1p0.xsd",
    "imsqti_asiv3p0_v1p0.xsd",
)
_SBAC: Final = "sbac"


class _LogEntry(Protocol):
    """One entry of lxml's error log."""

    line: int
    message: str


class _Resolver(Protocol):
    """What a resolver of lxml can do; its published types leave it out."""

    def resolve_filename(self, filename: str, context: object) -> object: ...


class SchemaFiles:
    """The schema files of QTI 3.0 in a folder.

    Compiling takes seconds, so it is done by the first validation, once. Every `schemaLocation`, also one with an
    address, is looked for in the folder by its file name; nothing is fetched.
    """

    def __init__(self, folder: str | Path, main: str | None = None) -> None:
        """Name the folder.

        Args:
            folder: Where the `.xsd` files are, all in one level.
            main: The file to begin with; default the first that is there of the SBAC profile, 3.0.1 and 3.0.0.

        Raises:
            FileNotFoundError: The folder has no such file.
        """
        self._folder = Path(folder)
        names = _MAIN_FILES if main is None else (main,)
        found = next((name for name in names if (self._folder / name).is_file()), None)
        if found is None:
            raise FileNotFoundError(f"no schema file in {self._folder}: put {' or '.join(names)} there")
        self._main = self._folder / found
        self._lock = threading.Lock()
        self._schema: etree.XMLSchema | None = None

    def errors(self, text: str) -> list[tuple[int, str]]:
        """Return what the schema says about a document: line and message of each error.

        Args:
            text: A document as `decode_xml` returned it.

        Raises:
            QtiXmlError: It is not well-formed.
        """
        schema = self._compiled()
        root = parse_tree(text)
        if _SBAC in self._main.name:  # that profile differs from the standard in these attributes only
            for element in root.iter("*"):
                for name in [name for name in element.attrib if str(name).startswith("data-")]:
                    del element.attrib[name]
        if schema.validate(root):
            return []
        entries = cast("Iterable[_LogEntry]", schema.error_log)
        return [(entry.line, _readable(entry.message)) for entry in entries]

    def _compiled(self) -> etree.XMLSchema:
        """Return the compiled schema."""
        with self._lock:
            if self._schema is None:
                self._schema = _compile(self._main)
            return self._schema


def _compile(main: Path) -> etree.XMLSchema:
    """Compile a schema and what it includes, from one folder."""
    require_lxml()
    from lxml import etree

    folder = main.parent
    parser = etree.XMLParser(no_network=True, resolve_entities=False, load_dtd=False)

    class FromFolder(etree.Resolver):
        """Looks for every file in the folder."""

        def resolve(self, system_url: str, public_id: str, context: object = None) -> object:  # noqa: ARG002
            """Return the file of that name."""
            path = folder / system_url.replace("\\", "/").rpartition("/")[2]
            if not path.is_file():
                raise FileNotFoundError(f"the schema refers to {system_url}; put that file into {folder}")
            return cast("_Resolver", self).resolve_filename(str(path), context)

    parser.resolvers.add(FromFolder())
    try:
        return etree.XMLSchema(etree.parse(str(main), parser))
    except (etree.XMLSchemaParseError, etree.XMLSyntaxError, FileNotFoundError) as error:
        raise QtiXmlError(f"the schema {main} cannot be compiled: {error}") from error


def _readable(message: str) -> str:
    """Return a message of the parser without namespaces and without the element's name in front."""
    text = message.replace("{http://www.imsglobal.org/xsd/imsqtiasi_v3p0}", "")
    head, colon, rest = text.partition(": ")
    return rest if colon and head.startswith("Element '") and "attribute" in rest and "'," not in head else text

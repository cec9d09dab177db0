"""JSON-LD to RDF, quicker than pyld alone, and with an eye on everything that gets lost on the way.

What a document says twice, leaves open or cannot say in RDF is not covered by a signature over its RDF: it could be
changed and the signature would still fit. `Processor` notes each such place as a `Loose` member.

Importing this module imports pyld.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from timeback_core.clr.proofs.extra import NotCanonicalError
from timeback_core.clr.proofs.jsonld import URDNA2015, ContextResolver, JsonLdProcessor
from timeback_core.clr.vocabulary import W3C_CONTEXT
from timeback_core.wire import is_list, is_object

__all__ = ["BASE", "BoundedCanonicaliser", "Loose", "Processor"]

BASE: Final = "https://relative.invalid/"
"""What relative IRIs are resolved against, so that they show."""

_XSD: Final = ("http://www.w3.org/2001/XMLSchema#", "https://www.w3.org/2001/XMLSchema#", "xsd:")
"""How contexts write the prefix; that of Open Badges has the second form."""
_BOOLEANS: Final = frozenset(f"{prefix}boolean" for prefix in _XSD)
_NUMBERS: Final = frozenset(
    f"{prefix}{name}"
    for prefix in _XSD
    for name in ("float", "double", "decimal", "integer", "int", "long", "nonNegativeInteger", "positiveInteger")
)
_NOT_LITERAL: Final = frozenset({None, "@json", "@none"})
_NAMING: Final = frozenset({"id", "type"})
_VALUE_KEYS: Final = frozenset({"@value", "@language", "@type"})
_ABSOLUTE: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|^`\\]*\Z")
_LANGUAGE: Final = re.compile(r"[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*\Z")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_LIKE_KEYWORD: Final = re.compile(r"@[a-zA-Z]+\Z")
_MOST_CONTEXTS: Final = 500
_MOST_NAMES: Final = 5_000
_MOST_WORK: Final = 20_000


class Loose(NamedTuple):
    """A member that a signature over the RDF would not cover, wholly or in part."""

    path: str
    reason: str


class Processor(JsonLdProcessor):
    """Expands documents, with processed contexts kept from one document to the next. Not for several threads at once.

    Args:
        documents: The context documents by URL; others are refused.
    """

    def __init__(self, documents: Mapping[str, Any]) -> None:
        super().__init__(on_property_dropped=self._dropped)
        self._documents = documents
        self._resolver = ContextResolver({}, self._load)
        self._contexts: dict[tuple[Any, ...], tuple[Any, Any]] = {}
        self._aliases: dict[str, frozenset[str]] = {}
        self._names: dict[tuple[str, str], str | None] = {}
        self._nameless = True
        self._restart(None)

    def _restart(self, document: Any) -> None:
        self._document = document
        self._inside: list[tuple[Any, Mapping[str, Any]]] = []
        self._noted: list[tuple[Any, str, str]] = []
        self._unplaced: list[str] = []

    def dataset(self, document: dict[str, Any], *, nameless: bool = True) -> dict[str, list[dict[str, Any]]]:
        """Return the RDF dataset of a document; `loose` then tells what of it is not covered.

        Args:
            document: The JSON object.
            nameless: Whether texts in it may begin with ``_:`` or ``@``, which takes a closer look.

        Raises:
            NotCanonicalError: A context is unknown, or the document cannot be expressed in RDF without loss of IRIs.
            JsonLdError: The document is no JSON-LD.
        """
        self._restart(document)
        self._nameless = nameless
        if len(self._names) > _MOST_NAMES:
            self._names.clear()
        if len(self._contexts) > _MOST_CONTEXTS:  # strange lists of contexts could fill the memory
            self._contexts.clear()
            self._aliases.clear()
            self._names.clear()
            self._resolver = ContextResolver({}, self._load)
        options = {
            "base": BASE,
            "contextResolver": self._resolver,
            "documentLoader": self._load,
            "processingMode": "json-ld-1.1",
            "isFrame": False,
            "keepFreeFloatingNodes": False,
            "produceGeneralizedRdf": False,
        }
        dataset = self.to_rdf(document, options)
        if self._unplaced:
            raise NotCanonicalError("; ".join(dict.fromkeys(self._unplaced)))
        return dataset

    def loose(self) -> list[Loose]:
        """Return the members of the last document that its RDF does not cover."""
        if not self._noted:
            return []
        places = dict(_places(self._document, ""))
        found = [Loose(_join(places.get(id(element), ""), key), reason) for element, key, reason in self._noted]
        return list(dict.fromkeys(found))

    # what pyld calls

    def expand(self, input_: Any, options: Mapping[str, Any]) -> list[Any]:
        """Return the expanded document; pyld would copy it first and resolve its contexts anew."""
        if not is_object(input_):
            raise NotCanonicalError("expected a JSON object")
        expanded = self._expand(self._get_initial_context(options), None, input_, options)
        nodes = expanded if is_list(expanded) else [] if expanded is None else [expanded]
        if self._nameless:
            _refuse_nameless(nodes)
        return nodes

    def _load(self, url: str, options: Any) -> dict[str, Any]:  # noqa: ARG002  # pyld's signature
        document = self._documents.get(url)
        if document is None:
            raise NotCanonicalError(f"the context {url!r} is not bundled, and contexts are never fetched")
        return {"contentType": "application/ld+json", "contextUrl": None, "documentUrl": url, "document": document,
                "tag": "static"}  # fmt: skip

    def _process_context(self, active_ctx: Any, local_ctx: Any, options: Mapping[str, Any], **named: Any) -> Any:
        """Process a context once for each context that it is laid over; pyld repeats it for each typed object."""
        uuid = active_ctx.get("_uuid")
        if uuid is None or "cycles" in named:
            return super()._process_context(active_ctx, local_ctx, options, **named)
        # a context within a context stays where it is, so its identity will do
        named_by_url = is_list(local_ctx) and all(isinstance(entry, str) for entry in local_ctx)
        which = tuple(local_ctx) if named_by_url else local_ctx if isinstance(local_ctx, str) else id(local_ctx)
        key = (uuid, which, named.get("override_protected", False), named.get("propagate", True))
        kept = self._contexts.get(key)
        if kept is None:
            kept = (super()._process_context(active_ctx, local_ctx, options, **named), local_ctx)
            if "_uuid" in kept[0]:
                self._contexts[key] = kept
        return kept[0]

    def _prepare_nested_context(
        self, active_ctx: Mapping[str, Any], element: Mapping[str, Any], options: Mapping[str, Any]
    ) -> Any:
        if "@context" in element:
            named = element["@context"]
            for entry in named if is_list(named) else [named]:
                if not isinstance(entry, str):
                    raise NotCanonicalError(
                        f"a context is written out ({str(entry)[:60]}); name a bundled one by its URL"
                    )
                if entry not in self._documents:
                    self._load(entry, None)
        return super()._prepare_nested_context(active_ctx, element, options)

    def _expand_object(self, active_ctx: Mapping[str, Any], *rest: Any, **named: Any) -> None:
        element: dict[str, Any] = rest[2]
        self._inside.append((element, active_ctx))
        note = self._noted.append
        for key, value in element.items():
            if value is None:
                note((element, key, "null says nothing in RDF, so the member can be added or removed"))
            elif is_list(value) and (reason := _odd_list(value)) is not None:
                note((element, key, reason))
            if key[:1] == "@":
                if key == "@context":
                    if is_list(value) and W3C_CONTEXT in value[1:] and value[0] != W3C_CONTEXT:
                        note((element, key, "the W3C's context has to come first; its place means nothing in RDF"))
                elif not (key in _VALUE_KEYS and "@value" in element and len(element) > 1):
                    note((element, key, "a keyword of JSON-LD: what it holds can be written in another way"))
            elif key in _NAMING:
                if (reason := self._odd_names(active_ctx, key, value)) is not None:
                    note((element, key, reason))
            elif ":" in key and self._expand_iri(active_ctx, key, vocab=True) in self._iris(active_ctx):
                note((element, key, "another name of a member that has a name of its own"))
        if len(element) > 1 and element is not self._document and element.get("id", self) == self._document.get("id"):
            note((element, "id", "the id of the credential itself: members can be moved from one to the other"))
        super()._expand_object(active_ctx, *rest, **named)
        self._inside.pop()

    def _expand_iri(
        self,
        active_ctx: Mapping[str, Any],
        value: Any,
        base: str | None = None,
        vocab: bool = False,  # as pyld has it
        local_ctx: Any = None,
        defined: Any = None,
    ) -> Any:
        """Look a name up once for each context."""
        if not vocab or base is not None or local_ctx is not None or "_uuid" not in active_ctx:
            return super()._expand_iri(active_ctx, value, base, vocab, local_ctx, defined)
        if type(value) is not str:
            return value
        key = (active_ctx["_uuid"], value)
        try:
            return self._names[key]
        except KeyError:
            found = self._names[key] = super()._expand_iri(active_ctx, value, None, vocab)
            return found

    def _expand_value(
        self, active_ctx: Mapping[str, Any], active_property: str, value: Any, options: Mapping[str, Any]
    ) -> Any:
        expanded = super()._expand_value(active_ctx, active_property, value, options)
        if is_object(expanded) and "@value" in expanded:
            reason = _ambiguous(value, expanded.get("@type"))
            if reason is not None:
                self._noted.append((self._inside[-1][0], active_property, reason))
        return expanded

    def _graph_to_rdf(
        self, graph: Mapping[str, Mapping[str, Any]], issuer: Any, options: Mapping[str, Any]
    ) -> list[dict[str, Any]]:
        """Turn a graph into triples, once it is sure that none of it would be passed over."""
        for name, node in graph.items():
            self._check_iri(name)
            for predicate, items in node.items():
                if predicate == "@type":
                    for item in items:
                        self._check_iri(item)
                elif predicate[:1] != "@":
                    self._check_iri(predicate)
                    for item in items:
                        self._check_item(item)
                elif predicate != "@id":
                    self._unplaced.append(f"{predicate} has no form in RDF")
        return [] if self._unplaced else super()._graph_to_rdf(graph, issuer, options)

    def _dropped(self, name: str | None) -> None:
        element, active_ctx = self._inside[-1]
        names = [name] if name in element else [key for key in element if active_ctx["mappings"].get(key, key) is None]
        for key in names or [str(name)]:
            self._noted.append((element, str(key), "no context says what it means"))

    # the checks

    def _check_item(self, item: Any) -> None:
        if "@list" in item:
            for part in item["@list"]:
                self._check_item(part)
        elif "@value" not in item:
            self._check_iri(item["@id"])
            return
        if "@direction" in item or "@index" in item:
            self._unplaced.append(f"the direction or index of {str(item.get('@value'))[:60]!r} has no form in RDF")
        language = item.get("@language")
        if language is not None and _LANGUAGE.match(language) is None:
            self._unplaced.append(f"{language[:60]!r} is no language")
        value = item.get("@value")
        if isinstance(value, str) and _CONTROL.search(value):
            self._unplaced.append(f"libraries disagree on how control characters such as in {value[:60]!r} are written")
        if (datatype := item.get("@type")) not in _NOT_LITERAL:
            self._check_iri(datatype)

    def _check_iri(self, iri: str) -> None:
        if iri[:2] == "_:":
            return
        if iri.startswith(BASE):
            self._unplaced.append(f"{iri.removeprefix(BASE)[:120]!r} is no absolute URI and no known name")
        elif _ABSOLUTE.match(iri) is None:
            self._unplaced.append(f"{iri[:120]!r} is no URI")

    def _odd_names(self, active_ctx: Mapping[str, Any], key: str, value: Any) -> str | None:
        """Tell which id or type could be written in another way, if one could."""
        for name in value if is_list(value) else [value]:
            if isinstance(name, str) and ":" in name:
                prefix, _, rest = name.partition(":")
                if prefix in active_ctx["mappings"] and not rest.startswith("//"):
                    return f"{name[:60]!r} is short for a URI, which would look the same in RDF"
                if key == "type" and name in self._iris(active_ctx):
                    return f"{name[:60]!r} has a name of its own, which would look the same in RDF"
        return None

    def _iris(self, active_ctx: Mapping[str, Any]) -> frozenset[str]:
        """Return the IRIs that have a name of their own in a context."""
        uuid = active_ctx["_uuid"]
        found = self._aliases.get(uuid)
        if found is None:
            mappings = active_ctx["mappings"].values()
            found = self._aliases[uuid] = frozenset(mapping["@id"] for mapping in mappings if mapping is not None)
        return found


class BoundedCanonicaliser(URDNA2015):
    """RDFC-1.0 that gives up on graphs made to take for ever."""

    _work = 0

    def hash_related_blank_node(self, related: str, quad: Any, issuer: Any, position: str) -> str:
        """Return the hash of a neighbour, and count it: hostile graphs have millions of them."""
        self._work += 1
        if self._work > _MOST_WORK:
            raise NotCanonicalError("its objects without ids resemble each other too much to be told apart")
        return super().hash_related_blank_node(related, quad, issuer, position)


def _ambiguous(value: Any, datatype: Any) -> str | None:
    """Tell why another JSON value would give the same RDF, if one would."""
    if isinstance(value, str):
        if datatype in _BOOLEANS or datatype in _NUMBERS:
            return f"text where {datatype} belongs: the number or boolean itself would look the same in RDF"
        return None
    if datatype is not None and datatype != "@json":
        kinds = _BOOLEANS if isinstance(value, bool) else _NUMBERS
        if datatype not in kinds:
            return f"no text where {datatype} belongs: the text would look the same in RDF"
    if isinstance(value, bool):
        return None
    exact = abs(value) < 1e21 if isinstance(value, int) or value.is_integer() else float(f"{value:.15E}") == value
    return None if exact else "has more digits than RDF keeps"


def _odd_list(values: list[Any]) -> str | None:
    """Tell what of a list RDF would not keep, if anything; that lists have no order there is known."""
    if not values or None in values:
        return "an empty list or a null in a list says nothing in RDF"
    seen: set[str] = set()
    for value in values:
        if is_list(value):
            return "a list in a list is the same in RDF as its entries"
        if not is_object(value):
            if (text := repr(value)) in seen:
                return f"{text[:60]} is repeated, which RDF does not keep"
            seen.add(text)
    return None


def _refuse_nameless(nodes: list[Any]) -> None:
    """Refuse ids that are blank node identifiers or look like keywords: RDF does not keep them.

    Raises:
        NotCanonicalError: One is there.
    """
    pending = list(nodes)
    while pending:
        value = pending.pop()
        if is_list(value):
            pending.extend(value)
        elif is_object(value):
            names = [value["@id"]] if "@id" in value else []
            if "@type" in value and "@value" not in value:
                names.extend(value["@type"])
            if any(not isinstance(name, str) or name.startswith("_:") for name in names):
                raise NotCanonicalError(
                    "an id or type is a blank node identifier or looks like a keyword ('_:…', '@…')"
                )
            if value.get("@type") != "@json":
                pending.extend(item for key, item in value.items() if key not in {"@id", "@type", "@value"})


def _places(value: Any, path: str) -> Iterator[tuple[int, str]]:
    """Yield each object's identity and where it is."""
    if is_object(value):
        yield id(value), path
        for key, item in value.items():
            yield from _places(item, _join(path, key))
    elif is_list(value):
        for index, item in enumerate(value):
            yield from _places(item, _join(path, str(index)))


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name

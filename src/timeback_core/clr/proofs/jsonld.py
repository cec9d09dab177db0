"""What is used of pyld, with types; importing this module imports pyld, so it is imported at first use only."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    # pyld has no types. These are the parts that are called or replaced here, as of version 3.3.
    Context = Mapping[str, Any]

    class JsonLdError(Exception):
        """What is no JSON-LD."""

        code: str | None
        cause: Exception | None

    class JsonLdProcessor:
        """Expands JSON-LD and turns it into RDF."""

        def __init__(self, on_property_dropped: Callable[[str | None], object]) -> None: ...
        def to_rdf(self, input_: object, options: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]: ...  # noqa: D102
        def expand(self, input_: Any, options: Mapping[str, Any]) -> list[Any]: ...  # noqa: D102
        def _expand(
            self, active_ctx: Context, active_property: str | None, element: Any, options: Mapping[str, Any]
        ) -> Any: ...
        def _expand_object(self, active_ctx: Context, *rest: Any, **named: Any) -> None: ...
        def _expand_value(
            self, active_ctx: Context, active_property: str, value: Any, options: Mapping[str, Any]
        ) -> Any: ...
        def _expand_iri(
            self,
            active_ctx: Context,
            value: Any,
            base: str | None = None,
            vocab: bool = False,
            local_ctx: Any = None,
            defined: Any = None,
        ) -> Any: ...
        def _get_initial_context(self, options: Mapping[str, Any]) -> Context: ...
        def _graph_to_rdf(
            self, graph: Mapping[str, Mapping[str, Any]], issuer: Any, options: Mapping[str, Any]
        ) -> list[dict[str, Any]]: ...
        def _prepare_nested_context(
            self, active_ctx: Context, element: Mapping[str, Any], options: Mapping[str, Any]
        ) -> Any: ...
        def _process_context(
            self, active_ctx: Context, local_ctx: Any, options: Mapping[str, Any], **named: Any
        ) -> Any: ...

    class URDNA2015:
        """Brings RDF into its canonical form."""

        def main(self, dataset: Mapping[str, Any], options: Mapping[str, Any]) -> str: ...  # noqa: D102
        def hash_related_blank_node(self, related: str, quad: Any, issuer: Any, position: str) -> str: ...  # noqa: D102

    class ContextResolver:
        """Finds contexts by their URLs."""

        def __init__(self, shared_cache: Any, document_loader: Callable[[str, Any], dict[str, Any]]) -> None: ...

    def w3c_context(url: str) -> dict[str, Any]:
        """Return a context that pyld brings along."""
        ...

else:
    from pyld.canon import URDNA2015
    from pyld.context_resolver import ContextResolver
    from pyld.documentloader.frozen import FrozenDocumentLoader
    from pyld.jsonld import JsonLdError, JsonLdProcessor

    def w3c_context(url):
        """Return a context that pyld brings along."""
        return FrozenDocumentLoader()(url, {})["document"]


__all__ = ["URDNA2015", "ContextResolver", "JsonLdError", "JsonLdProcessor", "w3c_context"]

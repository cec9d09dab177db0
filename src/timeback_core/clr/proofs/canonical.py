"""The canonical form of a document in both suites, and its SHA-256."""

from __future__ import annotations

import functools
import hashlib
import json
import re
import threading
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, NamedTuple, cast

from timeback_core.clr.proofs.contexts import BUNDLED, load
from timeback_core.clr.proofs.extra import NotCanonicalError, needed
from timeback_core.clr.vocabulary import RDFC_SUITE, W3C_CONTEXT
from timeback_core.wire import is_object

if TYPE_CHECKING:
    from timeback_core.clr.proofs.processor import Loose, Processor

__all__ = ["Canonical", "MoreContexts", "config_hash", "jcs_bytes", "jcs_hash", "plain_json", "rdfc", "rdfc_hash"]

_LOCK: Final = threading.Lock()
"""pyld keeps caches that it does not guard."""


class Canonical(NamedTuple):
    """A document in canonical form.

    Attributes:
        text: Its N-Quads, sorted.
        loose: The members that the text does not cover.
    """

    text: str
    loose: tuple[Loose, ...]

    @property
    def digest(self) -> bytes:
        """The SHA-256 of the text."""
        return hashlib.sha256(self.text.encode()).digest()


def rdfc(document: Mapping[str, Any], contexts: Mapping[str, Any] | None = None) -> Canonical:
    """Return a document's RDF in canonical form (RDFC-1.0), and which of its members have no part in it.

    It may be called from several threads, which then wait for each other; a large document takes a while.

    Args:
        document: The JSON object.
        contexts: Further context documents by URL, beside the bundled ones.

    Raises:
        NotCanonicalError: It has no such form: a context is unknown, an IRI is none, or it is no JSON or JSON-LD.
        ConfigurationError: The extra ``clr`` is not installed.
    """
    with needed():
        from timeback_core.clr.proofs import processor
        from timeback_core.clr.proofs.jsonld import JsonLdError
    text = _json_text(document)
    plain = _object(text)
    with _LOCK:
        reader = MoreContexts.of(contexts).processor if contexts else _bundled_processor()
        try:
            dataset = reader.dataset(plain, nameless=_MAYBE_NAMELESS.search(text) is not None)
            text = processor.BoundedCanonicaliser().main(dataset, {"format": "application/n-quads"})
            return Canonical(text, tuple(reader.loose()))
        except JsonLdError as error:
            raise NotCanonicalError(_reason(error)) from error
        except RecursionError:
            raise NotCanonicalError("it is nested too deeply") from None
        except (TypeError, AttributeError, LookupError, ValueError, ArithmeticError) as error:
            if isinstance(error, NotCanonicalError):
                raise
            # pyld fails in such ways on what is no JSON-LD
            raise NotCanonicalError(f"it is no JSON-LD: {type(error).__name__}: {error}") from error


def rdfc_hash(document: Mapping[str, Any], contexts: Mapping[str, Any] | None = None) -> tuple[bytes, list[str]]:
    """Return the SHA-256 of `rdfc`, and the paths of the members that it does not cover.

    Raises:
        NotCanonicalError: See `rdfc`.
        ConfigurationError: The extra ``clr`` is not installed.
    """
    canonical = rdfc(document, contexts)
    return canonical.digest, list(dict.fromkeys(member.path for member in canonical.loose))


def jcs_bytes(document: Mapping[str, Any]) -> bytes:
    """Return a document's JSON in canonical form (RFC 8785).

    Raises:
        NotCanonicalError: It is no JSON: not a number, a lone surrogate, an integer beyond 2^53, a Python object.
        ConfigurationError: The extra ``clr`` is not installed.
    """
    with needed():
        import rfc8785
    try:
        return rfc8785.dumps(plain_json(document))
    except (ValueError, RecursionError) as error:
        raise NotCanonicalError(f"it has no canonical JSON: {error}") from error


def jcs_hash(document: Mapping[str, Any]) -> bytes:
    """Return the SHA-256 of `jcs_bytes`.

    Raises:
        NotCanonicalError: See `jcs_bytes`.
        ConfigurationError: The extra ``clr`` is not installed.
    """
    return hashlib.sha256(jcs_bytes(document)).digest()


_MAYBE_NAMELESS: Final = re.compile(r'[:,\[]"(_:|@(?!context"))')

_PLAIN_METHOD: Final = re.compile(r"(https?://|did:key:|urn:uuid:)[A-Za-z0-9._~:/?#@!$&'()*+,;=%\[\]-]+\Z")
_PLAIN_TEXT: Final = re.compile(r"[A-Za-z0-9:.+-]+\Z")
_PLAIN_CONFIG: Final = frozenset({"type", "cryptosuite", "created", "verificationMethod", "proofPurpose"})
_SEC: Final = "https://w3id.org/security#"


def config_hash(config: Mapping[str, Any], contexts: Mapping[str, Any] | None = None) -> bytes:
    """Return the SHA-256 of the canonical RDF of a proof's options, ``@context`` included.

    Raises:
        NotCanonicalError: See `rdfc`; or a member of the options has no part in the RDF.
        ConfigurationError: The extra ``clr`` is not installed.
    """
    text = None if contexts else _plain_config(config)
    if text is not None:
        return hashlib.sha256(text.encode()).digest()
    canonical = rdfc(config, contexts)
    if canonical.loose:
        member = canonical.loose[0]
        raise NotCanonicalError(f"the proof's member {member.path!r} is not covered by it: {member.reason}")
    return canonical.digest


def _plain_config(config: Mapping[str, Any]) -> str | None:
    """Return the canonical RDF of options that have the usual members only, or None.

    With the W3C's context first, whose terms no later context may redefine, these five members always mean this.
    """
    values = {name: config.get(name) for name in _PLAIN_CONFIG}
    named = config.get("@context")
    if (
        frozenset(config) != _PLAIN_CONFIG | {"@context"}
        or not isinstance(named, list)
        or not all(isinstance(url, str) and url in BUNDLED for url in cast("list[object]", named))
        or named[:1] != [W3C_CONTEXT]
        or values["type"] != "DataIntegrityProof"
        or values["cryptosuite"] != RDFC_SUITE
        or values["proofPurpose"] != "assertionMethod"
        or not isinstance(created := values["created"], str)
        or not isinstance(method := values["verificationMethod"], str)
        or _PLAIN_TEXT.match(created) is None
        or _PLAIN_METHOD.match(method) is None
    ):
        return None
    return (
        f'_:c14n0 <http://purl.org/dc/terms/created> "{created}"^^<http://www.w3.org/2001/XMLSchema#dateTime> .\n'
        f"_:c14n0 <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{_SEC}DataIntegrityProof> .\n"
        f'_:c14n0 <{_SEC}cryptosuite> "{RDFC_SUITE}"^^<{_SEC}cryptosuiteString> .\n'
        f"_:c14n0 <{_SEC}proofPurpose> <{_SEC}assertionMethod> .\n"
        f"_:c14n0 <{_SEC}verificationMethod> <{method}> .\n"
    )


def plain_json(document: object) -> dict[str, Any]:
    """Return a copy of a JSON object that is JSON and nothing else.

    Raises:
        NotCanonicalError: It is something else.
    """
    return _object(_json_text(document))


def _json_text(document: object) -> str:
    try:
        text = json.dumps(document, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        text.encode()  # refuses lone surrogates
    except (TypeError, ValueError, RecursionError) as error:
        raise NotCanonicalError(f"it is no JSON: {error}") from error
    return text


def _object(text: str) -> dict[str, Any]:
    value: object = json.loads(text)
    if not isinstance(value, dict):
        raise NotCanonicalError(f"expected a JSON object, got {type(value).__name__}")
    return cast("dict[str, Any]", value)


@functools.cache
def _bundled_processor() -> Processor:
    from timeback_core.clr.proofs.processor import Processor

    return Processor({url: load(url) for url in BUNDLED})


class MoreContexts(dict[str, Any]):
    """Further contexts beside the bundled ones, with what reads documents by them, made once as that takes a while."""

    @classmethod
    def of(cls, contexts: Mapping[str, Any]) -> MoreContexts:
        """Return contexts as such."""
        return contexts if isinstance(contexts, MoreContexts) else cls(contexts)

    @functools.cached_property
    def processor(self) -> Processor:
        """What reads documents; the bundled contexts cannot be replaced."""
        from timeback_core.clr.proofs.processor import Processor

        return Processor({**self, **{url: load(url) for url in BUNDLED}})


def _reason(error: BaseException) -> str:
    """Return what is at the bottom of an error of pyld, which wraps errors in errors."""
    while error.__cause__ is not None:
        error = error.__cause__
    if isinstance(error, NotCanonicalError):
        return str(error)
    code, details = getattr(error, "code", None), getattr(error, "details", None)
    told = ", ".join(f"{name}={value!r}"[:80] for name, value in details.items()) if is_object(details) else ""
    return f"it is no valid JSON-LD: {code or str(error).splitlines()[0]}" + (f" ({told})" if told else "")

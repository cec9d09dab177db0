"""Ed25519 keys and their text forms: Multikey and did:key."""

from __future__ import annotations

from typing import Final, Self

from timeback_core.clr.proofs.extra import needed

__all__ = ["SigningKey", "decode_multibase", "decode_multibase_key", "did_key", "encode_multibase", "signature_fits"]

PUBLIC_PREFIX: Final = b"\xed\x01"
SECRET_PREFIX: Final = b"\x80\x26"
DID_KEY: Final = "did:key:"


class SigningKey:
    """An Ed25519 key pair. It prints its public half only."""

    __slots__ = ("_key", "_seed", "multibase", "public")

    multibase: str
    """The public key as Multikey text, ``z6Mk…``."""
    public: bytes
    """The 32 bytes of the public key."""

    def __init__(self, seed: bytes) -> None:
        if len(seed) != 32:
            raise ValueError(
                f"an Ed25519 seed has 32 bytes, got {len(seed)}"
                + ("; of a 64-byte private key give the first half" if len(seed) == 64 else "")
            )
        with needed():
            from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
        self._seed = bytes(seed)
        self._key = Ed25519PrivateKey.from_private_bytes(self._seed)
        self.public = self._key.public_key().public_bytes_raw()
        self.multibase = public_multibase(self.public)

    @classmethod
    def from_seed(cls, seed: bytes) -> Self:
        """Return the key pair that 32 bytes stand for.

        Raises:
            ValueError: The seed has another length.
            ConfigurationError: The extra ``clr`` is not installed.
        """
        return cls(seed)

    @classmethod
    def generate(cls) -> Self:
        """Return a new random key pair."""
        import secrets

        return cls(secrets.token_bytes(32))

    @property
    def seed(self) -> bytes:
        """The 32 secret bytes; keep them where secrets are kept."""
        return self._seed

    @property
    def secret_multibase(self) -> str:
        """The secret key as Multikey text, ``z3u2…``."""
        return encode_multibase(SECRET_PREFIX + self._seed)

    def sign(self, message: bytes) -> bytes:
        """Return the signature of a message, 64 bytes."""
        return self._key.sign(message)

    def __repr__(self) -> str:
        """Return the public key; the secret one is not shown."""
        return f"<SigningKey {self.multibase}>"

    def __reduce__(self) -> str | tuple[object, ...]:
        """Refuse to be pickled with a secret inside."""
        raise TypeError("a SigningKey holds a secret and cannot be pickled; keep its seed instead")


def public_multibase(key: bytes) -> str:
    """Return a public Ed25519 key as a Multikey: text that begins with ``z6Mk``."""
    return encode_multibase(PUBLIC_PREFIX + key)


def encode_multibase(data: bytes) -> str:
    """Return bytes as base58btc text with its ``z`` in front."""
    with needed():
        import base58
    return "z" + base58.b58encode(data).decode("ascii")


def decode_multibase(text: str) -> bytes:
    """Return the bytes of base58btc text with its ``z`` in front.

    Raises:
        ValueError: It is something else.
    """
    with needed():
        import base58
    # the decoder would pass over blanks, and the same bytes must not have two spellings
    if not text.startswith("z") or not text.isascii() or text != text.strip():
        raise ValueError(f"expected base58btc text that begins with 'z', got {text[:60]!r}")
    if len(text) > _LONGEST:
        raise ValueError(f"expected at most {_LONGEST} characters of base58btc text, got {len(text)}")
    try:
        return base58.b58decode(text[1:])
    except ValueError as error:
        raise ValueError(f"{text[:60]!r} is no base58btc text: {error}") from None


_LONGEST: Final = 200
"""Characters: decoding takes time by their square, and keys and signatures have fewer than half as many."""


def decode_multibase_key(text: str) -> bytes:
    """Return the 32 bytes of a public key, from Multikey text (``z6Mk…``) or a did:key with or without fragment.

    Raises:
        ValueError: It is no Ed25519 key in one of these forms.
    """
    key = text.removeprefix(DID_KEY).partition("#")[0] if text.startswith(DID_KEY) else text
    data = decode_multibase(key)
    if not data.startswith(PUBLIC_PREFIX):
        raise ValueError(f"{key[:60]!r} is no Ed25519 public key: those begin with the bytes ED 01 ('z6Mk' as text)")
    if len(data) != len(PUBLIC_PREFIX) + 32:
        raise ValueError(f"{key[:60]!r} is no Ed25519 public key: expected 32 bytes, got {len(data) - 2}")
    return data[len(PUBLIC_PREFIX) :]


def did_key(multibase: str) -> str:
    """Return the did:key of a public key; its verification method is this, ``#``, and the key again."""
    return DID_KEY + multibase


def signature_fits(key: bytes, signature: bytes, message: bytes) -> bool:
    """Tell whether a signature was made over a message with the secret half of a public key."""
    with needed():
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True

"""Secrets in the system's keyring: read, kept and forgotten, or a sentence about why that cannot be."""

from __future__ import annotations

from types import ModuleType

__all__ = ["SECRET_SETTINGS", "Keyring"]

SECRET_SETTINGS = ("client_secret", "masterytrack.api_key")
"""The settings that are secrets, with dots for tables within tables."""

SERVICE = "timeback-core"
"""What the entries are filed under."""


class Keyring:
    """The keyring of the user; the library and a backend may be missing, which is no error.

    Attributes:
        problem: Why the keyring cannot be used, as a sentence; None while nothing went wrong.
    """

    def __init__(self) -> None:
        self.problem: str | None = None
        self._module: ModuleType | None = None
        self._tried = False

    @property
    def usable(self) -> bool:
        """Whether secrets can be kept in it."""
        return self._library() is not None

    def get(self, profile: str, setting: str) -> str | None:
        """A secret of a profile, or None.

        Args:
            profile: The profile's name.
            setting: The setting, for example `client_secret`.
        """
        library = self._library()
        if library is None:
            return None
        try:
            found: object = library.get_password(SERVICE, _entry(profile, setting))
        except Exception as error:  # noqa: BLE001 - backends raise whatever their system raises
            self._failed(error)
            return None
        return found.strip() or None if isinstance(found, str) else None

    def put(self, profile: str, setting: str, secret: str) -> bool:
        """Keep a secret; False, with `problem` set, when that cannot be."""
        library = self._library()
        if library is None:
            return False
        try:
            library.set_password(SERVICE, _entry(profile, setting), secret)
        except Exception as error:  # noqa: BLE001 - as above
            self._failed(error, hide=secret)
            return False
        return True

    def forget(self, profile: str, setting: str) -> bool:
        """Remove a secret; whether there was one."""
        library = self._library()
        if library is None or self.get(profile, setting) is None:
            return False
        try:
            library.delete_password(SERVICE, _entry(profile, setting))
        except Exception as error:  # noqa: BLE001 - as above
            self._failed(error)
            return False
        return True

    def _library(self) -> ModuleType | None:
        """The library, when it is installed and has a backend that works here."""
        if not self._tried:
            self._tried = True
            self._module = self._load()
        return self._module

    def _load(self) -> ModuleType | None:
        """Import the library and look at what it would use."""
        try:
            import keyring
        except ImportError:
            self.problem = 'No keyring is used, since the library is missing: pip install "timeback-core[cli]"'
            return None
        try:
            backend = keyring.get_keyring()
            works = backend.priority > 0
        except Exception as error:  # noqa: BLE001 - as above
            self._failed(error)
            return None
        if not works:
            self.problem = (
                "This system has no keyring that could be used (on Linux: GNOME Keyring, KWallet or another "
                "Secret Service)."
            )
            return None
        return keyring

    def _failed(self, error: Exception, *, hide: str | None = None) -> None:
        """Note what a backend said, without the secret that it was given."""
        said = str(error) if hide is None else str(error).replace(hide, "***")
        self._module = None
        self.problem = f"The keyring cannot be used: {type(error).__name__}: {said}".rstrip(": .") + "."


def _entry(profile: str, setting: str) -> str:
    """The name of an entry."""
    return f"{profile}/{setting}"

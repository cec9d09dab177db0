"""The file of profiles: where it is, what may be in it, how it is changed."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from cli_runs import SECRET

from timeback_core.cli import profiles as profiles_module
from timeback_core.cli.profiles import Profiles, config_path, names_for_completion
from timeback_core.cli.profiles_edit import forget_profile, save_profile, use_profile
from timeback_core.errors import ConfigurationError

TEXT = """\
# my places
[profiles.a]  # the first
env = "staging"

[profiles."b.c"]
base_url = "https://b.example"
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "new" / "config.toml"


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_the_place_of_the_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("TIMEBACK_CONFIG", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    assert config_path() == tmp_path / ".config" / "timeback" / "config.toml"
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "xdg"))
    assert config_path() == tmp_path / "xdg" / "timeback" / "config.toml"
    monkeypatch.setenv("XDG_CONFIG_HOME", "not/absolute")
    assert config_path() == tmp_path / ".config" / "timeback" / "config.toml"
    monkeypatch.setenv("TIMEBACK_CONFIG", "~/mine.toml")
    assert config_path() == tmp_path / "mine.toml"


def test_the_place_of_the_file_on_windows(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("TIMEBACK_CONFIG", raising=False)
    monkeypatch.setattr(profiles_module.sys, "platform", "win32")
    monkeypatch.setenv("APPDATA", str(tmp_path))
    assert config_path() == tmp_path / "timeback" / "config.toml"


def test_no_file_is_no_profiles(path: Path) -> None:
    found = Profiles.read(path)
    assert (found.exists, found.names, found.default, found.warnings) == (False, [], None, [])
    with pytest.raises(ConfigurationError, match="does not exist"):
        found.get("a")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[profiles.a\n", "no valid TOML"),
        ('env = "staging"\n', "Settings belong below a heading such as"),
        ("[profile.a]\n", "'profile' – did you mean 'profiles'?"),
        ("default_profile = 3\n", "default_profile must be the name"),
        ("profiles = 3\n", "profiles must be tables"),
        ("[profiles]\na = 3\n", r"profiles.a must be a table, \[profiles.a\]"),
    ],
)
def test_what_is_wrong_with_a_file_is_said(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "config.toml"
    path.write_text(text)
    with pytest.raises(ConfigurationError, match=words) as caught:
        Profiles.read(path)
    assert str(path) in caught.value.message


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigurationError, match="UTF-8"):
        Profiles.read(path)
    with pytest.raises(ConfigurationError, match="cannot be read"):
        Profiles.read(tmp_path)


def test_a_missing_profile_is_named_with_the_nearest_one(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text('[profiles.staging]\nenv = "staging"\n')
    with pytest.raises(ConfigurationError, match="'stagin' – did you mean 'staging'"):
        Profiles.read(path).get("stagin")


@pytest.mark.skipif(os.name != "posix", reason="permissions are kept elsewhere")
def test_a_secret_that_others_can_read_is_warned_of(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(f'[profiles.a.masterytrack]\napi_key = "{SECRET}"\n[profiles.b]\nenv = "staging"\n')
    path.chmod(0o640)
    (warning,) = Profiles.read(path).warnings
    assert "profile a" in warning
    assert f"chmod 600 {path}" in warning
    assert SECRET not in warning
    path.chmod(0o600)
    assert Profiles.read(path).warnings == []
    path.write_text('[profiles.b]\nenv = "staging"\n')
    path.chmod(0o644)
    assert Profiles.read(path).warnings == []


def test_a_new_file_can_be_read_by_nobody_else(path: Path) -> None:
    save_profile(Profiles.read(path), "a", {"env": "staging", "masterytrack": {"email": "x@y.example"}}, default=True)
    found = Profiles.read(path)
    assert (found.default, found.names) == ("a", ["a"])
    assert found.get("a") == {"env": "staging", "masterytrack": {"email": "x@y.example"}}
    if os.name == "posix":
        assert (mode(path), mode(path.parent)) == (0o600, 0o700)
    assert [entry.name for entry in path.parent.iterdir()] == ["config.toml"]


def test_changing_a_file_keeps_its_comments_and_its_other_profiles(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(TEXT)
    use_profile(Profiles.read(path), "b.c")
    save_profile(Profiles.read(path), "d", {"env": "sandbox"}, default=False)
    text = path.read_text()
    assert "# my places" in text
    assert "# the first" in text
    found = Profiles.read(path)
    assert (found.default, found.names) == ("b.c", ["a", "b.c", "d"])
    forget_profile(found, "b.c")
    found = Profiles.read(path)
    assert (found.default, found.names) == (None, ["a", "d"])
    save_profile(found, "a", {"env": "production"}, default=False)
    assert Profiles.read(path).get("a") == {"env": "production"}


def test_only_a_profile_that_is_there_can_become_the_default(path: Path) -> None:
    with pytest.raises(ConfigurationError, match="There is no profile 'x'"):
        use_profile(Profiles.read(path), "x")
    assert not path.exists()


@pytest.mark.skipif(os.name != "posix", reason="links need rights elsewhere")
def test_a_linked_file_stays_a_link(tmp_path: Path) -> None:
    target, link = tmp_path / "target.toml", tmp_path / "link.toml"
    target.write_text(TEXT)
    link.symlink_to(target)
    use_profile(Profiles.read(link), "a")
    assert link.is_symlink()
    assert 'default_profile = "a"' in target.read_text()


def test_a_file_that_cannot_be_written_is_left_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "config.toml"
    path.write_text(TEXT)

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("timeback_core.cli.whole_files.os.fsync", fail)
    with pytest.raises(ConfigurationError, match="cannot be written: No space left on device"):
        use_profile(Profiles.read(path), "a")
    assert path.read_text() == TEXT
    assert [entry.name for entry in tmp_path.iterdir()] == ["config.toml"]


def test_completion_lists_profiles_with_where_they_lead(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "config.toml"
    monkeypatch.setenv("TIMEBACK_CONFIG", str(path))
    assert names_for_completion("") == []
    path.write_text(TEXT + '[profiles.d.services]\ncase = "https://c.example"\n')
    assert names_for_completion("") == [("a", "staging"), ("b.c", "https://b.example"), ("d", "services case")]
    assert names_for_completion("b") == [("b.c", "https://b.example")]
    path.write_text("[[[")
    assert names_for_completion("") == []

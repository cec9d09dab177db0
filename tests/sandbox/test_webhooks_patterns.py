"""Regular expressions of filters: what they find, what is refused, and that none can hold up the sandbox."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeback_sandbox.webhooks.patterns import PatternError, compile_pattern

PATTERNS = [
    "abc", "^abc$", "a|b|cd", "(a|b)+c", "a{2,3}b", "a{2}", "a{2,}", "[a-c]x", "[^a-c]x", r"\d+\.\d+",
    r"^https?://[^/]+/math/", r"\bcat\b", "(?i)ABC", "(?s)a.b", r"a\.b", "", "a*", "x?y", r"[\d_-]+z",
    "(?:ab)*c", "(?P<name>a)b", "(a*)*b", "(|a)b", "é+", "(?i)É",
]  # fmt: skip
TEXTS = [
    "", "abc", "xabcx", "aab", "aaab", "cd", "b", "a\nb", "3.14", "https://x.example/math/1", "cat", "concat",
    "the cat", "AB", "12", "z-9", "é", "É", "_-1z", "ac", "y", "x2",
]  # fmt: skip


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_pattern_finds_what_it_finds_elsewhere(pattern: str) -> None:
    found = compile_pattern(pattern)
    for text in TEXTS:
        assert found(text) == bool(re.search(pattern, text)), (pattern, text)


@pytest.mark.parametrize("pattern", ["(", ")", "[", "[a", "*", "+a", "a{3,2}", "a{1001}", "[z-a]", "\\", r"\q"])
def test_a_wrong_pattern_is_refused(pattern: str) -> None:
    with pytest.raises(PatternError):
        compile_pattern(pattern)


@pytest.mark.parametrize("pattern", [r"(a)\1", "(?=a)", "(?!a)", "(?<=a)b", "(?<!a)b", "(?>a)"])
def test_what_needs_going_back_is_refused_and_the_message_says_so(pattern: str) -> None:
    with pytest.raises(PatternError, match="back references and look-around are not supported"):
        compile_pattern(pattern)


def test_a_pattern_has_at_most_a_thousand_characters() -> None:
    longest = "".join(map(chr, range(0x4E00, 0x4E00 + 1000)))
    assert compile_pattern(longest)(f"before {longest} after")
    with pytest.raises(PatternError, match="at most 1000"):
        compile_pattern("a" * 1001)


@pytest.mark.parametrize("pattern", ["((a{100}){100}){100}", "(((x{9}){9}){9}){99}"])
def test_a_pattern_that_grows_beyond_measure_is_refused(pattern: str) -> None:
    with pytest.raises(PatternError):
        compile_pattern(pattern)


@pytest.mark.parametrize(
    "pattern", ["(a+)+$", "(a|aa)+$", "(a*)*c", "(a|a|a)*b", "(.*a){20}b", "^(([a-z])+.)+[A-Z]([a-z])+$"]
)
def test_a_pattern_that_makes_others_hang_is_done_with_a_long_text(pattern: str) -> None:
    # Python's own engine would be busy with any of these for longer than the universe exists
    assert not compile_pattern(pattern)("a" * 50_000 + "!")


@given(st.text("ab1_ .^$|()*+?[]{}\\dwsbAz-,2:", max_size=12), st.text(max_size=20))
def test_whatever_comes_is_searched_or_refused(pattern: str, text: str) -> None:
    try:
        found = compile_pattern(pattern)
    except PatternError:
        return
    assert found(text) in {True, False}


def test_half_a_surrogate_pair_matches_nothing_and_breaks_nothing() -> None:
    assert not compile_pattern("a")("\ud800")
    with pytest.raises(PatternError):
        compile_pattern("\ud800")

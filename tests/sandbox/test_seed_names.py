"""Which names of seeds there are, and what the names of people become in user names."""

from __future__ import annotations

import pytest

from timeback_sandbox.seed import MAX_USERS, Seed, parse_name
from timeback_sandbox.seed.names import BOYS, FAMILIES, GIRLS, Handles, plain


@pytest.mark.parametrize(
    ("name", "seed"),
    [
        ("empty", Seed("empty")),
        ("demo", Seed("demo")),
        ("district:1", Seed("district", 1)),
        ("district:100000", Seed("district", 100_000)),
        (f"district:{MAX_USERS}", Seed("district", 1_000_000)),
    ],
)
def test_a_name_stands_for_its_seed(name: str, seed: Seed) -> None:
    assert parse_name(name) == seed


@pytest.mark.parametrize("name", ["", "Demo", "demo ", "demo:3", "empty:1", "district", "school", "districts:5"])
def test_an_unknown_name_is_refused_with_the_names_there_are(name: str) -> None:
    with pytest.raises(ValueError, match=r"Unknown seed .*'empty', 'demo' or 'district:N'"):
        parse_name(name)


@pytest.mark.parametrize(
    "number", ["", "0", "-1", "+5", "1.5", "1e3", "ten", " 7", "1_000", "1000001", "٣", "9" * 9000]
)
def test_a_number_of_users_that_is_none_or_out_of_range_is_refused(number: str) -> None:
    with pytest.raises(ValueError, match="whole number from 1 to 1000000"):
        parse_name(f"district:{number}")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("O'Brien", "obrien"), ("Núñez", "nunez"), ("Müller", "muller"), ("Łukasiewicz", "lukasiewicz"),
        ("Straße", "strasse"), ("Nguyễn", "nguyen"), ("van der Berg", "vanderberg"),
        ("Þórsdóttir", "thorsdottir"),
    ],
)  # fmt: skip
def test_a_name_becomes_plain_letters(name: str, expected: str) -> None:
    assert plain(name) == expected


def test_a_user_name_is_given_only_once() -> None:
    handles = Handles()
    taken = [handles.take("Ana", "Núñez"), handles.take("Ana", "Nunez"), handles.take("Ana", "Núñez")]
    assert taken == ["ana.nunez", "ana.nunez2", "ana.nunez3"]


def test_no_name_is_listed_twice() -> None:
    for names in (GIRLS, BOYS, FAMILIES):
        assert len(set(names)) == len(names)

"""Which receivers may be contacted, and that no trick with names or addresses leads to others."""

from __future__ import annotations

import socket

import pytest

from timeback_sandbox.webhooks.reach import Refused, Rules, Target, parse_target, resolve

LOOPBACK = Rules(("loopback",))


def target(url: str = "http://hooks.example/in") -> Target:
    return parse_target(url)


@pytest.mark.parametrize("address", ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1", "0:0:0:0:0:ffff:7f00:1"])
def test_loopback_may_be_contacted(address: str) -> None:
    (found,) = LOOPBACK.check(target(), [address])
    assert found.is_loopback


@pytest.mark.parametrize("address", [
    "10.0.0.1", "192.168.1.1", "169.254.169.254", "8.8.8.8", "0.0.0.0", "::", "fe80::1", "fd00::1", "2001:db8::1",
    "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "::127.0.0.1", "fe80::1%eth0", "::1%lo", "nonsense", "",
])  # fmt: skip
def test_nothing_else_may_be_contacted_unless_it_was_opened(address: str) -> None:
    with pytest.raises(Refused):
        LOOPBACK.check(target(), [address])


def test_one_address_elsewhere_spoils_all() -> None:
    with pytest.raises(Refused, match=r"10\.0\.0\.1"):
        LOOPBACK.check(target(), ["127.0.0.1", "10.0.0.1"])
    with pytest.raises(Refused):
        LOOPBACK.check(target(), [])


@pytest.mark.parametrize(("words", "address", "allowed"), [
    (("any",), "8.8.8.8", True), (("any",), "::1", True), (("10.1.0.0/16",), "10.1.2.3", True),
    (("10.1.0.0/16",), "::ffff:10.1.2.3", True), (("10.1.0.0/16",), "10.2.0.1", False),
    (("10.1.0.0/16",), "127.0.0.1", False), (("loopback", "10.1.0.0/16"), "127.0.0.1", True),
    (("192.0.2.7",), "192.0.2.7", True), (("192.0.2.7",), "192.0.2.8", False),
    (("2001:db8::/32",), "2001:db8::9", True),
    (("[2001:db8::9]",), "2001:db8::9", True), (("2001:db8::/32",), "10.0.0.1", False), ((), "127.0.0.1", False),
    (("HOOKS.example",), "10.0.0.1", True), (("hooks.example.",), "10.0.0.1", True),
    (("other.example",), "10.0.0.1", False), (("example",), "10.0.0.1", False),
])  # fmt: skip
def test_the_setting_opens_more(words: tuple[str, ...], address: str, allowed: bool) -> None:
    if allowed:
        assert len(Rules(words).check(target(), [address])) == 1
    else:
        with pytest.raises(Refused):
            Rules(words).check(target(), [address])


@pytest.mark.parametrize("word", ["10.0.0.0/33", "10.0.0.1/8", "http://x.example", "a b", "", "*.example"])
def test_a_word_that_opens_nothing_is_refused(word: str) -> None:
    with pytest.raises(ValueError, match="webhook_targets"):
        Rules(("loopback", word))


@pytest.mark.parametrize("host", ["2130706433", "0x7f.1", "127.1", "0177.0.0.1", "0x7f000001"])
def test_an_address_in_odd_numbers_is_what_the_machine_makes_of_it(host: str) -> None:
    found = resolve(host, 80)
    assert found == ["127.0.0.1"]
    assert LOOPBACK.check(parse_target(f"http://{host}/"), found)


@pytest.mark.parametrize("host", ["167772161", "0xa.1", "10.1"])  # 10.0.0.1
def test_an_address_elsewhere_in_odd_numbers_is_refused(host: str) -> None:
    with pytest.raises(Refused, match=r"10\.0\.0\.1"):
        LOOPBACK.check(parse_target(f"http://{host}/"), resolve(host, 80))


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST", "hooks.localhost", "a.b.localhost", "localhost."])
def test_names_under_localhost_are_loopback_and_looked_up_nowhere(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_kwargs: pytest.fail("looked up"))
    assert LOOPBACK.check(target(), resolve(parse_target(f"http://{host}/").host, 80))


@pytest.mark.parametrize(("url", "host", "port", "authority", "path"), [
    ("http://hooks.example", "hooks.example", 80, "hooks.example", b"/"),
    ("https://Hooks.Example:443/a?b=c", "hooks.example", 443, "hooks.example", b"/a?b=c"),
    ("http://hooks.example:8080/a/../b", "hooks.example", 8080, "hooks.example:8080", b"/a/../b"),
    ("https://hooks.example:80/", "hooks.example", 80, "hooks.example:80", b"/"),
    ("http://[::1]:9/x", "::1", 9, "[::1]:9", b"/x"),
    ("http://[::1]/x#part", "::1", 80, "[::1]", b"/x"),
    ("http://h.example/ä?q=ü%20&x={1}", "h.example", 80, "h.example", b"/%C3%A4?q=%C3%BC%20&x=%7B1%7D"),
    ("http://schüler.example/", "xn--schler-5ya.example", 80, "xn--schler-5ya.example", b"/"),
])  # fmt: skip
def test_a_target_is_taken_apart(url: str, host: str, port: int, authority: str, path: bytes) -> None:
    found = parse_target(url)
    assert (found.host, found.port, found.authority, found.path) == (host, port, authority, path)


@pytest.mark.parametrize("url", [
    "ftp://hooks.example/", "http:///path", "http://", "//hooks.example/", "http://[::1", "http://h.example:99999/",
    "http://[fe80::1%25eth0]/", "http://[::1%lo]/", "http://[nonsense]/", "http://h.example\\@evil.example/",
    "http://a b/", "http://h.example:x/", "http://" + "a." * 200 + "example/", "http://ex%61mple/", "http://.example/",
])  # fmt: skip
def test_what_is_no_usable_url_is_refused(url: str) -> None:
    with pytest.raises(Refused):
        parse_target(url)


@pytest.mark.parametrize(
    "url", ["http://ada:pass-word@127.0.0.1/", "http://pass-word@127.0.0.1/", "http://@127.0.0.1/"]
)
def test_credentials_in_a_url_are_refused_and_not_repeated(url: str) -> None:
    with pytest.raises(Refused, match="credentials") as refused:
        parse_target(url)
    assert "pass-word" not in str(refused.value)

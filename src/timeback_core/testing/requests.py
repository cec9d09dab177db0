"""The assertion on what an application sent."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from timeback_core.testing.pairing import Pair, aligned, assigned
from timeback_core.testing.sent import Sent

if TYPE_CHECKING:
    from timeback_sandbox import Sandbox
    from timeback_sandbox.journal import JournalEntry

__all__ = ["assert_requests"]


def assert_requests(
    sandbox: Sandbox,
    expected: Iterable[str | Sent],
    *,
    in_any_order: bool = False,
    tokens: bool = False,
) -> list[JournalEntry]:
    """The requests that were sent, provided that they are exactly those that are expected.

    All that came in since the test began counts, or since `sandbox.clear_journal()`; repetitions after a failure, too.

        assert_requests(timeback_sandbox, ["GET */schools", Sent("POST", "*/users", status=201)])

    Args:
        sandbox: Who received them.
        expected: Each as a line of method and path, with a query or without, or as a `Sent`.
        in_any_order: Whether any order will do. Default: as they are listed.
        tokens: Whether what a client does for its tokens counts: asking for one, and a request that was refused with
            401 and then sent again as it was. Default: it is left out.

    Returns:
        The entries of the journal, in the order of `expected`.

    Raises:
        AssertionError: Others were sent; the message compares them one by one.
        ValueError: A line is no method and path.
    """
    __tracebackhide__ = True
    wanted = [Sent.of(one) if isinstance(one, str) else one for one in expected]
    journal = sandbox.journal()
    entries = journal if tokens else _without_tokens(journal)
    pairs = assigned(wanted, entries) if in_any_order else aligned(wanted, entries)
    if all(pair.fits for pair in pairs):
        return [pair.entry for pair in pairs if pair.entry is not None]
    raise AssertionError(_message(pairs, len(journal) - len(entries), in_any_order=in_any_order))


def _without_tokens(journal: Sequence[JournalEntry]) -> list[JournalEntry]:
    """The requests that a client sends for their own sake."""
    from timeback_sandbox.access import TOKEN_PATHS

    kept: list[JournalEntry] = []
    answered: set[tuple[str, str, str, str | None]] = set()
    for entry in reversed(journal):
        request = (entry.method, entry.path, entry.query, entry.body)
        repeated = entry.status == 401 and request in answered
        if entry.status != 401:
            answered.add(request)
        if not repeated and entry.path.rstrip("/") not in {*TOKEN_PATHS, "/masterytrack/authorizer"}:
            kept.append(entry)
    return kept[::-1]


def _message(pairs: Sequence[Pair], left_out: int, *, in_any_order: bool) -> str:
    order = ", in any order" if in_any_order else ""
    lines = [f"these requests were expected{order} (-: not sent, +: sent besides, !: sent, but not like this)", ""]
    for pair in pairs:
        lines.append(f"  {pair.sign} {pair.expected if pair.entry is None else _line(pair.entry)}")
        lines.extend(f"        {difference}" for difference in pair.differences)
    if not pairs:
        lines.append("    (none)")
    if left_out:
        lines += ["", f"  (left out: {left_out} for tokens; tokens=True counts them)"]
    return "\n".join(lines)


def _line(entry: JournalEntry) -> str:
    """A request on one line."""
    query = f"?{entry.query}" if entry.query else ""
    fault = f" ({entry.fault})" if entry.fault else ""
    return f"{entry.method} {entry.path}{query} → {entry.status or 'no answer'}{fault}"

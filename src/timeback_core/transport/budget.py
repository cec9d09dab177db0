"""A bound on repetitions, so that an outage is not made worse by everyone trying again."""

from __future__ import annotations


class RetryBudget:
    """A bucket of tokens, shared by all operations of a client.

    Each repetition takes one, each success puts one back. Empty: nothing is repeated until something succeeds.

    Args:
        capacity: Tokens in a full bucket, which it is at the beginning.
    """

    __slots__ = ("capacity", "tokens")

    def __init__(self, capacity: int = 50) -> None:
        self.capacity = capacity
        self.tokens = capacity

    def take(self) -> bool:
        """Whether a repetition is allowed; if so, it is paid for."""
        if self.tokens <= 0:
            return False
        self.tokens -= 1
        return True

    def give_back(self) -> None:
        """Put a token back after a success."""
        if self.tokens < self.capacity:
            self.tokens += 1

    def __repr__(self) -> str:
        return f"<RetryBudget {self.tokens} of {self.capacity}>"

"""Why a delivery is not accepted."""

from __future__ import annotations

from typing import Literal

from timeback_core.errors import TimebackError

__all__ = ["DeliveryRefusedError", "RefusalCode", "WebhookPayloadError", "WebhookVerificationError"]

RefusalCode = Literal["missing_header", "bad_timestamp", "stale_timestamp", "bad_signature", "bad_secret"]
"""What was wrong with the proof of origin."""


class DeliveryRefusedError(TimebackError):
    """A delivery is not accepted; neither message nor attributes hold anything of its body or of the secret."""

    status_code: int = 400
    """The HTTP status to answer with."""


class WebhookVerificationError(DeliveryRefusedError):
    """A delivery does not come from who knows the secret, or is too old."""

    status_code: int = 401
    code: RefusalCode
    """What was wrong: ``missing_header``, ``bad_timestamp``, ``stale_timestamp``, ``bad_signature``, ``bad_secret``."""

    def __init__(self, code: RefusalCode, message: str) -> None:
        super().__init__(message)
        self.code = code


class WebhookPayloadError(DeliveryRefusedError, ValueError):
    """A delivery holds no events that can be read, or more bytes than are taken."""

    def __init__(self, message: str, status_code: int = 400) -> None:
        super().__init__(message)
        self.status_code = status_code

# Written by tools/generate_sync.py from timeback_core/webhooks.py; changes belong there.
"""Webhooks: who is told of processed events, and what receives what they are told.

The client is `WebhooksClient`. `Receiver` takes deliveries; `verify_signature`, `verify_bearer` and
`parse_delivery` are its parts.
"""

from __future__ import annotations

from timeback_core._light import looked_up_late
from timeback_core.errors import (
    APIError,
    AuthenticationError,
    ForbiddenError,
    InputValidationError,
    NotFoundError,
    RateLimitError,
    ServerError,
    TimebackError,
    UnsupportedOperationError,
    ValidationError,
    ValidationIssue,
    create_input_validation_error,
)
from timeback_core.sync.webhooks.client import WebhooksClient
from timeback_core.webhooks.filter_values import FilterValue
from timeback_core.webhooks.inputs import (
    WebhookCreateInput,
    WebhookFilterCreateInput,
    WebhookFilterUpdateInput,
    WebhookUpdateInput,
)
from timeback_core.webhooks.models import (
    DeleteResult,
    Webhook,
    WebhookDeleteResponse,
    WebhookFilter,
    WebhookFilterDeleteResponse,
    WebhookFilterListResponse,
    WebhookFilterResponse,
    WebhookListResponse,
    WebhookResponse,
)
from timeback_core.webhooks.received import (
    AnyEvent,
    OtherEvent,
    ReceivedActivity,
    ReceivedEvent,
    ReceivedGrade,
    ReceivedItemEvent,
    ReceivedTimeSpent,
    parse_delivery,
)
from timeback_core.webhooks.received_delivery import ReceivedDelivery
from timeback_core.webhooks.receiver import Receiver
from timeback_core.webhooks.refusals import DeliveryRefusedError, WebhookPayloadError, WebhookVerificationError
from timeback_core.webhooks.repetitions import RecentEvents, Repetitions
from timeback_core.webhooks.signatures import sign_delivery, verify_bearer, verify_signature
from timeback_core.webhooks.vocabulary import FilterOperation, FilterType

TYPE_CHECKING = False
if TYPE_CHECKING:
    from timeback_core import __version__

WebhooksError = TimebackError

__all__ = [
    "APIError",
    "AnyEvent",
    "AuthenticationError",
    "DeleteResult",
    "DeliveryRefusedError",
    "FilterOperation",
    "FilterType",
    "FilterValue",
    "ForbiddenError",
    "InputValidationError",
    "NotFoundError",
    "OtherEvent",
    "RateLimitError",
    "ReceivedActivity",
    "ReceivedDelivery",
    "ReceivedEvent",
    "ReceivedGrade",
    "ReceivedItemEvent",
    "ReceivedTimeSpent",
    "Receiver",
    "RecentEvents",
    "Repetitions",
    "ServerError",
    "TimebackError",
    "UnsupportedOperationError",
    "ValidationError",
    "ValidationIssue",
    "Webhook",
    "WebhookCreateInput",
    "WebhookDeleteResponse",
    "WebhookFilter",
    "WebhookFilterCreateInput",
    "WebhookFilterDeleteResponse",
    "WebhookFilterListResponse",
    "WebhookFilterResponse",
    "WebhookFilterUpdateInput",
    "WebhookListResponse",
    "WebhookPayloadError",
    "WebhookResponse",
    "WebhookUpdateInput",
    "WebhookVerificationError",
    "WebhooksClient",
    "WebhooksError",
    "__version__",
    "create_input_validation_error",
    "parse_delivery",
    "sign_delivery",
    "verify_bearer",
    "verify_signature",
]

__getattr__ = looked_up_late(__name__)

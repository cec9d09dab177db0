# Written by tools/generate_sync.py from timeback_core/clr/discovery.py; changes belong there.
"""What the service says about itself."""

from __future__ import annotations

from typing import Unpack

from timeback_core.clr.models import DiscoveryResponse
from timeback_core.sync.endpoint import get
from timeback_core.sync.resource import Resource
from timeback_core.transport.options import RequestOptions

__all__ = ["Discovery"]


class Discovery(Resource, service="clr", name="discovery", profile="discovery", title="description"):
    """The service's description of itself, which is for everybody."""

    __slots__ = ()

    @get("/", public=True, key=None)
    def get(self, **options: Unpack[RequestOptions]) -> DiscoveryResponse:
        """Return the service's description of itself as it was received; no token is fetched or sent.

        Args:
            options: Options of the request.

        Returns:
            A mapping, usually of OpenAPI 3.0. `DiscoveryResponse.verification_keys` are the keys that it says it signs
            with.

        Raises:
            ResponseParseError: The answer is no JSON object.
            APIError: Any refusal; see `timeback_core.errors`.

        Source:
            GET /ims/clr/v2p0/discovery/.
        """
        ...

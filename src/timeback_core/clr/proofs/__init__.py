"""Proofs of credentials: signing them and checking signatures, without a connection to anywhere.

The modules here know neither HTTP nor the sandbox. What they need beyond the standard library comes with the extra
``clr`` and is imported at first use.
"""

from __future__ import annotations

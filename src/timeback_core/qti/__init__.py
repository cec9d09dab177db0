"""QTI 3.0 without a server: `qti.xml` reads and writes documents, `qti.scoring` scores items.

Both need lxml (the extra `qti`), which is imported by the first document that is read.
"""

from __future__ import annotations

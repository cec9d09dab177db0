# Written by tools/generate_sync.py from timeback_core/qti/client.py; changes belong there.
"""The client of QTI."""

from __future__ import annotations

from timeback_core.sync.qti.assessment_items import AssessmentItems
from timeback_core.sync.qti.assessment_tests import AssessmentTests
from timeback_core.sync.qti.feedback import Feedback, General, Lesson
from timeback_core.sync.qti.stimuli import Stimuli
from timeback_core.sync.qti.validate import Validation
from timeback_core.sync.service import ServiceClient, attached

__all__ = ["QtiClient"]


class QtiClient(ServiceClient, service="qti"):
    """Items, tests and stimuli of QTI 3.0: authoring, validation, scoring, and feedback on them.

    It is ``client.qti`` of a `TimebackClient`, or stands alone with connection arguments of its own.

    On the default platform ``env="staging"`` and ``env="production"`` share one QTI host: a staging client's writes
    land in the production item bank. Name another host by ``services={"qti": url}`` or ``QTI_BASE_URL``.
    """

    assessment_items = attached(AssessmentItems)
    assessment_tests = attached(AssessmentTests)
    stimuli = attached(Stimuli)
    validate = attached(Validation)
    lesson = attached(Lesson)
    general = attached(General)
    feedback = attached(Feedback)

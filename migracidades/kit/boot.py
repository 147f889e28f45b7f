"""The last question before a process serves anybody: may it face strangers as it is?"""

import sys

from django.conf import settings
from django.core.checks import run_checks

SAFETY = "safety"  # the tag of the checks that are asked


class Unsafe(SystemExit):
    """The process ends here; the sentences are on its standard error."""


def demand_safety() -> None:
    """Raise ``Unsafe``, with a sentence for each fault, unless all is well.

    A demonstration may be as it is.
    """
    if settings.DEMO:
        return
    faults = run_checks(tags=[SAFETY], include_deployment_checks=True)
    if faults:
        sys.stderr.write("".join(f"Refused to start: {one.msg}\n" for one in faults))
        sys.stderr.flush()
        raise Unsafe(1)

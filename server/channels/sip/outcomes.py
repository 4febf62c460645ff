"""What a SIP status says about a call that nobody answered (RFC 3261, section 21)."""

import re

from server.qualification.types import CallEnded, CallOutcome

_OUTCOMES: dict[int, CallOutcome] = {
    404: "unreachable",  # Not Found
    410: "unreachable",  # Gone
    484: "unreachable",  # Address Incomplete
    604: "unreachable",  # Does Not Exist Anywhere
    408: "no_answer",  # Request Timeout
    480: "no_answer",  # Temporarily Unavailable
    487: "no_answer",  # Request Terminated
    486: "busy",  # Busy Here
    600: "busy",  # Busy Everywhere
    603: "busy",  # Decline: somebody is there and does not take it now
}
_STATUS = re.compile(r"([3-6]\d\d)(?: |$)")


def not_answered(reason: str) -> CallEnded:
    """Say how a call ended before it was answered.

    Args:
        reason: What baresip gives: a status such as `486 Busy Here`, or an error in words.
    """
    found = _STATUS.match(reason)
    outcome = _OUTCOMES.get(int(found[1]), "failed") if found else "failed"
    return CallEnded(outcome, detail=reason or "the call could not be placed")

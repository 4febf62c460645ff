"""Why a lead looks like a machine's; each reason is one word that is stored with it."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from server.suspicion import rates, stamps

# Nobody reads a form, writes a name and a number and sends it in less.
LEAST_SECONDS = 2
REASONS = ("trap", "fast", "no_stamp", "address_rate", "account_rate")


@dataclass(frozen=True)
class Signs:
    """What a lead came with.

    Attributes:
        address: Where it comes from, as `server.addresses.visitor` says; "" when unknown.
        trap: What stands in the field that people do not see.
        seconds: How long filling the form took, as the widget measured it.
        stamp: The form's `drawn`, as sent, "" where the server did not draw it.
    """

    address: str = ""
    trap: str = ""
    seconds: int | None = None
    stamp: str = ""


def reasons(session: Session, account_id: int, signs: Signs) -> list[str]:
    """Say what is odd about a lead, and count it.

    Args:
        session: The transaction.
        account_id: Whose lead.
        signs: What it came with.

    Returns:
        Some of `REASONS`, empty for a lead like any other: `trap` (the field that people do
        not see is filled in), `fast` (sent too soon), `no_stamp` (the stamp is not ours), and
        what `rates.count` says.

    Raises:
        Refusal: 429, as `rates.count` says.
    """
    found = ["trap"] if signs.trap else []
    drawn = stamps.age(session, signs.stamp) if signs.stamp else None
    if signs.stamp and drawn is None:
        found.append("no_stamp")
    # The shorter of the two: a page may stand open for hours before somebody comes.
    if any(value is not None and value < LEAST_SECONDS for value in (signs.seconds, drawn)):
        found.append("fast")
    return found + rates.count(session, signs.address, account_id)

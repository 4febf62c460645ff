"""A list of contacts, submitted one after the other; what came of each is one result."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from widget.client.api import Client, RefusedError
from widget.client.cells import safe
from widget.client.contacts import Contact

COLUMNS = (
    "line",
    "interaction_id",
    "phone_number",
    "name",
    "status",
    "validation_id",
    "out_of_working_hours",
    "skip_ivr_call_counter",
    "reason",
)


@dataclass(frozen=True)
class Result:
    """What came of one contact.

    Attributes:
        contact: The contact.
        interaction_id: What it is submitted under.
        status: `ok` or `fail`.
        validation_id: The id of the submission, 0 when it failed.
        out_of_working_hours: As the server answered.
        skip_ivr_call_counter: As the server answered.
        reason: Why it failed, "" when it did not.
    """

    contact: Contact
    interaction_id: str
    status: str
    validation_id: int = 0
    out_of_working_hours: bool = False
    skip_ivr_call_counter: int = 0
    reason: str = ""

    def cells(self) -> list[str]:
        """Return the row of a result table, its columns those of `COLUMNS`."""
        fields = self.contact.fields
        row = (
            self.contact.line,
            self.interaction_id,
            fields.get("phone_number"),
            fields.get("name"),
            self.status,
            self.validation_id or "",
            "yes" if self.out_of_working_hours else "",
            self.skip_ivr_call_counter or "",
            self.reason,
        )
        return [safe(cell) for cell in row]


def clean(
    client: Client, contacts: Iterable[Contact], identify: Callable[[Contact], str]
) -> Iterator[Result]:
    """Submit contacts, all but those whose row is wrong.

    Args:
        client: Who submits them.
        contacts: The contacts.
        identify: Called for each contact, before it is sent; gives its interaction id, 40
            hexadecimal characters. The same id again is the same submission.

    Yields:
        What came of each, in order.

    Raises:
        RefusedError: For a reason that holds for every contact, such as a wrong key.
        UnavailableError: The server is not there.
    """
    for contact in contacts:
        interaction_id = identify(contact)
        if contact.wrong:
            yield Result(contact, interaction_id, "fail", reason=contact.wrong)
            continue
        try:
            done = client.submit({**contact.fields, "interaction_id": interaction_id})
        except RefusedError as error:
            if error.for_everybody:
                raise
            yield Result(contact, interaction_id, "fail", reason=error.message)
            continue
        yield Result(
            contact,
            interaction_id,
            "ok",
            done.validation_id,
            done.out_of_working_hours,
            done.skip_ivr_call_counter,
        )

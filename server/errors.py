"""Refusals: the one exception for what a client got wrong, and the one error shape."""

from collections.abc import Mapping
from typing import Any


class Refusal(Exception):  # noqa: N818
    """A request that is not granted: which HTTP status, which field, what would be right."""

    def __init__(
        self, status_code: int, message: str, field: str = "", headers: Mapping[str, str] = {}
    ) -> None:
        """Say why a request is refused.

        Args:
            status_code: The HTTP status to answer with.
            message: What would be right, in plain English, without the field's name.
            field: The parameter to blame, "" when none is.
            headers: More headers for the answer, such as `Retry-After`.
        """
        super().__init__(message)
        self.status_code = status_code
        self.message = message
        self.field = field
        self.headers = dict(headers)


class NotFoundError(Refusal):
    """What is asked for does not exist, or not for the one who asks."""

    def __init__(self, message: str = "there is nothing at this address", field: str = "") -> None:
        """Say what is not there."""
        super().__init__(404, message, field)


def body(status_code: int, message: str, field: str = "") -> dict[str, Any]:
    """Build the one JSON error shape of docs/architecture.md, "Wire protocol".

    Args:
        status_code: The HTTP status; from 500 it is our error, below it the client's failure.
        message: What would be right, without the field's name.
        field: The parameter to blame, "" when none is.

    Returns:
        `{"status", "msg"}` and, where one field is to blame, `"field"`.
    """
    status = "error" if status_code >= 500 else "fail"
    if not field:
        return {"status": status, "msg": message}
    return {"status": status, "msg": f"{field}: {message}", "field": field}

"""What a channel may use of the process that it runs in."""

from dataclasses import dataclass

from server.db import Database
from server.settings import Settings


@dataclass(frozen=True)
class Services:
    """Handed to each channel when it is made.

    Attributes:
        db: The database; `db.call` from any thread but the event loop's.
        settings: The process's settings: where to keep files, the public origin.
    """

    db: Database
    settings: Settings

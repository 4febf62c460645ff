"""When a kiosk page that nobody touches starts over, for the next guest."""

from widget.core.errors import FieldError
from widget.core.integers import is_int

DEFAULT_SECONDS = 60
LEAST_SECONDS = 5
MOST_SECONDS = 3600
COUNTDOWN = 10
# Who has begun to write gets more time than who has sent and seen the answer.
SENT = "sent"
BEGUN = "begun"
_FACTORS = {SENT: 1, BEGUN: 2}


def seconds(value: object) -> int:
    """Give a kiosk's idle time.

    Args:
        value: Its `settings.idle_seconds`; 0 for a page that never starts over.

    Returns:
        Seconds after a lead is sent; a half-filled form gets twice as many.
    """
    if not isinstance(value, int) or not is_int(value):
        return DEFAULT_SECONDS
    return value if value == 0 or LEAST_SECONDS <= value <= MOST_SECONDS else DEFAULT_SECONDS


def check(value: object) -> None:
    """Check an idle time as an administrator enters it.

    Args:
        value: The kiosk's `settings.idle_seconds`, None where there is none.

    Raises:
        FieldError: It is no number of seconds, or too small or large.
    """
    if value is not None and (not is_int(value) or seconds(value) != value):
        right = "a whole number of seconds from %d to %d, or 0 for never"
        raise FieldError("settings.idle_seconds", right % (LEAST_SECONDS, MOST_SECONDS))


def left(state: str, idle_seconds: int, untouched: int) -> "int | None":
    """Say how many seconds are left until a page starts over.

    Args:
        state: SENT, BEGUN, or "" for a form as it was drawn, which has nothing to lose.
        idle_seconds: What `seconds` gave.
        untouched: Seconds since somebody touched the page.

    Returns:
        The seconds, 0 when it is time; None for a page that stays as it is.
    """
    if not idle_seconds or state not in _FACTORS:
        return None
    return max(0, idle_seconds * _FACTORS[state] - untouched)

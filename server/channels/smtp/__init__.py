"""E-mail over SMTP: the channel of the kind `smtp`."""

from typing import Any

from server.channels.base import Report
from server.channels.services import Services
from server.channels.smtp import options
from server.channels.smtp.channel import Smtp
from server.qualification.types import ChannelName


def create(
    name: ChannelName,
    given: dict[str, Any],
    report: Report,  # noqa: ARG001
    services: Services,  # noqa: ARG001
) -> Smtp:
    """Make the channel from its section of the channels file.

    Args:
        name: `email`; SMTP serves no other.
        given: The section's options, see `server.channels.smtp.options.SmtpOptions`.
        report: Not used: an e-mail has no end to report.
        services: Not used.

    Returns:
        The channel.

    Raises:
        OptionError: An option is wrong; it is named.
    """
    return Smtp(options.read(name, given))

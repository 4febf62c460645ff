"""Voice, SMS and WhatsApp through Twilio, or any carrier that speaks TwiML: the kind `twilio`."""

from typing import Any

from server.channels.base import Channel, Report
from server.channels.services import Services
from server.channels.twilio import options
from server.qualification.types import ChannelName


def create(name: ChannelName, given: dict[str, Any], report: Report, services: Services) -> Channel:
    """Make the channel from its section of the channels file.

    Args:
        name: `voice`, `sms` or `whatsapp`.
        given: The section's options, see `server.channels.twilio.options.TwilioOptions`.
        report: Hears of a call's end.
        services: The database, for what a call plays; the public origin, for callbacks.

    Returns:
        The channel.

    Raises:
        OptionError: An option is wrong; it is named.
    """
    section = options.read(name, given, services.settings.origin)
    # The SDK takes a second to import.
    from server.channels.twilio.messages import Messages
    from server.channels.twilio.voice import Voice

    if name == "voice":
        return Voice(section, report, services)
    return Messages(name, section, services)

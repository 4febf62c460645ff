"""Calls over SIP: one `baresip` process a call, told what to do over its control port."""

from typing import Any

from server.channels import options as channel_options
from server.channels.base import Report
from server.channels.options import OptionError
from server.channels.services import Services
from server.channels.sip import programs, speech
from server.channels.sip.channel import SipChannel
from server.channels.sip.options import SipOptions
from server.channels.sip.speech import Speech
from server.qualification.types import ChannelName


def create(
    name: ChannelName, options: dict[str, Any], report: Report, services: Services
) -> SipChannel:
    """Make the channel; nothing is dialled or registered before the first order.

    Args:
        name: Which channel; only calls go over SIP.
        options: The section of the channels file, fields of `SipOptions`.
        report: Called when a call is over.
        services: Where to keep the sound files.

    Raises:
        OptionError: An option is wrong, or a program is missing on this machine.
    """
    if name != "voice":
        raise OptionError("kind", f"sip takes calls, not {name}")
    account = channel_options.read(SipOptions, options)
    account.check()
    programs.check()
    speech.check(account)
    return SipChannel(account, Speech(services.settings.data / "speech", account), report)

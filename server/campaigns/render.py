"""Draw a campaign's texts for one prospect, in their language."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import product
from pathlib import Path

from server.campaigns import templates
from server.campaigns.queries import Recipient
from server.campaigns.types import Campaign, Flow, Texts
from server.channels import sms_length
from server.channels.base import Message, Script
from server.qualification.types import MessageChannel
from widget.core import languages, phone, texts

# An SMS has little room: longer names and services are cut there.
SMS_MOST = 20
_FRAME = Path(__file__).with_name("email_frame.html").read_text("utf-8")


def script(campaign: Campaign, recipient: Recipient) -> Script:
    """Draw the call flow.

    Args:
        campaign: Its flow.
        recipient: Who is called.

    Returns:
        What a voice channel takes.
    """
    flow = campaign.flow
    # A recording may be there in a language in which nothing is written.
    code = _language({**flow.prompts, **flow.audio}, campaign, recipient.langcode)
    written = _language(flow.prompts, campaign, recipient.langcode)
    values = _values(campaign, recipient)
    return Script(
        bcp47=languages.bcp47(code),
        prompt=_spoken(flow.prompts, written, values),
        audio=flow.audio.get(code, ""),
        keys=dict(flow.keys),
        thanks={
            choice: _spoken(thanks, _language(thanks, campaign, code), values)
            for choice, thanks in flow.thanks.items()
        },
        repeats=flow.repeats,
        wait_seconds=flow.wait,
        ring_seconds=flow.ring,
        machine_detection=flow.machine_detection,
    )


def message(
    campaign: Campaign,
    recipient: Recipient,
    channel: MessageChannel,
    link: str,
    unsubscribe: str = "",
) -> Message:
    """Draw a message.

    Args:
        campaign: Its templates.
        recipient: Whom it goes to.
        channel: What kind of message.
        link: The address of the prospect's answer page.
        unsubscribe: Of an e-mail, where `List-Unsubscribe` points.

    Returns:
        What a channel takes. An SMS that would not fit for the prospect's name, which may bring
        another alphabet, goes out without it.
    """
    links = link_values(link, unsubscribe)
    if channel == "email":
        return _email(campaign, recipient, links)
    if channel == "sms":
        return Message(sms(campaign, recipient, link), link=link)
    return _whatsapp(campaign, recipient, links)


def sms(campaign: Campaign, recipient: Recipient, link: str) -> str:
    """Draw the text message, without name, service and company where they make it too long."""
    allowed = campaign.messages.sms.text
    source = allowed.get(_language(allowed, campaign, recipient.langcode), "")
    nameless, nobody = replace(recipient, name=""), replace(recipient, name="", service="")
    without = (_unnamed(campaign), replace(nobody, account=""))
    drawn = ""
    for whose, each in ((campaign, recipient), (campaign, nameless), (campaign, nobody), without):
        drawn = _sms(source, whose, each, link)
        if sms_length.measure(drawn).fits:
            break
    return drawn


def longest_sms(source: str, campaign: Campaign, account: str, link: str) -> str:
    """Draw a text message as long as it can become.

    Args:
        source: Its template.
        campaign: Whose.
        account: The account's name.
        link: The longest address of an answer page.

    Returns:
        The longest of those with a name and a service and without, for a text may say more where
        it knows less; without a company of another alphabet where it does not fit with it.
    """
    most, longest = "n" * SMS_MOST, ""
    foreign = sms_length.measure(campaign.company or account).foreign
    without = [(_unnamed(campaign), "")] if foreign else []
    for whose, company in [(campaign, account), *without]:
        drawn = [
            _sms(source, whose, Recipient(company, name, "9" * phone.LONGEST, service), link)
            for name, service in product((most, ""), (most, ""))
        ]
        longest = max(drawn, key=lambda text: sms_length.measure(text).excess)
        if sms_length.measure(longest).fits:
            break
    return longest


def _unnamed(campaign: Campaign) -> Campaign:
    return replace(campaign, company="")


def _sms(source: str, campaign: Campaign, recipient: Recipient, link: str) -> str:
    short = {"name": _cut(recipient.name), "service": _cut(recipient.service)}
    values = _values(campaign, recipient, link_values(link)) | short
    return templates.draw(source, values).strip()


def _email(campaign: Campaign, recipient: Recipient, links: Mapping[str, str]) -> Message:
    email = campaign.messages.email
    code = _language(email.text, campaign, recipient.langcode)
    values = _values(campaign, recipient, links)
    html = templates.draw(email.html.get(code, ""), values, html=True)
    subject = email.subject.get(code) or email.subject.get(
        _language(email.subject, campaign, recipient.langcode), ""
    )
    return Message(
        text=templates.draw(email.text.get(code, ""), values),
        subject=" ".join(templates.draw(subject, values).split()),
        html=_framed(html, code) if html else "",
        link=links["link"],
        unsubscribe=links["unsubscribe"],
        bcp47=languages.bcp47(code),
    )


def _whatsapp(campaign: Campaign, recipient: Recipient, links: Mapping[str, str]) -> Message:
    whatsapp = campaign.messages.whatsapp
    values = _values(campaign, recipient, links)
    code = _language(whatsapp.text, campaign, recipient.langcode)
    template = whatsapp.template.get(_language(whatsapp.template, campaign, recipient.langcode), "")
    variables = enumerate(whatsapp.variables if template else (), 1)
    return Message(
        text=templates.draw(whatsapp.text.get(code, ""), values),
        link=links["link"],
        template=template,
        variables={str(at): templates.draw(each, values) for at, each in variables},
    )


def _framed(html: str, code: str) -> str:
    if html.lstrip()[:5].lower() in ("<!doc", "<html"):
        return html
    frame = _FRAME.replace("LANGUAGE", languages.bcp47(code))
    return frame.replace("DIRECTION", languages.direction(code)).replace("CONTENT", html)


def _values(
    campaign: Campaign, recipient: Recipient, links: Mapping[str, str] | None = None
) -> dict[str, str]:
    return {
        "account": recipient.account,
        "company": campaign.company or recipient.account,
        "name": recipient.name,
        "phone": recipient.phone,
        "service": recipient.service,
        **_key_names(campaign.flow),
        **(links or {}),
    }


def _key_names(flow: Flow) -> dict[str, str]:
    names = {"*": "star", "#": "hash"}
    return {f"{choice}_key": names.get(key, key) for key, choice in flow.keys.items()}


def link_values(link: str, unsubscribe: str = "") -> dict[str, str]:
    """Return the variables of a template that are links to the answer page."""
    chosen = {f"{choice}_link": f"{link}?choice={choice}" for choice in ("yes", "no", "never")}
    return {"link": link, "unsubscribe": unsubscribe} | chosen


def _language(found: Texts, campaign: Campaign, langcode: str) -> str:
    """Return the language of a text that a prospect gets: theirs, the campaign's, English, any."""
    order: Sequence[str] = texts.fall_back(langcode, campaign.language)
    return next((code for code in [*order, *sorted(found)] if found.get(code)), texts.ENGLISH)


def _spoken(found: Texts, code: str, values: Mapping[str, str]) -> str:
    return " ".join(templates.draw(found.get(code, ""), values).split())


def _cut(text: str) -> str:
    return text if len(text) <= SMS_MOST else text[:SMS_MOST].rpartition(" ")[0] or text[:SMS_MOST]

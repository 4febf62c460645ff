"""Which channel serves whom: the channels file, read once and made into channels when needed."""

import importlib
import threading
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol, cast

import sqlalchemy as sa
from sqlalchemy.orm import Session

from server.accounts.models import Account
from server.channels.base import Channel, Report
from server.channels.options import OptionError
from server.channels.services import Services
from server.qualification.types import CHANNELS, ChannelName

KINDS = ("simulator", "sip", "twilio", "smtp", "recorder")
_ACCOUNTS = "accounts"
_LIMITS = ("lines", "per_second")


class ChannelsFileError(Exception):
    """The channels file cannot be used: the message names file, section and key."""


class Kind(Protocol):
    """What the module of a kind holds."""

    def create(
        self, name: ChannelName, options: dict[str, Any], report: Report, services: Services
    ) -> Channel:
        """Make the channel; see docs/qualification.md, "A kind of channel"."""
        ...


@dataclass(frozen=True)
class Carrier:
    """One section of the channels file.

    Attributes:
        section: Its name, such as `voice` or `accounts.acme.voice`.
        channel: The channel that it serves.
        account_key: Whose, "" for everybody's.
        kind: One of `KINDS`.
        lines: At most so many calls at once, 0 for no limit.
        per_second: At most so many calls begun in a second, 0 for no limit.
        options: The kind's own.
    """

    section: str
    channel: ChannelName
    account_key: str = ""
    kind: str = "simulator"
    lines: int = 0
    per_second: int = 0
    options: dict[str, Any] = field(default_factory=dict)

    @property
    def queue(self) -> str:
        """The queue of its calls where it limits them, else ""."""
        return f"calls {self.section}" if self.per_second else ""


def read(text: str, name: str = "the channels file") -> dict[str, Carrier]:
    """Read a channels file.

    Args:
        text: TOML, as docs/qualification.md describes it.
        name: What to call the file in an error.

    Returns:
        The sections by name; every channel has one for everybody.

    Raises:
        ChannelsFileError: It is not TOML, or a section or a key is wrong.
    """
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ChannelsFileError(f"{name}: {error}") from None
    accounts = tables.pop(_ACCOUNTS, {})
    carriers: dict[str, Carrier] = {}
    for channel in CHANNELS:
        carriers[channel] = Carrier(channel, channel)
    carriers.update(_sections(tables, "", name))
    if not isinstance(accounts, dict):
        raise ChannelsFileError(f"{name}: [{_ACCOUNTS}]: must hold a table for each account")
    for key, sections in accounts.items():
        if not isinstance(sections, dict):
            raise ChannelsFileError(f"{name}: [{_ACCOUNTS}.{key}]: must be a table")
        carriers.update(_sections(sections, key, name))
    return carriers


def _sections(tables: Mapping[str, Any], account_key: str, name: str) -> dict[str, Carrier]:
    prefix = f"{_ACCOUNTS}.{account_key}." if account_key else ""
    found = {}
    for channel, options in tables.items():
        section = f"{prefix}{channel}"
        where = f"{name}: [{section}]"
        if channel not in CHANNELS or not isinstance(options, dict):
            raise ChannelsFileError(f"{where}: there are [{'], ['.join(CHANNELS)}]")
        kind = options.get("kind", "")
        if kind not in KINDS:
            raise ChannelsFileError(f"{where}: kind: must be one of {', '.join(KINDS)}")
        limits = {}
        for limit in _LIMITS:
            limits[limit] = value = options.get(limit, 0)
            if not isinstance(value, int) or isinstance(value, bool) or value < 0:
                raise ChannelsFileError(f"{where}: {limit}: must be a whole number from 0")
        found[section] = Carrier(
            section,
            channel,
            account_key,
            kind,
            **limits,
            options={key: value for key, value in options.items() if key not in ("kind", *_LIMITS)},
        )
    return found


class Registry:
    """The channels of one process, each made when it is first asked for."""

    def __init__(self, carriers: dict[str, Carrier], report: Report, services: Services) -> None:
        """Remember what the file says; nothing is made yet.

        Args:
            carriers: What `read` returned.
            report: Told of every call's end.
            services: What channels may use.
        """
        self.carriers = carriers
        self._report = report
        self._services = services
        self._made: dict[str, Channel] = {}
        self._lock = threading.Lock()

    def carrier(self, account_key: str, name: ChannelName) -> Carrier:
        """Return the section that serves an account's channel."""
        own = self.carriers.get(f"{_ACCOUNTS}.{account_key}.{name}")
        return own or self.carriers[name]

    def channel(self, account_key: str, name: ChannelName) -> Channel:
        """Return the channel that serves an account; every account without an own one shares it.

        Args:
            account_key: The account's public name.
            name: The channel's.

        Raises:
            ChannelsFileError: Its section has an option that its kind cannot work with.
        """
        carrier = self.carrier(account_key, name)
        with self._lock:
            made = self._made.get(carrier.section)
            if made is None:
                made = self._made[carrier.section] = self._make(carrier)
            return made

    def make_all(self) -> None:
        """Make every channel, so that a wrong option is told at the start.

        Raises:
            ChannelsFileError: An option is wrong.
        """
        for carrier in self.carriers.values():
            self.channel(carrier.account_key, carrier.channel)

    def limits(self) -> dict[str, int]:
        """Return how many calls may begin in a second, by the queues that limit them."""
        return {found.queue: found.per_second for found in self.carriers.values() if found.queue}

    def close(self) -> None:
        """Close every channel."""
        with self._lock:
            while self._made:
                self._made.popitem()[1].close()

    def _make(self, carrier: Carrier) -> Channel:
        module = cast("Kind", importlib.import_module(f"server.channels.{carrier.kind}"))
        try:
            return module.create(
                carrier.channel, dict(carrier.options), self._report, self._services
            )
        except OptionError as error:
            raise ChannelsFileError(
                f"the channels file: [{carrier.section}]: {error.key}: {error.message}"
            ) from None


def load(file: Path | None) -> dict[str, Carrier]:
    """Read the channels file, or do without one: then the simulator takes every order.

    Args:
        file: Where it is, None for none.

    Raises:
        ChannelsFileError: It cannot be read, or is wrong.
    """
    if file is None:
        return read("")
    try:
        return read(file.read_text(encoding="utf-8-sig"), str(file))
    except (OSError, UnicodeDecodeError) as error:
        raise ChannelsFileError(f"{file}: cannot be read ({error})") from None


def without_account(session: Session, carriers: dict[str, Carrier]) -> list[str]:
    """Return the sections of accounts that do not exist, or not yet."""
    there = set(session.scalars(sa.select(Account.key)))
    keys = {section: found.account_key for section, found in carriers.items()}
    return [section for section, key in keys.items() if key and key not in there]


def of(session: Session) -> Registry:
    """Return the channels behind a transaction."""
    found: Registry = session.info["channels"]
    return found

"""What every process is made of, whether it answers HTTP, runs turns, or both."""

import logging
import threading

import sqlalchemy as sa

from server import demo, migrate
from server.channels import registry
from server.channels.services import Services
from server.db import Database, NoDatabaseError, address
from server.engine.engine import Engine
from server.engine.sweep import Sweep
from server.events.broker import Broker
from server.qualification import actions
from server.qualification.turns import Turns
from server.qualification.types import CallEnded
from server.settings import Settings

log = logging.getLogger(__name__)

# Between tries to write down how a call ended, in seconds.
_PAUSES = (1, 2, 5, 10, 20, 30)


class Parts:
    """The database, the channels and the engine of one process, put together."""

    def __init__(self, settings: Settings) -> None:
        """Open the database and bring it up to date; nothing runs yet.

        Args:
            settings: Where everything is.

        Raises:
            server.db.NoDatabaseError: The database cannot be used.
            server.lock.AlreadyLockedError: Another process has this SQLite file.
            server.channels.registry.ChannelsFileError: The channels file is wrong.
        """
        self.settings = settings
        self._closing = threading.Event()
        carriers = registry.load(settings.channels)
        self.broker = Broker()
        self.db = _opened(settings, self.broker)
        if settings.demo:
            self.db.run_now(demo.load, settings.public_origin)
        services = Services(self.db, settings)
        self.channels = registry.Registry(carriers, self._report, services)
        self.turns = Turns(self.db, self.channels, settings.public_origin)
        self.engine = Engine(self.db, self.turns.run, self.channels.limits())
        self.sweep = Sweep(self.db, self.engine)
        self.db.equip(channels=self.channels, engine=self.engine)
        if settings.channels:
            self.channels.make_all()
            for section in self.db.run_now(registry.without_account, carriers):
                log.warning("%s: [%s]: there is no such account", settings.channels, section)

    def start(self) -> None:
        """Run turns from now on, in threads."""
        self.engine.start()
        self.sweep.start()

    def close(self) -> None:
        """Stop running turns, and close everything."""
        self._closing.set()
        self.sweep.stop()
        self.engine.stop()
        self.channels.close()
        self.db.close()

    def _report(self, attempt_id: int, ended: CallEnded) -> None:
        """Write down how a call ended; that is told once, so a lost database is waited for."""
        for seconds in _PAUSES:
            try:
                self.db.call(actions.call_ended, attempt_id, ended)
            except sa.exc.SQLAlchemyError:
                log.exception("the end of attempt %s is written again in %s s", attempt_id, seconds)
                self._closing.wait(seconds)
            else:
                return
        self.db.call(actions.call_ended, attempt_id, ended)


def _opened(settings: Settings, broker: Broker) -> Database:
    """Open the database and bring it up to date."""
    try:
        db = Database(settings.url, broker.wake)
        migrate.upgrade(db.engine)
    except (OSError, sa.exc.DBAPIError) as error:
        why = error.orig if isinstance(error, sa.exc.DBAPIError) else error
        # An address is shown without its password; there can be another in its query.
        where = address(settings.url).set(query={})
        # PostgreSQL's driver writes several lines.
        raise NoDatabaseError(" ".join(f"{where}: {why}".split())) from error
    return db

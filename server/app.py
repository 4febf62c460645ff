"""The application: its parts put together."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from litestar import Litestar
from litestar.datastructures import State
from litestar.di import Provide
from litestar.exceptions import HTTPException

from server import answers
from server.api.pages import means
from server.console.access import NotLoggedInError
from server.errors import Refusal
from server.events.listener import hearing
from server.headers import add_headers
from server.parts import Parts
from server.qualification.handover import handing_over
from server.routes import ROUTES
from server.settings import Settings
from server.webhooks.runner import delivering
from widget.core.errors import FieldError


def create_app(settings: Settings) -> Litestar:
    """Make the application, with its database open, up to date and ours alone.

    Args:
        settings: Where everything is.

    Returns:
        The ASGI application; when it shuts down, its streams end and the database is closed,
        unless this process runs turns: whoever starts them closes `state.parts`.

    Raises:
        server.db.NoDatabaseError: The database cannot be used.
        server.lock.AlreadyLockedError: Another process serves the same SQLite file.
        server.channels.registry.ChannelsFileError: The channels file is wrong.
    """
    parts = Parts(settings)
    db, broker = parts.db, parts.broker
    doing = means(db, settings)

    @asynccontextmanager
    async def running(_app: Litestar) -> AsyncIterator[None]:
        try:
            async with hearing(db, broker):
                yield
        finally:
            if not settings.turns:
                parts.close()

    @asynccontextmanager
    async def turning(_app: Litestar) -> AsyncIterator[None]:
        async with handing_over(db, broker):
            yield

    return Litestar(
        ROUTES,
        state=State({"broker": broker, "db": db, "parts": parts}),
        dependencies={
            "settings": Provide(lambda: settings, sync_to_thread=False),
            "db": Provide(lambda: db, sync_to_thread=False),
            "broker": Provide(lambda: broker, sync_to_thread=False),
            "means": Provide(lambda: doing, sync_to_thread=False),
            "channels": Provide(lambda: parts.channels, sync_to_thread=False),
        },
        lifespan=[running, delivering, *([turning] if settings.turns else [])],
        before_send=[add_headers],
        exception_handlers={
            NotLoggedInError: answers.not_logged_in,
            Refusal: answers.refused,
            FieldError: answers.field_refused,
            HTTPException: answers.not_served,
            Exception: answers.broken,
        },
        openapi_config=None,
        logging_config=None,
        request_max_body_size=None,  # server.forms has its own limit, with an answer
    )

"""Every table, imported, so that `Base.metadata` is complete."""

from server.accounts import models as accounts
from server.db import Base
from server.events import models as events
from server.intelligence import models as intelligence
from server.kiosks import models as kiosks
from server.leads import models as leads
from server.suspicion import models as suspicion

__all__ = ["accounts", "events", "intelligence", "kiosks", "leads", "metadata", "suspicion"]

metadata = Base.metadata

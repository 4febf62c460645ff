"""Every table, imported, so that `Base.metadata` is complete."""

from server.accounts import key_models as api_keys
from server.accounts import models as accounts
from server.campaigns import models as campaigns
from server.channels import carrier_models as carriers
from server.channels import models as channels
from server.db import Base
from server.events import models as events
from server.intelligence import models as intelligence
from server.kiosks import models as kiosks
from server.leads import models as leads
from server.optouts import models as optouts
from server.qualification import models as qualification
from server.suspicion import models as suspicion
from server.webhooks import models as webhooks

__all__ = [
    "accounts",
    "api_keys",
    "campaigns",
    "carriers",
    "channels",
    "events",
    "intelligence",
    "kiosks",
    "leads",
    "metadata",
    "optouts",
    "qualification",
    "suspicion",
    "webhooks",
]

metadata = Base.metadata

"""`python -m server`: serve until Ctrl-C or SIGTERM."""

import sys

from server import settings
from server.lock import AlreadyLockedError
from server.serve import PortTakenError, run

try:
    run(settings.read(sys.argv[1:]))
except (AlreadyLockedError, PortTakenError) as error:
    sys.exit(str(error))
except KeyboardInterrupt:
    sys.exit(130)

"""`python -m server`: serve until Ctrl-C or SIGTERM."""

import os
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
# The HTTP server's own threads may be about to call Python, and CPython ends such a thread by force
# while it shuts down: now and then that aborts the process. Everything is closed, so do not wait.
sys.stdout.flush()
os._exit(0)

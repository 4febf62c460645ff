"""`python -m server`: serve until Ctrl-C or SIGTERM."""

import sys

from server import settings

try:
    given = settings.read(sys.argv[1:])
    # A wrong argument is answered before the framework is loaded.
    from server.serve import CannotServe, run

    try:
        run(given)
    except CannotServe as error:
        sys.exit(str(error))
except KeyboardInterrupt:
    sys.exit(130)

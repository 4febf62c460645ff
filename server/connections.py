"""How many connections the server holds at once."""

import sys

# Each visitor who waits for a call and each console keeps one open.
MOST = 20_000
# What the process opens besides: the database, channels, webhooks, files.
_OWN = 400


def room() -> int:
    """Raise the process's limit of open files as far as it may go, and say what that leaves.

    Returns:
        How many connections may be open at once; who comes after them waits until one is closed.
    """
    return max(_files(MOST + _OWN) - _OWN, _OWN)


if sys.platform == "win32":

    def _files(wanted: int) -> int:
        return wanted
else:
    import resource

    def _files(wanted: int) -> int:
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        if hard != resource.RLIM_INFINITY:
            wanted = min(wanted, hard)
        if resource.RLIM_INFINITY != soft < wanted:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        return wanted

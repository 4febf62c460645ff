"""Ports for servers that must know theirs before they start."""

import random
import socket

# Below those that Linux gives outgoing connections, one of which would take it meanwhile.
_PORTS = range(20_000, 32_000)


def free_port(kind: socket.SocketKind = socket.SOCK_STREAM) -> int:
    """Returns a port of the loopback that nobody listens on.

    Args:
        kind: TCP's, or UDP's as `SOCK_DGRAM`.
    """
    while True:
        port = random.choice(_PORTS)  # noqa: S311 - no secret
        with socket.socket(type=kind) as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port

"""The control port of baresip's module `ctrl_tcp`: JSON in netstrings, both ways."""

import json
import socket
from typing import Any

# More than baresip ever sends in one message.
_LONGEST = 1_000_000


class BrokenControlError(Exception):
    """The control port closed, or what came from it is not its protocol."""


def encode(command: str, params: str = "") -> bytes:
    """Write a command; its answer carries the command's name as `token`."""
    body = json.dumps({"command": command, "params": params, "token": command}).encode()
    return b"%d:%s," % (len(body), body)


class Decoder:
    """Puts messages together from pieces of a stream."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._rest = b""

    def feed(self, piece: bytes) -> list[dict[str, Any]]:
        """Take a piece of the stream.

        Returns:
            The messages that it completes.

        Raises:
            BrokenControlError: This is not the protocol.
        """
        self._rest += piece
        messages = []
        while (message := self._next()) is not None:
            messages.append(message)
        return messages

    def _next(self) -> dict[str, Any] | None:
        head, colon, rest = self._rest.partition(b":")
        if not colon and len(head) <= len(str(_LONGEST)):
            return None
        if not head.isdigit() or int(head) > _LONGEST:
            raise BrokenControlError(f"no netstring: {head[:20]!r}")
        length = int(head)
        if len(rest) <= length:
            return None
        body, comma, self._rest = rest[:length], rest[length : length + 1], rest[length + 1 :]
        try:
            message = json.loads(body)
        except ValueError:
            message = None
        if comma != b"," or not isinstance(message, dict):
            raise BrokenControlError("a netstring without JSON in it")
        return message


class Control:
    """A connection to the control port of one baresip."""

    def __init__(self, port: int) -> None:
        """Connect on the loopback interface.

        Raises:
            OSError: Nobody listens there.
        """
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=1)
        self._decoder = Decoder()

    def tell(self, command: str, params: str = "") -> None:
        """Send a command.

        Raises:
            BrokenControlError: baresip has gone.
        """
        try:
            self._socket.sendall(encode(command, params))
        except OSError as error:
            raise BrokenControlError(str(error)) from None

    def listen(self, seconds: float) -> list[dict[str, Any]]:
        """Wait for messages: the events of a call and the answers to commands.

        Args:
            seconds: For how long at most.

        Returns:
            What came; nothing when the time is over.

        Raises:
            BrokenControlError: baresip has gone.
        """
        self._socket.settimeout(max(seconds, 0.001))
        try:
            piece = self._socket.recv(65536)
        except TimeoutError:
            return []
        except OSError as error:
            raise BrokenControlError(str(error)) from None
        if not piece:
            raise BrokenControlError("baresip has gone")
        return self._decoder.feed(piece)

    def close(self) -> None:
        """Let go of the connection."""
        self._socket.close()

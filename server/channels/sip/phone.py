"""One baresip process: its files, its start, its end."""

import socket
import subprocess
import time
from pathlib import Path

from server.channels.sip.control import Control
from server.channels.sip.options import SipOptions

_MODULES = (
    "/usr/lib/baresip/modules",
    "/usr/lib64/baresip/modules",
    "/usr/local/lib/baresip/modules",
)
_START_SECONDS = 10.0
_TRIES = 3
_READY = b"baresip is ready"
_PORT_TAKEN = b"ctrl_tcp: failed to listen"
# After this a transaction that nobody answers is over (RFC 3261, timer B).
_LAST_WORDS_SECONDS = 33.0


class PhoneError(Exception):
    """baresip does not start."""


def config(options: SipOptions, silence: Path, control_port: int, modules: str) -> str:
    """Write baresip's configuration for one call: no sound device, nothing recorded."""
    lines = [
        "poll_method epoll",
        f"sip_listen {options.listen}:0",
        f"audio_source aufile,{silence}",
        "audio_player aufile,/dev/null",
        "audio_srate 8000",
        "audio_channels 1",
        "audio_buffer 20-160",
        f"rtp_ports {options.rtp_ports}",
        f"module_path {modules}",
        "module g711.so",
        "module aufile.so",
        "module_app account.so",
        "module_app menu.so",
        "module_app ctrl_tcp.so",
        f"ctrl_tcp_listen 127.0.0.1:{control_port}",
        # Who calls us meanwhile finds the line busy.
        "call_max_calls 1",
    ]
    return "\n".join([*lines, ""])


def account(options: SipOptions) -> str:
    """Write baresip's line for the account; `SipOptions.check` has seen to what stands in it."""
    name = f'"{options.display_name}" ' if options.display_name else ""
    parameters = [
        f"regint={3600 if options.register else 0}",
        "audio_codecs=PCMU/8000/1,PCMA/8000/1",
    ]
    if options.password:
        user = options.auth_user or options.account.removeprefix("sip:").partition("@")[0]
        parameters += [f"auth_user={user}", f"auth_pass={options.password}"]
    if options.outbound:
        parameters.append(f'outbound="{options.outbound}"')
    return f"{name}<{options.account}>;{';'.join(parameters)}\n"


class Phone:
    """A baresip of our own; it dies with the thread that started it."""

    def __init__(self, options: SipOptions, folder: Path, silence: Path, seconds: float) -> None:
        """Start it and connect to its control port.

        Args:
            options: The account.
            folder: A folder of its own, which only we can read.
            silence: What it sends until it is told otherwise.
            seconds: When it ends by itself, whatever happens to us.

        Raises:
            PhoneError: It does not start.
        """
        self._folder = folder
        self._options = options
        why = "its control port is taken"
        for _ in range(_TRIES):
            port = _free_port()
            self._write(config(options, silence, port, _module_path()))
            self._process = self._start(seconds)
            try:
                if self._is_ready():
                    self.control = Control(port)
                    return
            except (OSError, PhoneError) as error:
                why = str(error)
            self.end(at_once=True)
        raise PhoneError(f"baresip does not start: {why}")

    def end(self, *, at_once: bool = False) -> None:
        """Let it say good-bye to the gateway, and see to it that it is gone.

        A phone that is told too early that its call is cancelled must still be told, so this
        may wait half a minute.
        """
        if at_once:
            self._process.kill()
        else:
            self.control.close()
            self._process.terminate()
        try:
            self._process.wait(_LAST_WORDS_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def kill(self) -> None:
        """End it now, from any thread."""
        self._process.kill()

    def terminate(self) -> None:
        """Ask it to hang up and end, from any thread."""
        self._process.terminate()

    def _write(self, text: str) -> None:
        (self._folder / "config").write_text(text)
        file = self._folder / "accounts"
        file.touch(0o600)
        file.write_text(account(self._options))

    def _start(self, seconds: float) -> "subprocess.Popen[bytes]":
        # setpriv: when we are killed, it hangs up and ends too.
        command = ["setpriv", "--pdeathsig", "TERM", "--", "baresip"]
        with (self._folder / "log").open("wb") as log:
            return subprocess.Popen(  # noqa: S603 - no word of it is from outside
                [*command, "-f", str(self._folder), "-t", str(round(seconds))],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=self._folder,
            )

    def _is_ready(self) -> bool:
        until = time.monotonic() + _START_SECONDS
        while time.monotonic() < until:
            said = (self._folder / "log").read_bytes()
            if _READY in said:
                return _PORT_TAKEN not in said
            if self._process.poll() is not None:
                raise PhoneError(said.decode("utf-8", "replace").strip()[-300:])
            time.sleep(0.01)
        raise PhoneError("it takes too long")


def _module_path() -> str:
    candidates = [*_MODULES, *(str(each) for each in Path("/usr/lib").glob("*/baresip/modules"))]
    for folder in candidates:
        if (Path(folder) / "ctrl_tcp.so").exists():
            return folder
    raise PhoneError("its modules are not where Debian keeps them")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port

"""`build.py serve`: builds what changed, then runs the server with the demo data."""

import argparse
import signal
import subprocess
import sys
from pathlib import Path
from types import FrameType

from tools.build import build
from tools.steps import ROOT

LISTENING = "listening "
STOPS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]


def main(arguments: list[str]) -> int:
    """Serves until Ctrl-C.

    Args:
        arguments: the command line after `serve`.

    Returns:
        0 when it was stopped, else the server's own status; the server has said why.
    """
    parser = argparse.ArgumentParser(prog="build.py serve")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--data", type=Path, default=ROOT / "var")
    given = parser.parse_args(arguments)
    build()
    command = [sys.executable, "-m", "server", "--demo", f"--port={given.port}"]
    command += [f"--data={given.data.resolve()}", f"--dist={ROOT / 'dist'}"]
    # In a session of its own, so that a Ctrl-C reaches it once: from here, not from the terminal.
    server = subprocess.Popen(  # noqa: S603
        command, cwd=ROOT, stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    stopping = False

    def stop(_number: int, _frame: FrameType | None) -> None:
        nonlocal stopping
        if not stopping:
            stopping = True
            server.terminate()

    for number in STOPS:
        signal.signal(number, stop)
    announced = False
    for line in server.stdout or ():
        if line.startswith(LISTENING) and not announced:
            announced = True
            announce(line.removeprefix(LISTENING).strip())
        else:
            print(line, end="", flush=True)
    status = server.wait()
    if stopping and status in (0, -signal.SIGTERM):
        return 0
    return status if status > 0 else 1


def announce(url: str) -> None:
    """Prints where everything is and who can log in.

    Args:
        url: the server's, with a slash at the end.
    """
    from server.demo_logins import API_KEY, LOGINS

    print(f"ready {url}", flush=True)
    print("\nExamples")
    for path in sorted((ROOT / "examples").glob("*.html")):
        print(f"  {url}examples/{path.name}")
    print(f"Kiosk page\n  {url}kiosk/demo/1")
    print(f"Console\n  {url}console/")
    for account, name, email, role, password in LOGINS:
        print(f"  {name} ({role} of {account}): {email} {password}")
    print(f"API key of demo, to qualify leads with\n  {API_KEY}")
    print("\nCtrl-C stops it.", flush=True)

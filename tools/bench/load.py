"""Sends leads as fast as they are taken, from a process of its own.

`python -m tools.bench.load ORIGIN SECONDS` prints how many a second were answered with 200.
"""

import http.client
import secrets
import sys
import threading
import time
from urllib.parse import urlencode, urlsplit

from tools.steps import StepError

CONNECTIONS = 8
HEADERS = {"Content-Type": "application/x-www-form-urlencoded"}


def per_second(origin: str, seconds: float, connections: int = CONNECTIONS) -> float:
    """Submits different leads on kept connections.

    Args:
        origin: of a server on the loopback.
        seconds: how long.
        connections: how many at once.

    Returns:
        How many a second were taken.

    Raises:
        StepError: one was refused.
    """
    counts: list[int] = []
    refused: list[str] = []
    end = time.perf_counter() + seconds

    def send() -> None:
        connection = http.client.HTTPConnection(urlsplit(origin).netloc, timeout=10)
        taken = 0
        while time.perf_counter() < end and not refused:
            connection.request("POST", "/api/", body(secrets.token_hex(20)), HEADERS)
            answer = connection.getresponse()
            said = answer.read()
            if answer.status != 200:
                refused.append(said.decode(errors="replace"))
            taken += 1
        counts.append(taken)
        connection.close()

    started = time.perf_counter()
    threads = [threading.Thread(target=send) for _ in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if refused:
        raise StepError("Submitting leads", refused[0], "Submit one by hand to see why.")
    return sum(counts) / (time.perf_counter() - started)


def body(identity: str) -> str:
    """Returns a lead as an integrator sends it, without a token."""
    return urlencode(
        {
            "action": "lead_submit",
            "account_key": "demo",
            "customer_id": identity,
            "interaction_id": identity,
            "langcode": "eng",
            "location": "Singapore",
            "name": "Ada Lovelace",
            "phone_number": f"+65 9{int(identity[:8], 16) % 10**7:07}",
            "email": "ada@prospect.example",
            "service_id": "1",
            "service_name": "Sales",
        }
    )


if __name__ == "__main__":
    print(per_second(sys.argv[1], float(sys.argv[2])))

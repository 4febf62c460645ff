"""Serves a provider's OpenAPI description as a mock that checks what it is sent (Prism)."""

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tools import environment
from tools.steps import ROOT, StepError, run, step

FOLDER = ROOT / "tests" / "prism"
PATIENCE = 60.0
_FORM = "application/x-www-form-urlencoded"
_ANNOUNCED = re.compile(r"Prism is listening on (http://127\.0\.0\.1:\d+)")


def install() -> None:
    """Installs Prism's lock file, unless it is there; no other command than the tests needs it."""
    lock, done = FOLDER / "package-lock.json", FOLDER / "node_modules" / ".package-lock.json"
    if done.exists() and _versions(done) == _versions(lock):
        return
    title = "Installing Prism (npm ci)"
    python = environment.here()
    node = environment.node(python)
    env = {**os.environ, "PATH": f"{node.parent}{os.pathsep}{os.environ['PATH']}"}
    command = [*environment.npm(python), "ci", "--ignore-scripts", "--omit=optional"]
    with step(title):
        run(title, [*command, "--prefix", FOLDER], environment.TRY_AGAIN, env=env)


def described(description: Path, answers: dict[tuple[str, str], Any]) -> dict[str, Any]:
    """Reads a description, with what each operation shall answer.

    Args:
        description: An OpenAPI document, JSON.
        answers: By path and method, such as `("/Calls.json", "post")`, the end of the path being
            enough, the body of its first good answer.

    Returns:
        The document. Its repeated form fields take one value too: Prism refuses a field that may
        be repeated and is sent once (stoplightio/prism #2473).
    """
    document: dict[str, Any] = json.loads(description.read_text())
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            if not isinstance(operation, dict) or "responses" not in operation:
                continue
            form = operation.get("requestBody", {}).get("content", {}).get(_FORM, {})
            for name, schema in form.get("schema", {}).get("properties", {}).items():
                if schema.get("type") == "array":
                    form["schema"]["properties"][name] = {"anyOf": [schema, {"type": "string"}]}
            for (end, asked), body in answers.items():
                if path.endswith(end) and method == asked:
                    _answer(operation, body)
    return document


@contextmanager
def serving(document: dict[str, Any], folder: Path) -> Iterator[str]:
    """Runs Prism until the block ends.

    Args:
        document: What to serve.
        folder: Where its file may lie.

    Yields:
        The mock's origin.

    Raises:
        StepError: Prism did not start.
    """
    install()
    file = folder / "openapi.json"
    file.write_text(json.dumps(document))
    program = FOLDER / "node_modules" / "@stoplight" / "prism-cli" / "dist" / "index.js"
    command = [environment.node(environment.here()), program, "mock", "--host", "127.0.0.1"]
    said = folder / "prism.log"  # a pipe that nobody empties would stop it
    with said.open("w") as log:
        process = subprocess.Popen(  # noqa: S603 - the command is ours
            [str(part) for part in [*command, "--port", "0", file]],
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd=folder,
        )
    try:
        yield _announced(process, said)
    finally:
        process.kill()
        process.wait()


def _answer(operation: dict[str, Any], body: Any) -> None:
    good = next(code for code in operation["responses"] if code.startswith("2"))
    content = operation["responses"][good]["content"]["application/json"]
    content.pop("examples", None)
    content["example"] = body


def _announced(process: subprocess.Popen[bytes], said: Path) -> str:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        found = _ANNOUNCED.search(said.read_text())
        if found:
            return found[1]
        time.sleep(0.05)
    why = said.read_text()[-500:] or "it said nothing"
    raise StepError("Starting Prism", why, environment.TRY_AGAIN)


def _versions(lock: Path) -> dict[str, str]:
    packages = json.loads(lock.read_text())["packages"]
    return {
        path: package["version"]
        for path, package in packages.items()
        if path and not package.get("optional")
    }


if __name__ == "__main__":
    try:
        install()
    except StepError as error:
        sys.exit(str(error))

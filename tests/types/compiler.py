"""TypeScript's compiler over a few files."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from tools.environment import here, node
from tools.steps import ROOT

DECLARATIONS = ROOT / "static" / "types" / "lucep.d.ts"
COMPILER = ROOT / "node_modules" / "typescript" / "bin" / "tsc"
# Every file is a module, for pages do not see each other's variables.
OPTIONS = {
    "target": "es2022",
    "lib": ["es2022", "dom", "dom.iterable"],
    "module": "preserve",
    "moduleDetection": "force",
    "noEmit": True,
    "jsx": "react-jsx",
    "typeRoots": [],
    "types": [],
}


def errors(folder: Path, files: list[Path], **options: object) -> list[str]:
    """Compiles files, with the declarations beside them.

    Args:
        folder: an empty folder, for the compiler's settings.
        files: what to compile.
        **options: more of the compiler's.

    Returns:
        What it complains about.
    """
    config = folder / "tsconfig.json"
    names = [str(path) for path in [DECLARATIONS, *files]]
    config.write_text(json.dumps({"compilerOptions": OPTIONS | options, "files": names}))
    done = subprocess.run(
        [node(here()), COMPILER, "--pretty", "false", "--project", config],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    said = [line for line in (done.stdout + done.stderr).splitlines() if line]
    assert bool(done.returncode) == bool(said), done
    return said

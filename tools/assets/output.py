"""The folder that a build fills."""

import hashlib
from pathlib import Path

HASH_LENGTH = 16


class Output:
    """A folder whose files are either immutable, under their hash, or under a fixed name."""

    def __init__(self, folder: Path):
        self.folder = folder

    def place(self, files: dict[str, bytes]) -> dict[str, str]:
        """Writes files under the hash of all of them, so that they find each other.

        Args:
            files: what each holds, by name.

        Returns:
            Where each is, by name: `a/<hash>/<name>`, from the server's origin.
        """
        digest = hashlib.sha256()
        for name, content in sorted(files.items()):
            digest.update(f"{name} {len(content)} ".encode() + content)
        folder = f"a/{digest.hexdigest()[:HASH_LENGTH]}"
        return {name: self.write(f"{folder}/{name}", files[name]) for name in files}

    def place_one(self, name: str, content: bytes) -> str:
        """Writes one file under its hash and returns where it is."""
        return self.place({name: content})[name]

    def write(self, path: str, content: bytes) -> str:
        """Writes a file under a fixed name and returns the name."""
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        return path

    def files(self) -> list[Path]:
        """Returns every file written."""
        return sorted(path for path in self.folder.rglob("*") if path.is_file())

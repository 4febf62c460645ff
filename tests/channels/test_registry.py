"""The channels file as a process reads it at its start."""

from __future__ import annotations

from pathlib import Path

import pytest

from server.channels import registry
from server.parts import Parts
from server.settings import Settings


def test_a_section_of_no_account_is_told_at_the_start(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file = tmp_path / "channels.toml"
    sections = ("accounts.demo.voice", "accounts.Demo.voice", "accounts.TYPO.sms", "email")
    file.write_text("".join(f'[{each}]\nkind = "simulator"\n' for each in sections))
    Parts(Settings(data=tmp_path, demo=True, channels=file)).close()
    assert [message for message in caplog.messages if "account" in message] == [
        f"{file}: [accounts.Demo.voice]: there is no such account",
        f"{file}: [accounts.TYPO.sms]: there is no such account",
    ]


def test_a_file_that_windows_wrote(tmp_path: Path) -> None:
    file = tmp_path / "channels.toml"
    file.write_text('[email]\r\nkind = "simulator"\r\n', encoding="utf-8-sig")
    assert registry.load(file)["email"].kind == "simulator"

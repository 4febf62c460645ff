"""A text message has to fit into one, in the alphabet that it is really sent in."""

import pytest

from server.channels import sms_length


@pytest.mark.parametrize(
    ("text", "characters", "limit"),
    [
        ("a" * 160, 160, 160),
        ("a" * 161, 161, 160),
        ("€" * 80, 160, 160),
        ("€" * 81, 162, 160),
        ("[]{}~^|\\", 16, 160),
        ("é" * 160, 160, 160),
        ("ж" * 70, 70, 70),
        ("ж" * 71, 71, 70),
        ("a" * 69 + "ж", 70, 70),
        ("a" * 70 + "ж", 71, 70),
        ("😀" * 35, 70, 70),
        ("😀" * 35 + "a", 71, 70),
        ("a\nb", 3, 160),
    ],
)
def test_it_counts_as_the_networks_do(text: str, characters: int, limit: int) -> None:
    found = sms_length.measure(text)
    assert (found.characters, found.limit) == (characters, limit)
    assert (sms_length.why_not(text) == "") == (characters <= limit)


def test_it_names_the_characters_that_cost_so_much() -> None:
    said = sms_length.why_not("“" + "a" * 80 + "”")
    assert said == "the text has 82 characters, one message holds 70 because of “ ”"


@pytest.mark.parametrize("text", ["", "  \n"])
def test_an_empty_text_is_none(text: str) -> None:
    assert sms_length.why_not(text) == "the text is empty"

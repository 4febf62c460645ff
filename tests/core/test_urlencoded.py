"""Form encoding."""

from urllib.parse import parse_qsl
from urllib.parse import quote as quoted

from hypothesis import given
from hypothesis import strategies as st

from widget.core.urlencoded import form_encode, quote

SENDABLE = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


def test_it_works() -> None:
    body = form_encode([("action", "raise_lead"), ("name", "Zoë & Bob"), ("n", 1)])
    assert body == "action=raise_lead&name=Zo%C3%AB+%26+Bob&n=1"


@given(st.lists(st.tuples(SENDABLE, SENDABLE)))
def test_a_form_comes_back_as_it_was(pairs: list[tuple[str, str]]) -> None:
    body = form_encode([(name, value) for name, value in pairs])
    found = parse_qsl(body, keep_blank_values=True, strict_parsing=bool(pairs))
    assert body.isascii()
    assert found == pairs


@given(SENDABLE)
def test_quoting_is_that_of_urllib(value: str) -> None:
    assert quote(value) == quoted(value, safe="")

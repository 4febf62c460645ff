"""What hypothesis makes up: hostile text and whatever JSON can hold."""

from hypothesis import settings
from hypothesis import strategies as st

# Shared machines are slow by fits; a deadline would fail good code.
settings.register_profile("widget", deadline=None, max_examples=60)
settings.load_profile("widget")

NASTY = st.sampled_from(
    "\u202e\u200b\u200d\u200c\x00\x1b\x85\u2028\u00a0\u3164\ud83d\ude00\u2011é東٣ -\n\t{}'\"<&"
)
TEXTS = st.text(NASTY | st.characters(), max_size=40)
SCALARS = st.none() | st.booleans() | st.integers(-(2**40), 2**40) | st.floats() | TEXTS
JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=8,
)

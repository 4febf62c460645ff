"""Make the addresses in a plain text links, as a mail program or a telephone does."""

import re

from markupsafe import Markup, escape

# An address ends before the punctuation of the sentence that it stands in.
_ADDRESS = re.compile(r"https?://[^\s<>\"']*[^\s<>\"'.,;:!?)\]]")


def linked(text: str) -> Markup:
    """Escape a text for HTML, its web addresses as links."""
    parts, end = [], 0
    for found in _ADDRESS.finditer(text):
        parts.append(escape(text[end : found.start()]))
        link = Markup('<a href="{0}" target="_blank" rel="noopener">{0}</a>')
        parts.append(link.format(found[0]))
        end = found.end()
    return Markup("").join([*parts, escape(text[end:])])

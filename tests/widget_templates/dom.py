"""A page as a flat list of elements: enough to ask about ids, labels and attributes."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"br", "hr", "img", "input", "link", "meta", "path"}
CONTROLS = {"input", "select", "textarea"}


@dataclass
class Element:
    """One element: its tag, attributes, ancestors and all text inside it."""

    tag: str
    attributes: dict[str, str]
    ancestors: list[Element]
    text: str = ""

    def __getitem__(self, name: str) -> str:
        """Gives an attribute, "" when it is not there."""
        return self.attributes.get(name, "")

    def __contains__(self, name: str) -> bool:
        """Says whether an attribute is there."""
        return name in self.attributes

    def inside(self, tag: str) -> Element | None:
        """Gives the nearest ancestor of a tag."""
        return next((a for a in reversed(self.ancestors) if a.tag == tag), None)


@dataclass
class Page(HTMLParser):
    """Parses HTML as it was written; end tags that HTML lets one leave out may be missing."""

    html: str
    elements: list[Element] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self._open: list[Element] = []
        self.feed(self.html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Opens an element."""
        if tag == "option" and self._open and self._open[-1].tag == "option":
            self._open.pop()
        element = Element(tag, {name: value or "" for name, value in attrs}, list(self._open))
        self.elements.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Opens an element that closes itself."""
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        """Closes an element and what was left open in it."""
        assert any(element.tag == tag for element in self._open), f"</{tag}> closes nothing"
        while self._open.pop().tag != tag:
            pass

    def handle_data(self, data: str) -> None:
        """Adds text to all that is open."""
        for element in self._open:
            element.text += data

    def all(self, tag: str = "", **attributes: str) -> list[Element]:
        """Gives the elements of a tag with these attributes (`_` stands for `-`)."""
        wanted = {name.strip("_").replace("_", "-"): value for name, value in attributes.items()}
        return [
            element
            for element in self.elements
            if tag in ("", element.tag)
            and all(element.attributes.get(name) == value for name, value in wanted.items())
        ]

    def one(self, tag: str = "", **attributes: str) -> Element:
        """Gives the only element of a tag with these attributes."""
        found = self.all(tag, **attributes)
        assert len(found) == 1, f"{len(found)} of {tag} {attributes}"
        return found[0]

    def outside_templates(self) -> list[Element]:
        """Gives what is in the page itself, not in a `<template>`."""
        return [element for element in self.elements if not element.inside("template")]

"""What the build compiles, and what it refuses, by template and line."""

from pathlib import Path

import pytest

from tools.templates import UnsupportedTemplateError, compile_for_jinja2, compile_templates

REFUSED = {
    "{{ x|title }}": "no filter 'title'",
    "{{ x|upper }}": "no filter 'upper'",
    "{% filter wordwrap %}x{% endfilter %}": "no filter 'wordwrap'",
    "{{ x|join(attribute='y') }}": "filter 'join': got an unexpected keyword argument 'attribute'",
    "{{ x|replace('a', 'b', 1) }}": "filter 'replace': too many positional arguments",
    "{{ x|trim(*y) }}": "filter 'trim': * and **",
    "{{ 1 if x is divisibleby(3) }}": "no test 'divisibleby'",
    "{{ 1 if x is sameas }}": "test 'sameas': missing a required argument: 'other'",
    "{{ x.upper() }}": ".upper() is not the same on MicroPython",
    "{% for a, b in x.items() %}{% endfor %}": ".items() is not the same",
    "{{ x.values }}": ".values is a method of every dict",
    "{{ x[::2] }}": "cannot slice with a step",
    "{{ lipsum() }}": "no 'lipsum'",
    "{% include 'absent.html.j2' %}": "no template 'absent.html.j2'",
    "{% include x %}": "write the other template's name out",
    "{% from 'library.html.j2' import absent %}": "'library.html.j2' exports no 'absent'",
    "{% autoescape false %}{{ x }}{% endautoescape %}": "autoescape cannot be switched",
    "{{ x": "unexpected end of template",
}


def folder(path: Path, **templates: str) -> Path:
    for name, source in {"library": "{% macro here() %}{% endmacro %}", **templates}.items():
        (path / f"{name}.html.j2").write_text(source, "utf-8")
    return path


def test_it_works(tmp_path: Path) -> None:
    modules = compile_templates(folder(tmp_path, hello="Hello {{ name|default('you') }}"))
    assert sorted(modules) == [
        "widget.drawn.__init__",
        "widget.drawn.hello",
        "widget.drawn.library",
    ]
    assert "yield 'Hello '" in modules["widget.drawn.hello"]
    assert not any("jinja2" in source for source in modules.values())


def test_only_what_is_drawn_and_what_it_uses(tmp_path: Path) -> None:
    source = folder(
        tmp_path, a="{% include 'b.html.j2' %}", b="{% extends 'c.html.j2' %}", c="", d=""
    )
    modules = compile_templates(source, ["a.html.j2"])
    assert sorted(modules) == [f"widget.drawn.{name}" for name in ("__init__", "a", "b", "c")]


def test_what_is_no_template_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("{{ {% ", "utf-8")
    assert list(compile_templates(tmp_path)) == ["widget.drawn.__init__"]


@pytest.mark.parametrize("source", REFUSED)
def test_refused(tmp_path: Path, source: str) -> None:
    with pytest.raises(UnsupportedTemplateError) as refusal:
        compile_templates(folder(tmp_path, page=f"one\ntwo\n{source}"))
    assert str(refusal.value).startswith("page.html.j2, line 3: ")
    assert REFUSED[source] in str(refusal.value)


def test_jinja2_itself_is_refused_nothing_but_wrong_syntax(tmp_path: Path) -> None:
    assert "widget.drawn.page" in compile_for_jinja2(folder(tmp_path, page="{{ x|title }}"))
    with pytest.raises(UnsupportedTemplateError, match=r"page.html.j2, line 1: "):
        compile_for_jinja2(folder(tmp_path, page="{{ x"))


def test_two_templates_cannot_share_a_module(tmp_path: Path) -> None:
    with pytest.raises(UnsupportedTemplateError, match="no free module name"):
        compile_templates(folder(tmp_path, **{"a-b": "", "a_b": ""}))


def test_a_name_that_python_cannot_import(tmp_path: Path) -> None:
    with pytest.raises(UnsupportedTemplateError, match="no free module name"):
        compile_templates(folder(tmp_path, **{"1st": ""}))

"""One `render`, whatever draws."""

import subprocess
import sys
from pathlib import Path

import pytest
from jinja2 import TemplateNotFound, UndefinedError

from tools.templates import compile_for_jinja2
from widget.core import templating, templating_compiled, templating_jinja2
from widget.core.jinja import runtime

from . import examples

ICONS = "{% from 'icons.html.j2' import cross %}{{ cross() }}"


def test_it_works() -> None:
    context = next(context for context in examples.product_contexts() if not context["status"])
    assert '<form id="lucep-form"' in templating.render("form.html.j2", context)


def test_a_template_that_is_not_there() -> None:
    with pytest.raises(TemplateNotFound):
        templating.render("absent.html.j2", {})


def test_a_name_that_is_not_there() -> None:
    with pytest.raises(UndefinedError):
        templating.render("form.html.j2", {})


def test_a_template_of_the_sites_own() -> None:
    assert templating.render_text("<p>{{ x }}</p>\n", {"x": "<b>"}) == "<p>&lt;b&gt;</p>\n"
    assert "<svg" in templating.render_text(ICONS, {})


def test_a_template_of_the_sites_own_needs_jinja2() -> None:
    with pytest.raises(NotImplementedError, match="pyodide"):
        templating_compiled.render_text("x", {})


def test_a_compiled_template_that_is_not_there() -> None:
    with pytest.raises(runtime.TemplateNotFound):
        templating_compiled.render("absent.html.j2", {})


def test_without_jinja2_the_compiled_templates_are_taken() -> None:
    code = (
        "import sys; sys.modules['jinja2'] = None\n"
        "from widget.core import templating, templating_compiled\n"
        "assert templating.engine() is templating_compiled"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=examples.ROOT)


def test_templates_that_jinja2_compiled_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the Pyodide bundle holds draws the same as the text."""
    (tmp_path / "precompiled").mkdir()
    for name, source in compile_for_jinja2(examples.PRODUCT).items():
        path = tmp_path / "precompiled" / f"{name.rpartition('.')[2]}.py"
        path.write_text(source, "utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    loader = templating_jinja2.CompiledLoader("precompiled")
    precompiled = templating_jinja2.environment(loader)
    for package, name, context in examples.drawings():
        if package == "widget.drawn":
            drawn = precompiled.get_template(name).render(context)
            assert drawn == templating.render(name, context)
    with pytest.raises(TemplateNotFound):
        precompiled.get_template("absent.html.j2")

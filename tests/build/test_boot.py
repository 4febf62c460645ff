"""The parts of dist/ boot Python in a real browser, on a strict page, or say why not."""

from collections.abc import Callable

import pytest

from .conftest import Frame

ENGINES = ("micropython", "pyodide")
NAMES = {"micropython": "micropython", "pyodide": "cpython"}
FILES = [
    *(("micropython", name) for name in ("core.mjs", "micropython.mjs", "micropython.wasm")),
    *(("pyodide", name) for name in ("core.mjs", "pyodide.mjs", "pyodide.asm.mjs")),
    *(("pyodide", name) for name in ("pyodide.asm.wasm", "pyodide.zip")),
    ("micropython", "micropython.json"),
]
# What code for a kiosk page, and code written for urllib, may lean on.
LIBRARY = """
import asyncio, base64, calendar, collections.abc, contextlib, copy, csv, dataclasses, datetime
import decimal, email.message, enum, functools, gettext, hashlib, hmac, html, html.parser
import http.client, importlib.util, inspect, io, itertools, json, locale, logging, mimetypes
import operator, pathlib, pprint, queue, random, re, secrets, shutil, string, struct
import tempfile, textwrap, threading, time, tokenize, traceback, types, typing, unicodedata
import urllib.error, urllib.parse, urllib.request, uuid, warnings, weakref, zipfile
import jinja2, jinja2.ext, jinja2.meta, jinja2.nativetypes, jinja2.sandbox, markupsafe
import pyodide.code, pyodide.ffi.wrappers, pyodide.http, pyodide_http
"""
WORK = """
import asyncio, datetime, html, json, urllib.request
import jinja2, pyodide_http
assert jinja2.Template("{% for a in b %}{{ a|upper }}{% endfor %}").render(b="xy") == "XY"
assert jinja2.Environment(autoescape=True).from_string("{{ a }}").render(a="<") == "&lt;"
assert datetime.datetime.strptime("2026-02-03", "%Y-%m-%d").month == 2
assert "é".encode("idna") == b"xn--9ca"
assert "é".encode("latin-1") == b"\\xe9" and "a".encode("utf-8-sig")[0] == 0xEF
assert json.loads('{"a": [1.5, null]}') == {"a": [1.5, None]}
async def soon():
    await asyncio.sleep(0)
    return await asyncio.wait_for(asyncio.gather(asyncio.sleep(0, 1), asyncio.sleep(0, 2)), 5)
js.host.later = asyncio.ensure_future(soon())
pyodide_http.patch_all()
with urllib.request.urlopen(js.host.base + js.host.assets.app) as answer:
    assert answer.status == 200
try:
    jinja2.Template("{% if %}")
except jinja2.TemplateSyntaxError as error:
    assert error.lineno == 1
"""
# Deep enough for nested templates, and a heap for a long outbox.
DEEP = """
def down(n):
    return 0 if n == 0 else 1 + down(n - 1)
assert down(120) == 120
long = ["x" * 1000 for _ in range(6000)]
assert len("".join(long)) == 6000000
"""


@pytest.mark.parametrize("engine", ENGINES)
def test_it_works(frame: Callable[..., Frame], engine: str) -> None:
    booted = frame(engine)
    booted.open()
    assert booted.outcome() == ["ready", NAMES[engine]]


@pytest.mark.parametrize("engine", ENGINES)
def test_it_asks_for_just_what_the_table_says_and_once(
    frame: Callable[..., Frame], engine: str
) -> None:
    booted = frame(engine)
    booted.open()
    booted.outcome()
    booted.page.wait_for_load_state("networkidle")
    wanted = sorted(booted.assets.url + path for path, _ in booted.table["preload"])
    site = booted.page_url.rsplit("/", 1)[0]
    asked = [url for url in booted.requests if not url.startswith((site, "data:"))]
    assert sorted(set(asked)) == wanted
    assert sorted(booted.assets.url + path for path in booted.assets.asked) == wanted


@pytest.mark.parametrize("engine", ENGINES)
def test_the_console_stays_silent_whatever_python_prints(
    frame: Callable[..., Frame], engine: str
) -> None:
    booted = frame(engine, extra="print('out')\nprint('err', file=sys.stderr)")
    booted.open()
    assert booted.outcome() == ["ready", NAMES[engine]]
    assert [message for message in booted.console if message[0] != "debug"] == []


@pytest.mark.parametrize("engine", ENGINES)
def test_it_leaves_nothing_on_the_page(frame: Callable[..., Frame], engine: str) -> None:
    booted = frame(engine)
    booted.open()
    before = booted.page.evaluate("Object.keys(window).length")
    booted.outcome()
    left = booted.page.evaluate(
        """async (before) => ({
            globals: Object.keys(window).length - before,
            cookies: document.cookie,
            storage: localStorage.length + sessionStorage.length,
            databases: (await indexedDB.databases()).length,
            history: history.length - 1,
        })""",
        before,
    )
    assert left == {"globals": 0, "cookies": "", "storage": 0, "databases": 0, "history": 1}


@pytest.mark.parametrize("engine", ENGINES)
def test_it_boots_where_storage_is_denied(frame: Callable[..., Frame], engine: str) -> None:
    booted = frame(engine)
    booted.page.add_init_script(
        "for (const name of ['indexedDB', 'localStorage', 'sessionStorage', 'caches'])"
        " Object.defineProperty(window, name,"
        "  {get() { throw new DOMException('denied', 'SecurityError'); }});"
    )
    booted.open()
    assert booted.outcome() == ["ready", NAMES[engine]]


def test_micropython_has_room(frame: Callable[..., Frame]) -> None:
    booted = frame("micropython", extra=DEEP)
    booted.open()
    assert booted.outcome() == ["ready", "micropython"]


@pytest.mark.parametrize("extra", [LIBRARY, WORK], ids=["imports", "works"])
def test_pyodide_has_its_library(frame: Callable[..., Frame], extra: str) -> None:
    booted = frame("pyodide", extra=extra)
    booted.open()
    assert booted.outcome() == ["ready", "cpython"]


@pytest.mark.parametrize("engine", ENGINES)
def test_what_python_raises_is_reported(frame: Callable[..., Frame], engine: str) -> None:
    booted = frame(engine, extra="raise RuntimeError('no such kiosk')")
    booted.open()
    outcome, reason = booted.outcome()
    assert outcome == "failed"
    assert "RuntimeError: no such kiosk" in reason


@pytest.mark.parametrize("engine", ENGINES)
def test_what_javascript_throws_into_python_is_reported(
    frame: Callable[..., Frame], engine: str
) -> None:
    booted = frame(engine, extra="js.JSON.parse('{')")
    booted.open()
    outcome, reason = booted.outcome()
    assert outcome == "failed"
    assert "JSON" in reason


@pytest.mark.parametrize("damage", ["lost", "garbage", "cut", "unreachable"])
@pytest.mark.parametrize(("engine", "name"), FILES)
def test_a_broken_file_is_reported(
    frame: Callable[..., Frame], engine: str, name: str, damage: str
) -> None:
    booted = frame(engine)
    path = next(path for path in booted.assets.files if path.endswith("/" + name))
    kind, content = booted.assets.files[path]
    if damage == "lost":
        del booted.assets.files[path]
    elif damage == "garbage":
        booted.assets.files[path] = (kind, b"%$ garbage \x00 (")
    elif damage == "cut":
        booted.assets.files[path] = (kind, content[: len(content) // 2])
    else:
        booted.page.route(f"**/{name}", lambda route: route.abort())
    booted.open()
    outcome, reason = booted.outcome()
    assert outcome == "failed"
    assert reason.startswith(("boot: ", "interpreter: "))


def test_a_server_that_does_not_know_wasm_costs_nothing(frame: Callable[..., Frame]) -> None:
    booted = frame("micropython")
    for path, (_, content) in booted.assets.files.items():
        if path.endswith(".wasm"):
            booted.assets.files[path] = ("application/octet-stream", content)
    booted.open()
    assert booted.outcome() == ["ready", "micropython"]

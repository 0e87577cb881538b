"""The front-end files: vendored ones are listed and unchanged, our own keep to the rules of the house."""

import hashlib
import json
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string

STATIC = Path(__file__).parent.parent / "static"
TEMPLATES = Path(__file__).parent.parent / "templates"
VENDOR = STATIC / "vendor"
MANIFEST = json.loads((VENDOR / "MANIFEST.json").read_text())
SHEETS = sorted((STATIC / "css").rglob("*.css"))
MODULES = sorted((STATIC / "js").rglob("*.js"))
PAGES = sorted(TEMPLATES.rglob("*.html"))
LAYERS = "@layer reset, base, layout, components, utilities;"


def test_every_vendored_file_is_listed_with_its_hash():
    listed = {name: digest for package in MANIFEST.values() for name, digest in package["files"].items()}
    found = {
        str(path.relative_to(VENDOR)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in VENDOR.rglob("*")
        if path.is_file() and path.name != "MANIFEST.json"
    }
    assert found == listed


@pytest.mark.parametrize("name", MANIFEST)
def test_a_vendored_package_names_its_version_licence_and_source(name):
    package = MANIFEST[name]
    assert re.fullmatch(r"\d+\.\d+\.\d+", package["version"])
    assert package["licence"] in {"MIT", "ISC", "OFL-1.1"}
    assert package["source"].startswith("npm: ")
    assert f"{name}/LICENSE" in package["files"]


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_a_style_sheet_opens_with_the_layers_and_is_short(sheet):
    text = sheet.read_text()
    assert text.startswith(LAYERS)
    assert len(text.splitlines()) <= 300


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_only_the_tokens_name_a_colour(sheet):
    colours = re.findall(r"#[0-9a-f]{3,8}\b|\brgba?\(|\bhsla?\(|\boklch\(", sheet.read_text())
    assert sheet.name == "tokens.css" or colours == []


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_every_token_that_a_style_sheet_uses_is_defined(sheet):
    every = "".join(path.read_text() for path in SHEETS)
    defined = set(re.findall(r"(--[\w-]+):", every))
    assert set(re.findall(r"var\((--[\w-]+)\)", sheet.read_text())) <= defined


def test_a_page_loads_every_style_sheet():
    loaded = re.findall(r'href="/static/(css/[^"]+)"', render_to_string("_styles.html"))
    assert sorted(loaded) == sorted(str(sheet.relative_to(STATIC)) for sheet in SHEETS)


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_a_template_has_no_inline_style_script_or_handler(page):
    text = page.read_text()
    assert re.findall(r"""<style|<script(?![^>]*\bsrc=)|\sstyle=|\son[a-z]+=["']|hx-on|javascript:""", text) == []


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_every_icon_and_file_that_a_template_names_is_there(page):
    text = page.read_text()
    symbols = re.findall(r'<symbol id="([\w-]+)"', (STATIC / "icons.svg").read_text())
    assert set(re.findall(r'{% icon "([\w-]+)"', text)) <= set(symbols)
    assert [name for name in re.findall(r"{% static '([^']+)'", text) if not finders.find(name)] == []


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.name)
def test_a_script_needs_neither_eval_nor_another_site(module):
    assert re.findall(r"\beval\(|new Function|https?://|setAttribute\(.style", module.read_text()) == []

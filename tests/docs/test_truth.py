"""Links, paths, commands and settings in the documents exist."""

import re
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

from library.settings import GUNICORN_SETTINGS, Settings
from library.staff.permissions import ROLES
from tests.architecture.plan import CHECKOUT, modules

_PAGES = [
    path
    for path in (
        *CHECKOUT.glob("*.md"),
        *(CHECKOUT / "docs").rglob("*.md"),
        CHECKOUT / "collections" / "README.md",
        CHECKOUT / "demo" / "SOURCES.md",
    )
    if path.name != "cli.md"
]
_LINK = re.compile(r"\]\((?!https?:)([^)#]+)")
_MAKE = re.compile(r"(?:^|&& )make ([a-z-]+)", re.MULTILINE)
_DIACHI = re.compile(r"\bdiachi ((?:[a-z]+(?:-[a-z]+)* ?){1,2})")
_PATH = re.compile(
    r"`((?:app|bench|bin|collections|demo|deploy|docs|ingest|library|search_index|tests)/[^`<*…]*)`"
)
_BENCH = re.compile(r"`(?:python -m )?((?:bench|tests)\.[a-z_.]+)")

_each_page = pytest.mark.parametrize(
    "page", _PAGES, ids=lambda page: page.relative_to(CHECKOUT).as_posix()
)


def _text(path: str) -> str:
    return (CHECKOUT / path).read_text(encoding="utf-8")


def _writer():
    spec = spec_from_file_location("write_cli", CHECKOUT / "docs" / "write_cli.py")
    writer = module_from_spec(spec)
    spec.loader.exec_module(writer)
    return writer


@_each_page
def test_links_in_documents_exist(page):
    missing = [
        link for link in _LINK.findall(page.read_text()) if not (page.parent / link).exists()
    ]
    assert missing == []


@_each_page
def test_paths_in_documents_exist(page):
    paths = _PATH.findall(page.read_text())
    assert [path for path in paths if not (CHECKOUT / path).exists()] == []


@pytest.mark.parametrize("page", [page for page in _PAGES if page.name != "CHANGELOG.md"])
def test_benches_in_documents_exist(page):
    paths = [name.replace(".", "/") + ".py" for name in _BENCH.findall(page.read_text())]
    assert [path for path in paths if not (CHECKOUT / path).exists()] == []


@_each_page
def test_make_commands_in_documents_exist(page):
    targets = set(re.findall(r"^([a-z-]+):", _text("Makefile"), re.MULTILINE))
    commands = [command for line in _commands(page) for command in _MAKE.findall(line)]
    assert set(commands) <= targets


@_each_page
def test_diachi_commands_in_documents_exist(page):
    existing = set(re.findall(r"^## diachi (.*)$", _text("docs/cli.md"), re.MULTILINE))
    commands = [words.strip() for line in _commands(page) for words in _DIACHI.findall(line)]
    unknown = [words for words in commands if not {words, words.split()[0]} & existing]
    assert unknown == []


def test_the_command_reference_is_up_to_date():
    writer = _writer()
    assert writer.PAGE.read_text(encoding="utf-8") == writer.page(), "run `make docs`"


@pytest.mark.parametrize("name", Settings.__dataclass_fields__)
def test_every_setting_has_one_row(name):
    assert _text("docs/settings.md").count(f"\n| `DIACHI_{name.upper()}` |") == 1


def test_every_documented_setting_exists():
    explained = re.findall(r"^\| `DIACHI_(\w+)`", _text("docs/settings.md"), re.MULTILINE)
    assert set(explained) == {name.upper() for name in Settings.__dataclass_fields__} | {
        *GUNICORN_SETTINGS
    }


@pytest.mark.parametrize("role", ROLES)
def test_every_role_is_documented_in_the_installation_guide(role):
    assert f"`{role}` " in _text("docs/operate/cai-dat.md")


def test_every_type_in_the_glossary_is_in_the_code():
    sources = (module.source for module in modules("library", "points", "search_index", "kit"))
    classes = {name for text in sources for name in re.findall(r"^class (\w+)", text, re.M)}
    cells = re.findall(r"^\| ([^|]+) \|", _text("docs/glossary.md"), re.MULTILINE)
    types = {name for cell in cells for name in re.findall(r"`([A-Z]\w+)`", cell)}
    assert types - classes == set()


@pytest.mark.parametrize("path", sorted((CHECKOUT / "docs/adr").glob("*.md")), ids=lambda p: p.stem)
def test_an_adr_has_at_most_forty_lines(path):
    assert len(path.read_text().splitlines()) <= 40


def _commands(page: Path) -> list[str]:
    """Return the code of a page: code blocks and inline code."""
    text = page.read_text()
    blocks = re.findall(r"^```\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    return [*blocks, *re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL))]

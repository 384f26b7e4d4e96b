"""The documents say what the code does."""

import re
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

from library.settings import Settings
from library.staff.permissions import Role
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
_DIACHI = re.compile(r"\bdiachi ((?:[a-z]+ ?){1,2})")
_PLACE = re.compile(
    r"`((?:app|bin|collections|demo|deploy|docs|ingest|library|search_index|tests)/[^`<*…]*)`"
)

_each_page = pytest.mark.parametrize(
    "page", _PAGES, ids=lambda page: page.relative_to(CHECKOUT).as_posix()
)


def _text(place: str) -> str:
    return (CHECKOUT / place).read_text(encoding="utf-8")


def _writer():
    spec = spec_from_file_location("write_cli", CHECKOUT / "docs" / "write_cli.py")
    writer = module_from_spec(spec)
    spec.loader.exec_module(writer)
    return writer


@_each_page
def test_links_lead_somewhere(page):
    missing = [
        link for link in _LINK.findall(page.read_text()) if not (page.parent / link).exists()
    ]
    assert missing == []


@_each_page
def test_places_that_are_named_exist(page):
    named = _PLACE.findall(page.read_text())
    assert [place for place in named if not (CHECKOUT / place).exists()] == []


@_each_page
def test_make_knows_what_a_page_tells_it_to_do(page):
    targets = set(re.findall(r"^([a-z-]+):", _text("Makefile"), re.MULTILINE))
    told = [command for line in _commands(page) for command in _MAKE.findall(line)]
    assert set(told) <= targets


@_each_page
def test_diachi_knows_what_a_page_tells_it_to_do(page):
    known = set(re.findall(r"^## diachi (.*)$", _text("docs/cli.md"), re.MULTILINE))
    told = [words.strip() for line in _commands(page) for words in _DIACHI.findall(line)]
    strange = [words for words in told if not {words, words.split()[0]} & known]
    assert strange == []


def test_the_page_of_commands_is_what_the_commands_say():
    writer = _writer()
    assert writer.PAGE.read_text(encoding="utf-8") == writer.page(), "run `make docs`"


@pytest.mark.parametrize("name", Settings.__dataclass_fields__)
def test_a_setting_is_explained(name):
    assert f"| `DIACHI_{name.upper()}` |" in _text("docs/settings.md")


def test_no_setting_is_explained_that_does_not_exist():
    explained = re.findall(r"^\| `DIACHI_(\w+)`", _text("docs/settings.md"), re.MULTILINE)
    assert {name.lower() for name in explained} == set(Settings.__dataclass_fields__)


@pytest.mark.parametrize("role", Role)
def test_a_role_is_explained_to_those_who_open_accounts(role):
    assert f"`{role}` " in _text("docs/operate/cai-dat.md")


def test_every_type_in_the_glossary_is_in_the_code():
    sources = "\n".join(module.source for module in modules("library", "search_index"))
    words = re.findall(r"^\| ([^|]+) \|", _text("docs/glossary.md"), re.MULTILINE)
    types = [word for words_ in words for word in re.findall(r"`([A-Z]\w+)`", words_)]
    assert [name for name in types if not re.search(rf"^class {name}\b", sources, re.M)] == []


@pytest.mark.parametrize("path", sorted((CHECKOUT / "docs/adr").glob("*.md")), ids=lambda p: p.stem)
def test_a_decision_is_told_in_forty_lines(path):
    assert len(path.read_text().splitlines()) <= 40


def _commands(page: Path) -> list[str]:
    """Return what stands on a page as code: blocks, and words between backquotes."""
    text = page.read_text()
    blocks = re.findall(r"^```\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    return [*blocks, *re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL))]

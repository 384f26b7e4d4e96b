"""Pages of the guides: all of them with a search, one of them, and their pictures."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from flask import Response, abort, render_template, send_file

from app.office.guides.markdown_blocks import Block, parse, plain_text
from app.web.caching import for_seconds, set_policy
from app.web.url_converters import text_param
from library.vietnamese.letters import fold

_DOCS = Path(__file__).resolve().parents[3] / "docs"
_GUIDES, _PICTURES = _DOCS / "librarian", _DOCS / "pictures" / "huong-dan"
_SNIPPET_LETTERS = 220


@dataclass(frozen=True, slots=True)
class Guide:
    """One guide."""

    name: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A section that contains the words of a search."""

    guide: str
    title: str
    heading: str
    anchor: str
    snippet: str


@cache
def guides() -> dict[str, Guide]:
    """Return the guides by name, in alphabetical order of their titles; read once."""
    guide_list = [_load(path) for path in _GUIDES.glob("*.md")]
    return {guide.name: guide for guide in sorted(guide_list, key=lambda guide: fold(guide.title))}


def picture(name: str) -> Path | None:
    """Return the file of a picture of the guides."""
    path = _PICTURES / f"{name}.webp"
    return path if path.is_file() else None


def sections_with(words: str) -> tuple[Section, ...]:
    """Return the sections that contain all words; those with them in the heading first."""
    terms = fold(words).split()
    if not terms:
        return ()
    matches = [
        (not all(term in fold(section.heading) for term in terms), section)
        for guide in guides().values()
        for section, text in _sections(guide)
        if all(term in fold(f"{guide.title} {section.heading} {text}") for term in terms)
    ]
    return tuple(section for _, section in sorted(matches, key=lambda match: match[0]))


def _load(path: Path) -> Guide:
    heading, *blocks = parse(path.read_text(encoding="utf-8"))
    return Guide(path.stem, plain_text(heading.text), tuple(blocks))


def _sections(guide: Guide) -> Iterator[tuple[Section, str]]:
    heading, anchor, texts = guide.title, "", []
    for block in (*guide.blocks, Block("heading", level=1)):
        if block.kind != "heading":
            texts.append(_text_of(block))
            continue
        text = " ".join(filter(None, texts))
        if text:
            snippet = text[:_SNIPPET_LETTERS] + ("…" if len(text) > _SNIPPET_LETTERS else "")
            yield Section(guide.name, guide.title, heading, anchor, snippet), text
        heading, anchor, texts = plain_text(block.text), block.anchor, []


def _text_of(block: Block) -> str:
    cells = (plain_text(cell) for row in block.rows for cell in row)
    return " ".join(filter(None, (plain_text(block.text), *cells)))


_PICTURE_MAX_AGE_SECONDS = 86_400


def show_all() -> str:
    """Show the list of guides, or the sections that contain the words of a search."""
    words = text_param()
    return render_template(
        "office/guides/guides.html",
        guides=guides().values(),
        words=words,
        sections=sections_with(words),
    )


def show(name: str) -> str:
    """Show one guide."""
    guide = guides().get(name)
    if guide is None:
        abort(404)
    return render_template("office/guides/guide.html", guide=guide, names=frozenset(guides()))


def send_picture(name: str) -> Response:
    """Send a picture of the guides."""
    path = picture(name)
    if path is None:
        abort(404)
    response = send_file(path, mimetype="image/webp", max_age=0)
    return set_policy(response, for_seconds(_PICTURE_MAX_AGE_SECONDS, public=False))

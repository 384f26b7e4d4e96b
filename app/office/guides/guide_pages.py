"""Pages of the guides, their search and pictures; the blocks of their Markdown."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from flask import Response, abort, render_template, send_file

from app.web.caching import for_seconds, set_policy
from app.web.url_converters import text_param
from library.vietnamese.letters import fold

_INLINE = re.compile(
    r"\*\*(?P<strong>[^*]+)\*\*|\*(?P<em>[^*]+)\*|`(?P<code>[^`]+)`|<kbd>(?P<kbd>[^<]+)</kbd>"
    r"|\[(?P<link>[^\]]+)\]\((?P<address>[^)\s]+)\)"
)
_HEADING = re.compile(r"(#{1,4}) (.+)")
_IMAGE = re.compile(r"!\[([^\]]*)\]\(([^)]+)\)")
_ITEM = re.compile(r"(?:[-*]|(\d+)\.) (.+)")
_RULE_OF_TABLE = re.compile(r"\|[-| :]+\|?")


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text; `kind` is text, strong, em, code, kbd or link."""

    kind: str
    text: str
    address: str = ""


Text = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A block; `kind` is heading, paragraph, image, list, table or code.

    `rows` holds list items or the cells of table rows, the heading row first.
    """

    kind: str
    text: Text = ()
    level: int = 0
    anchor: str = ""
    address: str = ""
    is_ordered: bool = False
    rows: tuple[tuple[Text, ...], ...] = ()
    code: str = ""


def parse(source: str) -> tuple[Block, ...]:
    """Return the blocks of a guide in order."""
    return tuple(_blocks(source.replace("\r\n", "\n").split("\n")))


def plain_text(text: Text) -> str:
    """Return a text without its marks."""
    return "".join(span.text for span in text)


def anchor_of(heading: str) -> str:
    """Return the anchor of a heading: its folded words with hyphens."""
    return "-".join(re.findall(r"[a-z0-9]+", fold(heading)))


def spans(line: str) -> Text:
    """Return the runs of a line."""
    return tuple(_spans(line))


def _spans(line: str) -> Iterator[Span]:
    end = 0
    for match in _INLINE.finditer(line):
        if match.start() > end:
            yield Span("text", line[end : match.start()])
        kind = next(name for name in ("strong", "em", "code", "kbd", "link") if match[name])
        yield Span(kind, match[kind], match["address"] or "")
        end = match.end()
    if end < len(line):
        yield Span("text", line[end:])


def _blocks(lines: list[str]) -> Iterator[Block]:
    place = 0
    while place < len(lines):
        line = lines[place].rstrip()
        end = _end_of_block(lines, place)
        body = [other.rstrip() for other in lines[place:end]]
        if line:
            yield _block(body)
        place = end


def _block(body: list[str]) -> Block:
    line = body[0]
    if line.startswith("```"):
        return Block("code", code="\n".join(body[1:]).removesuffix("```").rstrip())
    if heading := _HEADING.fullmatch(line):
        text = spans(heading[2])
        return Block("heading", text, len(heading[1]), anchor_of(plain_text(text)))
    if image := _IMAGE.fullmatch(line):
        return Block("image", spans(image[1]), address=image[2])
    if line.startswith("|"):
        rows = [row for row in body if not _RULE_OF_TABLE.fullmatch(row)]
        cells = (row.strip().strip("|").split("|") for row in rows)
        return Block(
            "table", rows=tuple(tuple(spans(cell.strip()) for cell in row) for row in cells)
        )
    if item := _ITEM.fullmatch(line):
        return Block("list", is_ordered=item[1] is not None, rows=tuple(_items(body)))
    return Block("paragraph", spans(" ".join(body)))


def _items(body: list[str]) -> Iterator[tuple[Text, ...]]:
    """Yield each item as one row of one text; indented lines continue the item."""
    current = ""
    for line in body:
        if item := _ITEM.fullmatch(line):
            if current:
                yield (spans(current),)
            current = item[2]
        else:
            current = f"{current} {line.strip()}"
    yield (spans(current),)


def _end_of_block(lines: list[str], start: int) -> int:
    """Return the index after the last line of the block that begins here."""
    first = lines[start].rstrip()
    if first.startswith("```"):
        closing = (
            place for place in range(start + 1, len(lines)) if lines[place].startswith("```")
        )
        return next(closing, len(lines) - 1) + 1
    if not first or _HEADING.fullmatch(first) or _IMAGE.fullmatch(first):
        return start + 1
    kinds = {_kind_of(first)}
    if kinds == {"list"}:
        kinds.add("paragraph")  # an item goes on in the lines below it
    place = start + 1
    while place < len(lines) and lines[place].strip() and _kind_of(lines[place].rstrip()) in kinds:
        place += 1
    return place


def _kind_of(line: str) -> str:
    if line.startswith("```"):
        return "code"
    if line.startswith("|"):
        return "table"
    if _HEADING.fullmatch(line) or _IMAGE.fullmatch(line):
        return "alone"
    return "list" if _ITEM.fullmatch(line) else "paragraph"


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
            cells = (plain_text(cell) for row in block.rows for cell in row)
            texts.append(" ".join(filter(None, (plain_text(block.text), *cells))))
            continue
        text = " ".join(filter(None, texts))
        if text:
            snippet = text[:_SNIPPET_LETTERS] + ("…" if len(text) > _SNIPPET_LETTERS else "")
            yield Section(guide.name, guide.title, heading, anchor, snippet), text
        heading, anchor, texts = plain_text(block.text), block.anchor, []


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

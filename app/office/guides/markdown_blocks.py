"""Parser of the guides: the part of Markdown that they use, as values for a template."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

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

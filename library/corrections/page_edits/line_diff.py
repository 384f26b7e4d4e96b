"""Word-level differences between the lines of a page and the text typed for them."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from difflib import SequenceMatcher

from library.catalogue.text.layout import Box, Line, lines
from library.catalogue.text.words import Word
from library.corrections.page_edits.diff import Change
from library.vietnamese.letters import compose


def text_of(words: Sequence[Word]) -> str:
    """Return words as one editable line of text."""
    return " ".join(word.text for word in words)


def lines_of(words: tuple[Word, ...]) -> dict[int, Line]:
    """Return the lines of a page by line number."""
    return {line.words[0].line: line for line in lines(words)}


def changes_in(
    words: tuple[Word, ...], typed_lines: Mapping[int, str], confirmed_indexes: Collection[int] = ()
) -> tuple[Change, ...]:
    """Return the changes in the typed lines; words at `confirmed_indexes` are confirmed."""
    lines_by_number = lines_of(words)
    place, changes = 0, []
    for number, line in lines_by_number.items():
        places = range(place, place + len(line.words))
        place += len(line.words)
        confirmed_in_line = {index - places.start for index in confirmed_indexes if index in places}
        text = typed_lines.get(number, text_of(line.words))
        changes.extend(_line_changes(line, tuple(compose(text).split()), confirmed_in_line))
    return tuple(changes)


def new_line(words: tuple[Word, ...], after: int, text: str, height: int) -> Change | None:
    """Return the insertion of a line missed by OCR below line `after` (-1: above all lines).

    On a page without recognised words the first line spans the page width.
    """
    typed_words = tuple(compose(text).split())
    if not typed_words:
        return None
    numbered_lines = list(lines_of(words).items())
    above = [line.box for number, line in numbered_lines if number <= after]
    below = [line.box for number, line in numbered_lines if number > after]
    return Change((), typed_words, _line_box(above[-1:], below[:1], height))


def _line_box(above: list[Box], below: list[Box], height: int) -> Box:
    if not above and not below:
        return Box(0, 0, height // 2, height // 20)
    like = (above or below)[0]
    top = above[0].bottom if above else max(0, below[0].top - like.height)
    free = (below[0].top - top) if below and above else like.height
    tall = free if 0 < free < 2 * like.height else like.height
    return Box(like.left, top, like.right, top + max(tall, 1))


def _line_changes(
    line: Line, typed_words: tuple[str, ...], confirmed_places: Collection[int]
) -> Iterator[Change]:
    words = line.words
    matcher = SequenceMatcher(None, [word.text for word in words], typed_words, autojunk=False)
    for tag, start, stop, first, last in matcher.get_opcodes():
        if tag == "equal":
            yield from (
                _change(line, place, place + 1, (words[place].text,))
                for place in range(start, stop)
                if place in confirmed_places
            )
        elif stop - start == last - first:
            yield from (
                _change(line, place, place + 1, (text,))
                for place, text in enumerate(typed_words[first:last], start=start)
            )
        else:
            yield _change(line, start, stop, typed_words[first:last])


def _change(line: Line, start: int, stop: int, typed_words: tuple[str, ...]) -> Change:
    words = line.words[start:stop]
    return Change(words, typed_words, Box.around(words) if words else _gap(line, start))


def _gap(line: Line, place: int) -> Box:
    """Return the box between two words of a line, before the first or after the last."""
    words, box = line.words, line.box
    x0 = words[place - 1].left + words[place - 1].width if place else box.left - box.height
    x1 = words[place].left if place < len(words) else box.right + box.height
    x0 = max(x0, 0)
    return Box(x0, box.top, max(x1, x0 + 1), box.bottom)

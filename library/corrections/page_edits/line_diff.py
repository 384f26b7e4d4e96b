"""Finds out what a person changed in lines of text: which words became which."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from difflib import SequenceMatcher

from library.catalogue.text.layout import Box, Line, lines
from library.catalogue.text.words import Word
from library.corrections.page_edits.diff import Change
from library.vietnamese.letters import compose


def text_of(words: Sequence[Word]) -> str:
    """Return words as one line of text, to be typed over."""
    return " ".join(word.text for word in words)


def lines_of(words: tuple[Word, ...]) -> dict[int, Line]:
    """Return the lines of a page by their numbers."""
    return {line.words[0].line: line for line in lines(words)}


def changes_in(
    words: tuple[Word, ...], typed: Mapping[int, str], kept: Collection[int] = ()
) -> tuple[Change, ...]:
    """Return what was changed in the lines typed, and the words kept as they are (by place)."""
    told = lines_of(words)
    place, found = 0, []
    for number, line in told.items():
        places = range(place, place + len(line.words))
        place += len(line.words)
        vouched = {index - places.start for index in kept if index in places}
        text = typed.get(number, text_of(line.words))
        found.extend(_in_line(line, tuple(compose(text).split()), vouched))
    return tuple(found)


def new_line(words: tuple[Word, ...], after: int, text: str, height: int) -> Change | None:
    """Return a line the reading missed; it stands below line `after`, or above all when that is -1.

    A page on which nothing was read is filled by its first line.
    """
    meant = tuple(compose(text).split())
    if not meant:
        return None
    told = list(lines_of(words).items())
    above = [line.box for number, line in told if number <= after]
    below = [line.box for number, line in told if number > after]
    return Change((), meant, _between(above[-1:], below[:1], height))


def _between(above: list[Box], below: list[Box], height: int) -> Box:
    if not above and not below:
        return Box(0, 0, height // 2, height // 20)
    like = (above or below)[0]
    top = above[0].bottom if above else max(0, below[0].top - like.height)
    free = (below[0].top - top) if below and above else like.height
    tall = free if 0 < free < 2 * like.height else like.height
    return Box(like.left, top, like.right, top + max(tall, 1))


def _in_line(line: Line, meant: tuple[str, ...], vouched: Collection[int]) -> Iterator[Change]:
    seen = line.words
    matcher = SequenceMatcher(None, [word.text for word in seen], meant, autojunk=False)
    for act, start, stop, first, last in matcher.get_opcodes():
        if act == "equal":
            yield from (
                _change(line, place, place + 1, (seen[place].text,))
                for place in range(start, stop)
                if place in vouched
            )
        elif stop - start == last - first:
            yield from (
                _change(line, place, place + 1, (text,))
                for place, text in enumerate(meant[first:last], start=start)
            )
        else:
            yield _change(line, start, stop, meant[first:last])


def _change(line: Line, start: int, stop: int, meant: tuple[str, ...]) -> Change:
    seen = line.words[start:stop]
    return Change(seen, meant, Box.around(seen) if seen else _gap(line, start))


def _gap(line: Line, place: int) -> Box:
    """Return the room between two words of a line, or before the first, or after the last."""
    words, box = line.words, line.box
    left = words[place - 1].left + words[place - 1].width if place else box.left - box.height
    right = words[place].left if place < len(words) else box.right + box.height
    left = max(left, 0)
    return Box(left, box.top, max(right, left + 1), box.bottom)

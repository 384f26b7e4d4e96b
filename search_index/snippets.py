"""Cuts from a page's text the few lines that show why it was found, as safe HTML."""

import re
from html import escape

from search_index.analysis import layers, tidy, words_in
from search_index.matching import Rows, matches

_LETTERS = 260
_WORDS = 45
_SENTENCE_END = re.compile(r"[.!?…]\s+|\n\s*\n|\n(?=[\-–•+*]|\d+[.)])")
_SPACE = re.compile(r"\s+")

_Words = list[re.Match[str]]
_Span = tuple[int, int]


def snippet(text: str, sought: Rows) -> str:
    """Return the passage with most of what was sought, its words in <mark>."""
    clean = tidy(text)
    there = words_in(clean)
    if not there:
        return ""
    found = matches([layers(word[0]) for word in there], sought)
    start, end = _passage(clean, there, found)
    return _marked(clean, [there[place].span() for place in found], start, end)


def _passage(text: str, there: _Words, found: tuple[int, ...]) -> tuple[int, int]:
    """Return where the passage starts and ends: at a sentence's start where one is near."""
    first, last = _best_window(there, found)
    start, end = there[first].start(), there[last].end()
    room = max(0, _LETTERS - (end - start))
    start = _good_start(text, max(0, start - room // 2), start)
    return start, _good_end(text, end, max(end, start + _LETTERS))


def _best_window(there: _Words, found: tuple[int, ...]) -> tuple[int, int]:
    if not found:
        return 0, 0
    best, best_worth = (found[0], found[0]), (0, 0)
    for index, place in enumerate(found):
        inside = [other for other in found[index:] if other - place < _WORDS]
        near = _letters_within(there, place, inside)
        worth = (len({layers(there[other][0])[1] for other in near}), len(near))
        if worth > best_worth:
            best, best_worth = (place, near[-1]), worth
    return best


def _letters_within(there: _Words, place: int, inside: list[int]) -> list[int]:
    limit = there[place].start() + _LETTERS
    return [other for other in inside if there[other].end() <= limit] or [place]


def _good_start(text: str, earliest: int, latest: int) -> int:
    if earliest == 0:
        return 0
    starts = [match.end() for match in _SENTENCE_END.finditer(text, earliest, latest)]
    space = _SPACE.search(text, earliest, latest)
    return starts[0] if starts else space.end() if space else latest


def _good_end(text: str, earliest: int, latest: int) -> int:
    if latest >= len(text):
        return len(text)
    ends = [match.start() + 1 for match in _SENTENCE_END.finditer(text, earliest, latest)]
    spaces = [match.start() for match in _SPACE.finditer(text, earliest, latest)]
    return ends[-1] if ends else spaces[-1] if spaces else earliest


def _marked(text: str, found: list[_Span], start: int, end: int) -> str:
    parts, at = ["… " if text[:start].strip() else ""], start
    for group_start, group_end in _runs(text, found, start, end):
        parts.append(_plain(text[at:group_start]))
        parts.append(f"<mark>{_plain(text[group_start:group_end])}</mark>")
        at = group_end
    parts.append(_plain(text[at:end]).rstrip())
    parts.append(" …" if text[end:].strip() else "")
    return "".join(parts)


def _runs(text: str, found: list[_Span], start: int, end: int) -> list[_Span]:
    """Join neighbouring words, so that a name is marked as one."""
    runs: list[_Span] = []
    for first, last in found:
        if not start <= first <= last <= end:
            continue
        if runs and not text[runs[-1][1] : first].strip():
            runs[-1] = (runs[-1][0], last)
        else:
            runs.append((first, last))
    return runs


def _plain(text: str) -> str:
    return escape(_SPACE.sub(" ", text))

"""Snippets: the lines of a page that show why it matched, as safe HTML."""

import re
from collections.abc import Mapping
from html import escape

from search_index.analysis import find_words, layers, normalise
from search_index.query.interpretation import Phrases
from search_index.results.matching import match_positions, words_of_text

_MAX_LETTERS = 260
_MAX_WORDS = 45
_SENTENCE_END = re.compile(r"[.!?…]\s+|\n\s*\n|\n(?=[\-–•+*]|\d+[.)])")
_SPACE = re.compile(r"\s+")

_Words = list[re.Match[str]]
_Span = tuple[int, int]


_NO_WEIGHTS: Mapping[str, float] = {}


def snippet(text: str, phrases: Phrases, weights: Mapping[str, float] = _NO_WEIGHTS) -> str:
    """Return the passage with most of the query words, in <mark>; rare words may weigh more.

    `weights` are by folded word, and 1 where there is none.
    """
    clean, rows = words_of_text(text)
    words = find_words(clean)
    if not words:
        return ""
    positions = match_positions(rows, phrases)
    start, end = _passage(clean, words, positions, weights)
    return _highlight(clean, [words[position].span() for position in positions], start, end)


def marked_passage(text: str, phrases: Phrases) -> str:
    """Return a whole text as one paragraph of safe HTML, with the query words in <mark>."""
    clean = normalise(text).strip()
    words = find_words(clean)
    positions = match_positions([layers(word[0]) for word in words], phrases)
    return _highlight(clean, [words[position].span() for position in positions], 0, len(clean))


def _passage(
    text: str, words: _Words, positions: tuple[int, ...], weights: Mapping[str, float]
) -> tuple[int, int]:
    """Return the start and end of the passage, at a sentence boundary if one is near."""
    first, last = _best_window(words, positions, weights)
    start, end = words[first].start(), words[last].end()
    spare_letters = max(0, _MAX_LETTERS - (end - start))
    start = _passage_start(text, max(0, start - spare_letters // 2), start)
    return start, _passage_end(text, end, max(end, start + _MAX_LETTERS))


def _best_window(
    words: _Words, positions: tuple[int, ...], weights: Mapping[str, float]
) -> tuple[int, int]:
    if not positions:
        return 0, 0
    best, best_rank = (positions[0], positions[0]), (0.0, 0)
    for index, position in enumerate(positions):
        inside = [later for later in positions[index:] if later - position < _MAX_WORDS]
        limit = words[position].start() + _MAX_LETTERS
        near = [later for later in inside if words[later].end() <= limit] or [position]
        distinct = {layers(words[later][0])[1] for later in near}
        rank = (sum(weights.get(word, 1.0) for word in distinct), len(near))
        if rank > best_rank:
            best, best_rank = (position, near[-1]), rank
    return best


def _passage_start(text: str, earliest: int, latest: int) -> int:
    if earliest == 0:
        return 0
    starts = [match.end() for match in _SENTENCE_END.finditer(text, earliest, latest)]
    space = _SPACE.search(text, earliest, latest)
    return starts[0] if starts else space.end() if space else latest


def _passage_end(text: str, earliest: int, latest: int) -> int:
    if latest >= len(text):
        return len(text)
    ends = [match.start() + 1 for match in _SENTENCE_END.finditer(text, earliest, latest)]
    spaces = [match.start() for match in _SPACE.finditer(text, earliest, latest)]
    return ends[-1] if ends else spaces[-1] if spaces else earliest


def _highlight(text: str, spans: list[_Span], start: int, end: int) -> str:
    parts, at = ["… " if text[:start].strip() else ""], start
    for group_start, group_end in _join_spans(text, spans, start, end):
        parts.append(_escape(text[at:group_start]))
        parts.append(f"<mark>{_escape(text[group_start:group_end])}</mark>")
        at = group_end
    parts.append(_escape(text[at:end]).rstrip())
    parts.append(" …" if text[end:].strip() else "")
    return "".join(parts)


def _join_spans(text: str, spans: list[_Span], start: int, end: int) -> list[_Span]:
    """Join the spans of neighbouring words, so that a name is highlighted as one."""
    runs: list[_Span] = []
    for first, last in spans:
        if not start <= first <= last <= end:
            continue
        if runs and not text[runs[-1][1] : first].strip():
            runs[-1] = (runs[-1][0], last)
        else:
            runs.append((first, last))
    return runs


def _escape(text: str) -> str:
    return escape(_SPACE.sub(" ", text))

"""Scores of a page's text apart from its letters: figures, names, marks, page numbers.

Words are counted wherever they stand, because the order of the text is scored by its letters.
"""

from collections import Counter
from collections.abc import Iterable, Iterator

from bench import reading
from bench.form import Row
from library.vietnamese.letters import fold

_SIGNS = "“”\"'‘’.,;:!?()[]-–…/"

_SHARES = {
    "figures": ("figures right", 99.0),
    "names": ("names right", None),
    "page numbers": ("page numbers right", 95.0),
}
"""Name of a count, its part that is right, and the least share of it in per cent."""


def score_text(truth: str, text: str, page_numbers: Iterable[str]) -> Counter[str]:
    """Return the counts of words, figures, names and page numbers, of those that are right, and of
    words with only their marks wrong."""
    true_words, words = (Counter(_bare_words(each)) for each in (truth, text))
    true_figures = Counter({word: count for word, count in true_words.items() if _has_digit(word)})
    names = Counter(_names(truth))
    read = f" {' '.join(_bare_words(text))} "
    lines = {line.strip(" .-–") for line in text.splitlines()}
    numbers = tuple(page_numbers)
    return Counter(
        {
            "words": true_words.total(),
            "wrong marks": _wrong_marks(true_words, words),
            "figures": true_figures.total(),
            "figures right": (true_figures & words).total(),
            "names": names.total(),
            "names right": sum(
                min(count, read.count(f" {name} ")) for name, count in names.items()
            ),
            "page numbers": len(numbers),
            "page numbers right": sum(number in lines for number in numbers),
        }
    )


def score_rows(reader: str, scores: Counter[str], *, is_ours: bool) -> Iterator[Row]:
    """Yield the shares of the scores of all pages."""
    for total, (part, target) in _SHARES.items():
        if scores[total]:
            share = 100 * scores[part] / scores[total]
            yield Row(f"{reader}: {part}", share, "%", target if is_ours else None, "higher")
    marks = 100 * scores["wrong marks"] / max(scores["words"], 1)
    yield Row(f"{reader}: words with only marks wrong", marks, "%")


def _bare_words(text: str) -> Iterator[str]:
    return filter(None, (word.strip(_SIGNS) for word in reading.plain(text).split()))


def _has_digit(word: str) -> bool:
    return any(map(str.isdigit, word))


def _wrong_marks(true_words: Counter[str], words: Counter[str]) -> int:
    lost, surplus = true_words - words, words - true_words
    return (_folded(lost) & _folded(surplus)).total()


def _folded(words: Counter[str]) -> Counter[str]:
    folded: Counter[str] = Counter()
    for word, count in words.items():
        folded[fold(word)] += count
    return folded


def _names(text: str) -> Iterator[str]:
    """Yield runs of two or more words that begin with a capital, as in names of people, places."""
    run: list[str] = []
    for word in [*reading.plain(text).split(), ""]:
        bare = word.strip(_SIGNS)
        is_capitalised = bare[:1].isupper() and bare[1:].islower()
        if word[:1] in _SIGNS or not is_capitalised:
            yield from _name(run)
            run = []
        if is_capitalised:
            run.append(bare)
        if word[-1:] in _SIGNS:
            yield from _name(run)
            run = []


def _name(run: list[str]) -> Iterator[str]:
    if len(run) > 1:
        yield " ".join(run)

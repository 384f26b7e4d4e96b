"""Best passage of a page for a question: some 150 words with the most of its rarest words.

A page answers a question where its words stand together, not where they are most frequent.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from search_index.analysis import find_words, folded_pair, layers, normalise
from search_index.clauses import Layer
from search_index.query.interpretation import Interpretation
from search_index.query.questions import is_question
from search_index.spelling.spelling_correction import PagesWith

_PASSAGE_WORDS = 150
_OTHER_MARKS_WEIGHT = 0.3
"""Weight of a word of the page that has other marks than those typed."""

_MANY_PAGES = 100_000
"""Number of pages beside which the rarity of a word is measured."""


@dataclass(frozen=True, slots=True)
class QuestionWords:
    """Words and neighbouring pairs of a question, weighted by their rarity in the library."""

    words: dict[str, float]
    """Weights by folded word."""
    spellings: dict[str, str]
    """Words that were typed with marks, by folded word."""
    pairs: dict[tuple[str, str], float]
    """Weights by two folded neighbours."""


def question_words(interpretation: Interpretation, pages_with: PagesWith) -> QuestionWords | None:
    """Return the weighted words of a question; None for a query that is none."""
    if not is_question(interpretation.typed):
        return None
    content = [word for unit in interpretation.units for word in unit.words]
    words = {word.folded for word in content}
    pairs = [
        pair for pair in pairwise(interpretation.typed) if words & {pair[0].folded, pair[1].folded}
    ]
    return QuestionWords(
        {word.folded: _rarity(pages_with(Layer.FOLDED, word.folded)) for word in content},
        {word.folded: word.exact for word in content if word.mark},
        {
            (first.folded, second.folded): _rarity(
                pages_with(Layer.PAIRS, folded_pair(first, second))
            )
            for first, second in pairs
        },
    )


def passage_score(text: str, question: QuestionWords) -> float:
    """Return the weight of the words of a question in the best passage of a text."""
    matches = list(_matches(text, question))
    best = 0.0
    for index, (start, _, _) in enumerate(matches):
        weights: dict[object, float] = {}
        for position, key, weight in matches[index:]:
            if position - start > _PASSAGE_WORDS:
                break
            weights[key] = max(weight, weights.get(key, 0.0))
        best = max(best, sum(weights.values()))
    return best


def _matches(text: str, question: QuestionWords) -> Iterator[tuple[int, object, float]]:
    """Yield the position, the word or pair, and the weight of each match."""
    previous = ""
    for position, match in enumerate(find_words(normalise(text))):
        exact, folded_word, _ = layers(match[0])
        if folded_word in question.words:
            is_typed = question.spellings.get(folded_word, exact) == exact
            weight = question.words[folded_word] * (1 if is_typed else _OTHER_MARKS_WEIGHT)
            yield position, folded_word, weight
        if (previous, folded_word) in question.pairs:
            yield position, (previous, folded_word), question.pairs[previous, folded_word]
        previous = folded_word


def _rarity(pages: int) -> float:
    return math.log(1 + _MANY_PAGES / (pages + 0.5))

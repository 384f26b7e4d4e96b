"""Makes pages as a province's library has them: each item is about something, most words are rare.

People speak in turns of phrase: some are everybody's, some belong to a topic, and an item keeps to
its topic. There are about as many different neighbours in a thousand syllables as in real texts
(some 130 in 4.5 million syllables of Vietnamese), and many words share their letters under the
marks.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

from library.vietnamese import compose
from search_index.syllables import plain_syllables

_TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
_SYLLABLES, _COMMON, _WORDS = 2_500, 300, 20_000
_PHRASES, _TOPICS, _TOPIC_WORDS, _TOPIC_PHRASES = 30_000, 400, 80, 200
PAGES_AN_ITEM = 20


@dataclass(frozen=True, slots=True)
class MadeItem:
    """One item: its title, its year and the texts of its pages."""

    number: int
    title: str
    year: int
    texts: tuple[str, ...]


class Press:
    """Prints items, the same ones for the same seed."""

    def __init__(self, seed: int = 1) -> None:
        draw = random.Random(seed)
        syllables = _with_tones(draw)
        self.common = syllables[:_COMMON]
        words = [f"{draw.choice(syllables)} {draw.choice(syllables)}" for _ in range(_WORDS)]
        self.topics = [draw.choices(words, k=_TOPIC_WORDS) for _ in range(_TOPICS)]
        self._phrases = [_phrase(draw, words, self.common) for _ in range(_PHRASES)]
        self._topic_phrases = [
            [_phrase(draw, topic, self.common) for _ in range(_TOPIC_PHRASES)]
            for topic in self.topics
        ]
        self._common_odds = _zipf(_COMMON)
        self._phrase_odds = _zipf(_PHRASES)
        self._topic_odds = _zipf(_TOPIC_PHRASES)
        self._seed = seed

    def items(self, pages: int) -> Iterator[MadeItem]:
        """Print items of twenty pages until there are so many pages."""
        for number in range(pages // PAGES_AN_ITEM):
            yield self._item(number)

    def _item(self, number: int) -> MadeItem:
        draw = random.Random(self._seed * 1_000_003 + number)
        topic = draw.randrange(_TOPICS)
        title = " ".join(draw.choices(self.topics[topic], k=4)).capitalize()
        phrases = self._topic_phrases[topic]
        texts = tuple(self._text(draw, phrases) for _ in range(PAGES_AN_ITEM))
        return MadeItem(number, title, draw.randrange(1886, 2026), texts)

    def _text(self, draw: random.Random, topic: list[str]) -> str:
        length = draw.randrange(20, 25)
        mixed = [
            *draw.choices(self.common, cum_weights=self._common_odds, k=length),
            *draw.choices(self._phrases, cum_weights=self._phrase_odds, k=length),
            *draw.choices(topic, cum_weights=self._topic_odds, k=length),
        ]
        draw.shuffle(mixed)
        day, month, year = draw.randrange(1, 29), draw.randrange(1, 13), draw.randrange(1886, 2026)
        head = f"Số {draw.randrange(1, 3000)}/QĐ-UBND, ngày {day} tháng {month} năm {year}"
        sentences = [" ".join(mixed[start : start + 5]) for start in range(0, len(mixed), 5)]
        return ".\n".join((head, *sentences))


def _zipf(length: int) -> list[float]:
    return list(accumulate(1 / rank for rank in range(8, length + 8)))


def _phrase(draw: random.Random, words: list[str], common: list[str]) -> str:
    return f"{draw.choice(words)} {draw.choice(common)} {draw.choice(words)} {draw.choice(words)}"


def _with_tones(draw: random.Random) -> list[str]:
    plain = sorted(plain_syllables())
    chosen = draw.sample(plain, _SYLLABLES // 4)
    toned = {_toned(syllable, draw.choice(_TONES)) for syllable in chosen * 6}
    return draw.sample(sorted(toned), min(_SYLLABLES, len(toned)))


def _toned(syllable: str, tone: str) -> str:
    place = next(index for index, letter in enumerate(syllable) if letter in "aăâeêioôơuưy")
    return compose(syllable[: place + 1] + tone + syllable[place + 1 :])

"""Synthetic pages of a provincial library: each item has a topic, and most words are rare.

The words are real ones with their real frequencies (bench/data). Some phrases are common to all
items, some belong to a topic, and an item keeps to its topic. The number of different word
neighbours per thousand syllables is about that of real texts (some 130 in 4.5 million syllables of
Vietnamese).
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

_VOCABULARY = Path(__file__).parent / "data" / "words.tsv"
_COMMON_WORDS = 300
_PHRASES, _TOPICS, _TOPIC_WORDS, _TOPIC_PHRASES = 60_000, 600, 80, 300
PAGES_PER_ITEM = 20


@dataclass(frozen=True, slots=True)
class SyntheticItem:
    """A generated item: its title, its year and the texts of its pages."""

    number: int
    title: str
    year: int
    texts: tuple[str, ...]


class ItemGenerator:
    """Generator of items, the same ones for the same seed."""

    def __init__(self, seed: int = 1) -> None:
        draw = random.Random(seed)
        every = [line.split("\t")[0] for line in _VOCABULARY.read_text("utf-8").splitlines()]
        self.common = [word for word in every if " " not in word][:_COMMON_WORDS]
        words = [word for word in every if " " in word]
        self.topics = [draw.choices(words, k=_TOPIC_WORDS) for _ in range(_TOPICS)]
        self._phrases = [_phrase(draw, words, self.common) for _ in range(_PHRASES)]
        self._topic_phrases = [
            [_phrase(draw, topic, self.common) for _ in range(_TOPIC_PHRASES)]
            for topic in self.topics
        ]
        self._common_odds = _zipf(_COMMON_WORDS)
        self._phrase_odds = _zipf(_PHRASES)
        self._topic_odds = _zipf(_TOPIC_PHRASES)
        self._seed = seed

    def items(self, pages: int, pages_per_item: int = PAGES_PER_ITEM) -> Iterator[SyntheticItem]:
        """Yield items of so many pages until the number of pages is reached."""
        for number in range(pages // pages_per_item):
            yield self._item(number, pages_per_item)

    def _item(self, number: int, pages: int) -> SyntheticItem:
        draw = random.Random(self._seed * 1_000_003 + number)
        topic = draw.randrange(_TOPICS)
        title = " ".join(draw.choices(self.topics[topic], k=4)).capitalize()
        phrases = self._topic_phrases[topic]
        texts = tuple(self._text(draw, phrases) for _ in range(pages))
        return SyntheticItem(number, title, draw.randrange(1886, 2026), texts)

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

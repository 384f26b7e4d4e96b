"""Makes as many realistic Vietnamese pages as a measurement needs, the same for the same seed.

Words keep their real frequencies (bench/data). An item is about something: it has a vocabulary of
its own, a place, people and years, which return on its pages; a page leans on a part of it. So a
word that is rare in the library is frequent in a few items, as in life.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from pathlib import Path

from search_index.documents import PageDocument

_WORDS = Path(__file__).parent / "data" / "words.tsv"
_COLLECTIONS = ("van-ban", "dia-chi", "bao-chi")
_KINDS = ("Quyết định", "Kế hoạch", "Sách", "Số báo", "Báo cáo", "Bản đồ")
_SURNAMES = ("Nguyễn", "Hoàng", "Lương", "Nông", "Vi", "Lý", "Triệu", "Chu", "Đàm", "Phùng")
_MIDDLE = ("Văn", "Thị", "Đình", "Quang", "Thúy", "Minh", "Ngọc")
_SYLLABLES = (300, 400)
_FREQUENT = 1000
_TOPIC_WORDS = 120
_THEME_WORDS = 25
_SHARES = (0.55, 0.85)
"""Below the first: any word; below the second: a word of the item's topic; above: of the page's."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words with their running frequencies, as random.choices wants them."""

    words: tuple[str, ...]
    running: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Topic:
    words: tuple[str, ...]
    names: tuple[str, ...]
    year: int


@cache
def read_vocabulary() -> Vocabulary:
    """Read the words, most frequent first."""
    rows = [line.split("\t") for line in _WORDS.read_text(encoding="utf-8").splitlines()]
    return Vocabulary(
        tuple(word for word, _ in rows), tuple(accumulate(int(count) for _, count in rows))
    )


@cache
def read_rarer_words() -> Vocabulary:
    """Return the words past the most frequent thousand: what things are about."""
    every = read_vocabulary()
    frequent = every.running[_FREQUENT - 1]
    return Vocabulary(
        every.words[_FREQUENT:], tuple(running - frequent for running in every.running[_FREQUENT:])
    )


def make_pages(count: int, seed: int = 1) -> Iterator[PageDocument]:
    """Give `count` pages, items of 5 to 60 pages one after another."""
    draw = random.Random(seed)
    made = 0
    while made < count:
        pages = min(draw.randint(5, 60), count - made)
        yield from _item(f"i{made:07}", pages, draw)
        made += pages


def _item(item_id: str, pages: int, draw: random.Random) -> Iterator[PageDocument]:
    vocabulary = read_vocabulary()
    rarer = read_rarer_words()
    topic = _Topic(
        words=tuple(draw.choices(rarer.words, cum_weights=rarer.running, k=_TOPIC_WORDS)),
        names=tuple(_name(draw) for _ in range(6)),
        year=draw.randint(1880, 2025),
    )
    title = f"{' '.join(draw.sample(topic.words, 4)).capitalize()} {topic.names[0]}"
    kind, collection = draw.choice(_KINDS), draw.choice(_COLLECTIONS)
    number = f"{draw.randint(1, 3000)}/QĐ-UBND" if kind == "Quyết định" else None
    for page in range(1, pages + 1):
        yield PageDocument(
            item_id=item_id,
            page=page,
            collection=collection,
            title=title,
            text=_text(vocabulary, topic, draw),
            kind=kind,
            number=number,
            date=str(topic.year),
            year=topic.year,
        )


def _name(draw: random.Random) -> str:
    given = draw.choice(read_vocabulary().words[500:5000]).split()[0].capitalize()
    return f"{draw.choice(_SURNAMES)} {draw.choice(_MIDDLE)} {given}"


def _text(vocabulary: Vocabulary, topic: _Topic, draw: random.Random) -> str:
    target = draw.randint(*_SYLLABLES)
    drawn = iter(draw.choices(vocabulary.words, cum_weights=vocabulary.running, k=target))
    theme = draw.sample(topic.words, _THEME_WORDS)
    sentences, syllables = [], 0
    while syllables < target:
        words = [_word(drawn, topic, theme, draw) for _ in range(draw.randint(6, 14))]
        if draw.random() < 0.2:
            words.append(draw.choice(topic.names))
        if draw.random() < 0.1:
            words.append(f"năm {topic.year + draw.randint(-3, 3)}")
        sentence = " ".join(words)
        syllables += sentence.count(" ") + 1
        sentences.append(f"{sentence[0].upper()}{sentence[1:]}.")
    return " ".join(sentences)


def _word(drawn: Iterator[str], topic: _Topic, theme: list[str], draw: random.Random) -> str:
    luck = draw.random()
    if luck < _SHARES[0]:
        return next(drawn)
    return draw.choice(topic.words if luck < _SHARES[1] else theme)

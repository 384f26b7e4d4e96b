"""Motifs of covers without a picture, chosen by what the title speaks of."""

import re

from library.vietnamese.letters import compose

_WORDS = {
    "mountain": ("địa danh", "địa lý", "địa hình", "núi", "sông", "hang", "đèo", "ải"),
    "flag": ("khởi nghĩa", "chiến dịch", "chiến thắng", "cách mạng", "kháng chiến", "du kích"),
    "roof": ("khảo cổ", "di tích", "kiến trúc", "đền thờ", "chùa", "thành cổ", "lễ hội"),
    "book": ("tiếng tày", "tiếng nùng", "chữ", "ngôn ngữ", "văn học", "thơ", "truyện", "giáo dục"),
}
"""Words of titles by the name of their picture in `static/motifs`; `đến` is no `đền`."""

_NOT_A_LETTER = re.compile(r"\W+")


def cover_motif(title: str) -> str:
    """Return the motif of a title; empty for the star of all others."""
    padded = f" {_NOT_A_LETTER.sub(' ', compose(title).lower())} "
    motifs = (
        name for name, words in _WORDS.items() if any(f" {word} " in padded for word in words)
    )
    return next(motifs, "")

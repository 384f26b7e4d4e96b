"""Motifs of covers without a picture, chosen by what the title speaks of."""

from library.vietnamese.letters import fold

_WORDS = {
    "mountain": ("dia danh", "dia ly", "dia hinh", "nui", "song", "khi hau", "hang", "deo", "ai"),
    "flag": ("khoi nghia", "chien dich", "chien thang", "cach mang", "khang chien", "du kich"),
    "roof": ("khao co", "di tich", "kien truc", "den", "chua", "dinh", "thanh co", "le hoi"),
    "book": ("tieng", "chu", "ngon ngu", "van hoc", "tho", "truyen", "giao duc", "truong"),
}
"""Words of titles, without marks, by the name of their picture in `static/motifs`."""


def cover_motif(title: str) -> str:
    """Return the motif of a title; empty for the star of all others."""
    padded = f" {fold(title)} "
    motifs = (
        name for name, words in _WORDS.items() if any(f" {word} " in padded for word in words)
    )
    return next(motifs, "")

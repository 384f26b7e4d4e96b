"""Makes lines of words, and pages of them, for corrections to be tried on."""

from library.catalogue.text.words import Word

LETTER, HEIGHT, LEAD = 10, 20, 30


def set_lines(*texts: str, confidence: float = 0.9, scale: int = 1) -> tuple[Word, ...]:
    """Return words set in lines, each letter ten pixels wide, in one block."""
    words = []
    for line, text in enumerate(texts):
        left = 100
        for word in text.split():
            width = LETTER * len(word)
            box = (left, 50 + LEAD * line, width, HEIGHT)
            words.append(Word(word, *(scale * side for side in box), confidence, 0, line))
            left += width + LETTER
    return tuple(words)


def texts(words: tuple[Word, ...]) -> list[str]:
    """Return the words as text, line by line."""
    found: dict[int, list[str]] = {}
    for word in words:
        found.setdefault(word.line, []).append(word.text)
    return [" ".join(line) for line in found.values()]

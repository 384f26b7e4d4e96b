"""Lines of words for tests of corrections."""

from library.catalogue.text.words import Word

LETTER, HEIGHT, LEAD = 10, 20, 30


def set_lines(*texts: str, confidence: float = 0.9, scale: int = 1) -> tuple[Word, ...]:
    """Return words set in lines, each letter ten pixels wide, in one block."""
    words = []
    for line, text in enumerate(texts):
        x0 = 100
        for word in text.split():
            width = LETTER * len(word)
            box = (x0, 50 + LEAD * line, width, HEIGHT)
            words.append(Word(word, *(scale * side for side in box), confidence, 0, line))
            x0 += width + LETTER
    return tuple(words)


def texts(words: tuple[Word, ...]) -> list[str]:
    """Return the words as text, line by line."""
    lines: dict[int, list[str]] = {}
    for word in words:
        lines.setdefault(word.line, []).append(word.text)
    return [" ".join(line) for line in lines.values()]

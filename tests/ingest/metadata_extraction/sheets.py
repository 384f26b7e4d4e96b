"""Words of a printed page from a few lines of text."""

from library.catalogue.text.words import Word

HEIGHT = 1400
_LETTER, _LINE = 10, 30


def set_page(*lines: str, tall: dict[int, int] | None = None) -> tuple[Word, ...]:
    """Return the words of a page; the column of a letter in its line is its place on the paper.

    `tall` is the height of lines that are not in the usual size, by line number.
    """
    words: list[Word] = []
    for number, line in enumerate(lines):
        height = (tall or {}).get(number, 20)
        place = 0
        for text in line.split(" "):
            if text:
                x, wide = 50 + place * _LETTER, len(text) * _LETTER
                words.append(Word(text, x, 50 + number * _LINE, wide, height, 0.95, 0, number))
            place += len(text) + 1
    return tuple(words)

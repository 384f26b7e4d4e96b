"""Sets words on a page as a printer would, so that a test can show a page in a few lines."""

from library.catalogue.text.words import Word

HEIGHT = 1400
_LETTER, _LINE = 10, 30


def set_page(*lines: str, tall: dict[int, int] | None = None) -> tuple[Word, ...]:
    """Return the words of a page; a letter's place in its line is its place on the paper.

    `tall` gives the height of the lines that are not printed as the others are.
    """
    words: list[Word] = []
    for number, line in enumerate(lines):
        height = (tall or {}).get(number, 20)
        place = 0
        for text in line.split(" "):
            if text:
                left, wide = 50 + place * _LETTER, len(text) * _LETTER
                words.append(Word(text, left, 50 + number * _LINE, wide, height, 0.95, 0, number))
            place += len(text) + 1
    return tuple(words)

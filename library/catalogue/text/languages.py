"""OCR languages, by their Tesseract codes."""

from library.errors import UnknownLanguageError

VIETNAMESE = "vie"
NAMES = {
    VIETNAMESE: "tiếng Việt",
    "fra": "tiếng Pháp",
    "eng": "tiếng Anh",
    "chi_tra": "chữ Hán, dòng ngang",
    "chi_tra_vert": "chữ Hán, cột dọc",
}
_CHOICES = ("vie", "vie+fra", "vie+eng", "fra", "eng", "vie+chi_tra", "chi_tra", "chi_tra_vert")
"""Combinations offered to staff: each additional language makes OCR slower and less certain."""

_VERTICAL = "_vert"


def parse_languages(text: str) -> str | None:
    """Return typed languages (vie+fra) or None if empty; raise UnknownLanguageError."""
    for name in filter(None, text.split("+")):
        if name not in NAMES:
            raise UnknownLanguageError(name, ", ".join(NAMES))
    return "+".join(filter(None, text.split("+"))) or None


def choices() -> dict[str, str]:
    """Return the offered combinations with their names in Vietnamese."""
    return {languages: in_words(languages) for languages in _CHOICES}


def split_languages(languages: str) -> tuple[str, ...]:
    """Return the codes of a combination such as vie+fra."""
    return tuple(languages.split("+"))


def in_words(languages: str) -> str:
    """Return a combination such as vie+fra in Vietnamese words."""
    return " và ".join(NAMES.get(name, name) for name in split_languages(languages))


def is_vertical(languages: tuple[str, ...]) -> bool:
    """Return True if lines run from top to bottom, the first one at the right."""
    return any(name.endswith(_VERTICAL) for name in languages)

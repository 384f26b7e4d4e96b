"""Names the languages a page can be read in, by Tesseract's names for them."""

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
"""What is offered to staff: each language more makes the reading slower and less sure."""

_VERTICAL = "_vert"


def chosen(typed: str) -> str | None:
    """Return languages as they were typed (vie+fra), None for none; raise UnknownLanguageError."""
    for name in filter(None, typed.split("+")):
        if name not in NAMES:
            raise UnknownLanguageError(name, ", ".join(NAMES))
    return "+".join(filter(None, typed.split("+"))) or None


def choices() -> dict[str, str]:
    """Return what is offered, each in words."""
    return {languages: named(languages) for languages in _CHOICES}


def each(languages: str) -> tuple[str, ...]:
    """Return the languages of vie+fra one by one."""
    return tuple(languages.split("+"))


def named(languages: str) -> str:
    """Return vie+fra in words."""
    return " và ".join(NAMES.get(name, name) for name in each(languages))


def is_vertical(languages: tuple[str, ...]) -> bool:
    """Say whether the lines run from top to bottom, the first one at the right."""
    return any(name.endswith(_VERTICAL) for name in languages)

"""Languages of transcripts, by their codes in BCP 47."""

LANGUAGES = {
    "vi": "tiếng Việt",
    "tyz": "tiếng Tày",
    "nut": "tiếng Nùng",
    "ium": "tiếng Dao",
    "hmn": "tiếng Mông",
    "zh": "tiếng Hoa",
    "fr": "tiếng Pháp",
    "en": "tiếng Anh",
}


def language_name(code: str) -> str:
    """Return the Vietnamese name of a language with a capital letter, or its code."""
    name = LANGUAGES.get(code, code)
    return name[:1].upper() + name[1:]

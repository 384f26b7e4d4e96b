"""Addresses of the licences that are named in records."""

import re

_CREATIVE_COMMONS = re.compile(r"\bCC[ -](BY(?:-(?:NC|ND|SA))*)[ -](\d\.\d)", re.IGNORECASE)
_ZERO = re.compile(r"\bCC ?0\b|\bCC[ -]?Zero\b", re.IGNORECASE)
_MARK = re.compile(
    r"\bpublic domain\b|phạm vi công cộng|thuộc công chúng|không thuộc đối tượng bảo hộ",
    re.IGNORECASE,
)
_STANDARD = re.compile(
    r"https?://(creativecommons\.org/(licenses|publicdomain)|rightsstatements\.org/vocab)/"
)
_ADDRESS = re.compile(r"https?://[^\s<>\"]+")
_CC = "https://creativecommons.org"


def licence_address(text: str | None) -> str | None:
    """Return the address of the licence that a text names, such as CC BY-SA 4.0; else None."""
    if not text:
        return None
    if link := _ADDRESS.search(text):
        address = link[0].rstrip(".,;)")
        return address if address.isascii() and address.isprintable() else None
    if licence := _CREATIVE_COMMONS.search(text):
        return f"{_CC}/licenses/{licence[1].lower()}/{licence[2]}/"
    if _ZERO.search(text):
        return f"{_CC}/publicdomain/zero/1.0/"
    return f"{_CC}/publicdomain/mark/1.0/" if _MARK.search(text) else None


def standard_rights(text: str | None) -> str | None:
    """Return the licence or rights statement that a text names, as IIIF wants it: http."""
    address = licence_address(text) or ""
    return address.replace("https:", "http:", 1) if _STANDARD.match(address) else None

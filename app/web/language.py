"""Interface language: Vietnamese, or English by choice; texts of profiles in that language."""

from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Flask, Response, abort, g, redirect, request, url_for
from flask_babel import Babel, Domain

from app.accounts.who_asks import DEVICE_COOKIE
from app.services import profiles
from app.web.caching import YEAR_SECONDS
from app.web.security import same_site_address
from library.catalogue.profiles import Profile
from library.settings import Settings

LANGUAGES = {"vi": "Tiếng Việt", "en": "English"}
LANGUAGE_PARAM = "nn"
"""Parameter of an address in a certain language, for search engines, which keep no cookies."""

_COOKIE = "ngon-ngu"
_BLUEPRINTS_FOR_READERS = ("public", "readers", None)
_ENGLISH = Path(__file__).parents[1] / "translations" / "en" / "messages.po"
_TERMS = {"băng tiếng": "Sound recording", "phim": "Film"}
"""Kinds of items that a collection need not name to have them in English."""

_VIETNAMESE = NullTranslations()
"""Texts of templates as they are written."""


@dataclass(frozen=True, slots=True)
class Words:
    """A text and the language it is written in."""

    text: str
    language: str

    def __str__(self) -> str:
        return self.text


class _EnglishCatalogue(Domain):
    """English catalogue, compiled in memory from its .po file."""

    def __init__(self) -> None:
        super().__init__()
        self._english = _read(_ENGLISH)

    def get_translations(self) -> NullTranslations:
        return self._english if current_language() == "en" else _VIETNAMESE


def install(app: Flask, _settings: Settings) -> None:
    """Install the translation of templates, whose source language is Vietnamese."""
    babel = Babel(app, default_locale="vi", locale_selector=current_language)
    babel.domain_instance = _EnglishCatalogue()
    app.jinja_env.install_gettext_callables(_translate, _translate_plural, newstyle=True)
    app.jinja_env.globals.update(collection_text=collection_text)
    app.jinja_env.filters.update(term=term)
    app.context_processor(lambda: {"language": current_language(), "languages": LANGUAGES})


def _translate(text: str) -> str:
    """Translate a text of a template: a page has a hundred, and Flask-Babel's way takes longer."""
    return text if current_language() == "vi" else _read(_ENGLISH).ugettext(text)


def _translate_plural(singular: str, plural: str, count: int) -> str:
    catalogue = _VIETNAMESE if current_language() == "vi" else _read(_ENGLISH)
    return catalogue.ungettext(singular, plural, count)


def current_language() -> str:
    """Return the interface language: the chosen one, else English for who reads no Vietnamese."""
    if not request:
        return "vi"
    if "language" not in g:
        code = request.args.get(LANGUAGE_PARAM) or request.cookies.get(_COOKIE, "")
        g.language = code if code in LANGUAGES else _preferred_language()
    return g.language


def _preferred_language() -> str:
    """Return English if the browser names languages without Vietnamese among them.

    Many browsers in Vietnam are set up in English, and name Vietnamese second; those of public
    computers may not name it at all. The office is in Vietnamese only.
    """
    languages = request.accept_languages
    if not languages or languages["vi"] or languages["vi-VN"]:
        return "vi"
    is_for_readers = request.blueprint in _BLUEPRINTS_FOR_READERS
    return "en" if is_for_readers and DEVICE_COOKIE not in request.cookies else "vi"


def switch(code: str) -> Response:
    """Store the language in a cookie and redirect back to the page."""
    if code not in LANGUAGES:
        abort(404)
    target = same_site_address(request.args.get("tiep"), url_for("public.home"))
    response = redirect(target)
    response.set_cookie(
        _COOKIE,
        code,
        max_age=YEAR_SECONDS,
        samesite="Lax",
        httponly=True,
        secure=request.is_secure,
    )
    return response


def delete_cookie(response: Response) -> None:
    """Delete the cookie, so that the next user of this browser gets Vietnamese."""
    response.delete_cookie(_COOKIE, samesite="Lax")


def collection_text(profile: Profile, name: str = "title") -> Words:
    """Return the title, summary or introduction of a collection."""
    english = getattr(profile, f"{name}_en") if current_language() == "en" else ""
    return Words(english, "en") if english else Words(getattr(profile, name), "vi")


def term(value: str | None, language: str = "vi") -> Words:
    """Return a kind, right or other value of a record, in English if a profile has the words."""
    text = value or ""
    english = _english_terms().get(text.casefold()) if current_language() == "en" else None
    return Words(english, "en") if english else Words(text, language)


def _english_terms() -> dict[str, str]:
    if "english_terms" not in g:
        g.english_terms = _TERMS | {
            value: english
            for profile in reversed(profiles().values())
            for value, english in profile.english_terms.items()
        }
    return g.english_terms


@cache
def _read(catalogue: Path) -> Translations:
    buffer = BytesIO()
    with catalogue.open("rb") as file:
        write_mo(buffer, read_po(file, locale="en"))
    buffer.seek(0)
    return Translations(buffer)

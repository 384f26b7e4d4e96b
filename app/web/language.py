"""Speaks Vietnamese, and English to those who ask for it."""

from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Flask, Response, abort, redirect, request, url_for
from flask_babel import Babel, Domain

from app.web.caching import A_YEAR
from app.web.security import own_address
from library.settings import Settings

LANGUAGES = {"vi": "Tiếng Việt", "en": "English"}
_COOKIE = "ngon-ngu"
_ENGLISH = Path(__file__).parents[1] / "translations" / "en" / "messages.po"


class _WrittenCatalogue(Domain):
    """The English catalogue, read as it is written: nothing to compile, nothing to go stale."""

    def __init__(self) -> None:
        super().__init__()
        self._english = _read(_ENGLISH)

    def get_translations(self) -> NullTranslations:
        return self._english if chosen() == "en" else NullTranslations()


def install(app: Flask, _settings: Settings) -> None:
    """Translate templates; Vietnamese is what stands in them."""
    babel = Babel(app, default_locale="vi", locale_selector=chosen)
    babel.domain_instance = _WrittenCatalogue()
    app.context_processor(lambda: {"language": chosen(), "languages": LANGUAGES})


def chosen() -> str:
    """Return the language of the screen; Vietnamese unless the reader chose another."""
    asked = request.cookies.get(_COOKIE, "") if request else ""
    return asked if asked in LANGUAGES else "vi"


def switch(code: str) -> Response:
    """Remember a language in the reader's browser and lead back to the page."""
    if code not in LANGUAGES:
        abort(404)
    back = own_address(request.args.get("tiep"), url_for("public.home"))
    response = redirect(back)
    secure = request.is_secure
    response.set_cookie(_COOKIE, code, max_age=A_YEAR, samesite="Lax", httponly=True, secure=secure)
    return response


def forget(response: Response) -> None:
    """Let the browser speak Vietnamese to whoever comes next."""
    response.delete_cookie(_COOKIE, samesite="Lax")


@cache
def _read(catalogue: Path) -> Translations:
    compiled = BytesIO()
    with catalogue.open("rb") as written:
        write_mo(compiled, read_po(written, locale="en"))
    compiled.seek(0)
    return Translations(compiled)

"""Knows how much a reader wants to be sent, and remembers what was chosen in the browser."""

from enum import StrEnum

from flask import Flask, Response, abort, redirect, request, url_for

from app.web.caching import A_YEAR
from app.web.security import own_address
from library.settings import Settings

CHOICE, GUESS = "luong", "doan"
"""Cookies: what the reader chose, and what a script in the browser guesses of the line."""


class Budget(StrEnum):
    """How much may be sent for one page; the value stands in addresses and cookies."""

    LITTLE = "tiet-kiem"
    USUAL = "thuong"
    FINE = "dep"


_BY_CODE = {one.value: one for one in Budget}


def install(app: Flask, _settings: Settings) -> None:
    """Let templates ask."""
    app.context_processor(_for_templates)


def budget() -> Budget:
    """Return what the reader chose; else what the browser asks for; else what the line can bear."""
    chosen = _read(CHOICE)
    if chosen is not None:
        return chosen
    if request.headers.get("Save-Data", "") == "on":
        return Budget.LITTLE
    return _read(GUESS) or Budget.USUAL


def choose(code: str) -> Response:
    """Remember a choice in the reader's browser and lead back to the page."""
    if code not in _BY_CODE:
        abort(404)
    back = own_address(request.args.get("tiep"), url_for("public.home"))
    response = redirect(back)
    secure = request.is_secure
    response.set_cookie(CHOICE, code, max_age=A_YEAR, samesite="Lax", httponly=True, secure=secure)
    return response


def forget(response: Response) -> None:
    """Let whoever comes next to this browser choose anew."""
    for name in (CHOICE, GUESS):
        response.delete_cookie(name, samesite="Lax")


def _read(cookie: str) -> Budget | None:
    return _BY_CODE.get(request.cookies.get(cookie, ""))


def _for_templates() -> dict[str, object]:
    chosen = budget() if request else Budget.USUAL
    return {
        "budget": chosen,
        "budgets": tuple(_BY_CODE),
        "saves_data": chosen is Budget.LITTLE,
    }

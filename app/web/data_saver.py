"""Data saver: the amount of data that a reader wants to receive."""

from enum import StrEnum

from flask import Flask, Response, abort, redirect, request, url_for

from app.web.caching import YEAR_SECONDS
from app.web.security import same_site_address
from library.settings import Settings

CHOICE_COOKIE, GUESS_COOKIE = "luong", "doan"
"""Cookies: the reader's choice, and a script's estimate of the connection."""


class DataBudget(StrEnum):
    """Amount of data to send for one page; the value is part of addresses and cookies."""

    LITTLE = "tiet-kiem"
    USUAL = "thuong"
    FINE = "dep"


_BY_CODE = {budget.value: budget for budget in DataBudget}


def install(app: Flask, _settings: Settings) -> None:
    """Make the budget available to templates."""
    app.context_processor(_for_templates)


def current_budget() -> DataBudget:
    """Return the reader's choice, else the browser's Save-Data, else the estimate."""
    choice = _read(CHOICE_COOKIE)
    if choice is not None:
        return choice
    if request.headers.get("Save-Data", "") == "on":
        return DataBudget.LITTLE
    return _read(GUESS_COOKIE) or DataBudget.USUAL


def choose(code: str) -> Response:
    """Store the choice in a cookie and redirect back to the page."""
    if code not in _BY_CODE:
        abort(404)
    target = same_site_address(request.args.get("tiep"), url_for("public.home"))
    response = redirect(target)
    secure = request.is_secure
    response.set_cookie(
        CHOICE_COOKIE, code, max_age=YEAR_SECONDS, samesite="Lax", httponly=True, secure=secure
    )
    return response


def delete_cookies(response: Response) -> None:
    """Delete the cookies, so that the next user of this browser chooses again."""
    for name in (CHOICE_COOKIE, GUESS_COOKIE):
        response.delete_cookie(name, samesite="Lax")


def _read(cookie: str) -> DataBudget | None:
    return _BY_CODE.get(request.cookies.get(cookie, ""))


def _for_templates() -> dict[str, object]:
    budget = current_budget() if request else DataBudget.USUAL
    return {
        "budget": budget,
        "budgets": tuple(_BY_CODE),
        "saves_data": budget is DataBudget.LITTLE,
    }

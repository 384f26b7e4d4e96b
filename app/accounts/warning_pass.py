"""Words of warning that this browser has confirmed: item ids in a cookie of one visit."""

import re

from flask import Response, request

_COOKIE = "da-doc"
_MAX_ITEMS = 20
_IDS = re.compile(r"[0-9a-z]{1,20}(\.[0-9a-z]{1,20})*")


def confirmed_items() -> frozenset[str]:
    """Return the ids of the items whose warning was confirmed in this visit."""
    return frozenset(_confirmed())


def keep_confirmation(response: Response, item_id: str) -> Response:
    """Remember in the browser alone, until it is closed, that a warning was confirmed."""
    ids = (item_id, *(other for other in _confirmed() if other != item_id))[:_MAX_ITEMS]
    secure = request.is_secure
    response.set_cookie(_COOKIE, ".".join(ids), samesite="Lax", httponly=True, secure=secure)
    return response


def forget_confirmations(response: Response) -> None:
    """Delete the cookie, so that the next user of this browser is warned again."""
    response.delete_cookie(_COOKIE, samesite="Lax")


def _confirmed() -> tuple[str, ...]:
    text = request.cookies.get(_COOKIE, "")
    return tuple(text.split(".")[:_MAX_ITEMS]) if _IDS.fullmatch(text) else ()

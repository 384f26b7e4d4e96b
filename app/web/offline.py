"""Offline copies and installation as an app, in the reader's own browser.

Public computers store pages until the session ends (app/static/js/kiosk/wiping.js), and install
nothing.
"""

import hashlib
from functools import cache
from pathlib import Path

from flask import Flask, Response, current_app, g, jsonify, render_template, request, url_for
from flask_login import current_user

from app.accounts.who_asks import DEVICE_COOKIE
from app.services import services
from app.web.caching import REVALIDATE, set_policy
from library.settings import Settings

_HEADER = "Dia-Chi-Keep"
_KIOSK_BLUEPRINT = "kiosk"
_WORKER = "js/keeping/worker.js"
_ICON_WIDTHS = (192, 512)
_INDIGO, _PAPER = "#1c2656", "#fbf7ee"
"""Colours of the masthead and the page."""


def install(app: Flask, _settings: Settings) -> None:
    """Add the offline header to responses, and the worker's address to templates."""
    app.after_request(_add_offline_header)
    app.context_processor(
        lambda: {"worker_address": _worker_address(), "installable": _is_installable()}
    )


def allow_offline_copy() -> None:
    """Mark this page as public, so that the browser may store it."""
    g.offline_copy_allowed = True


def send_worker() -> Response:
    """Send the service worker; its version is part of its address."""
    response = current_app.send_static_file(_WORKER)
    return set_policy(response, REVALIDATE)


def show_offline_page() -> str:
    """Render the pages stored offline; also the fallback page without a connection."""
    return render_template("public/offline.html")


def show_manifest() -> Response:
    """Return the web app manifest, with which a phone puts the library among its apps."""
    icons = [
        {
            "src": url_for("static", filename=f"motifs/icon-{width}.png"),
            "sizes": f"{width}x{width}",
            "type": "image/png",
            "purpose": "any maskable",
        }
        for width in _ICON_WIDTHS
    ]
    response = jsonify(
        name=f"Địa Chí · {services().settings.library_name}",
        short_name="Địa Chí",
        lang="vi",
        start_url=url_for("public.home"),
        scope=url_for("public.home"),
        display="minimal-ui",
        theme_color=_INDIGO,
        background_color=_PAPER,
        icons=icons,
    )
    response.mimetype = "application/manifest+json"
    return set_policy(response, REVALIDATE)


def _add_offline_header(response: Response) -> Response:
    if g.pop("offline_copy_allowed", False) and response.status_code == 200 and _worker_address():
        response.headers[_HEADER] = "1"
    return response


def _worker_address() -> str | None:
    """Return the service worker's address; None for staff and on the desk of public computers."""
    if not request or request.blueprint == _KIOSK_BLUEPRINT or current_user.is_authenticated:
        return None
    return url_for("public.keeper", v=_version(Path(current_app.root_path)))


def _is_installable() -> bool:
    """Return True if the library may become an app of this device."""
    return _worker_address() is not None and DEVICE_COOKIE not in request.cookies


@cache
def _version(site: Path) -> str:
    """Return a version that changes with any stylesheet, script or the offline page."""
    parts = (*sorted(site.glob("static/**/*.*s")), site / "templates" / "public" / "offline.html")
    return hashlib.sha256(b"".join(part.read_bytes() for part in parts)).hexdigest()[:12]

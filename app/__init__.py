"""The reading room and the staff office: the library as its readers and its staff see it."""

from flask import Flask

from app import interfaces, kiosk, office, programme, public, readers, services
from app.accounts import flask_login
from app.web import (
    caching,
    data_saver,
    errors,
    fonts,
    formats,
    gzip,
    language,
    offline,
    security,
    url_converters,
    usage_counting,
)
from library.settings import Settings

_FIXTURES = (
    services,
    gzip,
    url_converters,
    security,
    flask_login,
    language,
    formats,
    data_saver,
    caching,
    usage_counting,
    offline,
    errors,
    fonts,  # before caching names a page by its content
)
_DESKS = (public, readers, office, programme, kiosk, interfaces)


def create_app(settings: Settings) -> Flask:
    """Build the site of one installation: what every room needs first, then the desks."""
    app = Flask(__name__)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    for fixture in _FIXTURES:
        fixture.install(app, settings)
    for desk in _DESKS:
        app.register_blueprint(desk.blueprint)
    return app

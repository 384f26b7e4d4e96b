"""The reading room and the staff office: the library as its readers and its staff see it."""

from flask import Flask

from app import (
    addresses,
    budget,
    caching,
    compressing,
    counting,
    errors,
    formats,
    house,
    interfaces,
    keeping,
    kiosk,
    language,
    lettering,
    office,
    programme,
    public,
    readers,
    security,
    signing_in,
)
from library.settings import Settings

_FIXTURES = (
    house,
    compressing,
    addresses,
    security,
    signing_in,
    language,
    formats,
    budget,
    caching,
    counting,
    keeping,
    errors,
    lettering,  # before caching names a page by its content
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

"""Flask application: reading room, staff office, public computers and interfaces."""

from contextlib import ExitStack

from flask import Flask

from app import interfaces, office, public, readers, services
from app.accounts import flask_login, unsaved_forms
from app.kit import room
from app.kit.province import station_addresses as stations
from app.kit.room import station_site
from app.monitoring import health_addresses, request_times
from app.points import addresses as points
from app.points import formats as points_formats
from app.server import brief_copies, client_shares
from app.web import (
    body_limits,
    caching,
    data_saver,
    errors,
    fonts,
    form_versions,
    formats,
    gzip,
    hosts,
    language,
    offline,
    security,
    url_converters,
    usage_counting,
)
from library.settings import Settings

_COMPONENTS = (
    health_addresses,
    request_times,
    hosts,  # before anything is done for a request under a foreign name
    gzip,
    url_converters,
    body_limits,  # before CSRF protection reads the form
    security,
    station_site,
    flask_login,
    unsaved_forms,
    form_versions,
    language,
    formats,
    points_formats,
    data_saver,
    caching,
    client_shares,
    usage_counting,
    brief_copies,  # its after_request hook runs before usage_counting takes the uses
    offline,
    errors,
    fonts,  # its after_request hook runs before caching computes the ETag
)
_BLUEPRINTS = (
    public.blueprint,
    readers.blueprint,
    office.blueprint,
    *points.BLUEPRINTS,
    room.blueprint,
    *stations.BLUEPRINTS,
    interfaces.blueprint,
)


def create_app(settings: Settings) -> Flask:
    """Build the Flask app of one installation: shared components first, then the blueprints."""
    app = hosts.Site(__name__)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    with ExitStack() as resources:  # closed again if a component refuses the settings
        services.install(app, settings)
        resources.callback(app.extensions["services"].close)
        for component in _COMPONENTS:
            component.install(app, settings)
        for blueprint in _BLUEPRINTS:
            app.register_blueprint(blueprint)
        for section in (points, stations, interfaces):
            security.exempt_from_csrf(app, section.CSRF_EXEMPT_VIEWS)
        resources.pop_all()
    return app

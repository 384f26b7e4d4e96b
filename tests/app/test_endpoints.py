"""Endpoint names in templates and code exist: a renamed one fails here, not at a reader's click."""

import re
from pathlib import Path

import app as site

_ROOT = Path(site.__file__).parent
_BLUEPRINTS = ("public", "office", "programme", "readers", "kiosk", "interfaces")
_ENDPOINT = re.compile(rf"""["']((?:{"|".join(_BLUEPRINTS)})\.[a-z_]+)["']""")


def test_every_endpoint_that_is_named_exists(app):
    files = [path for path in _ROOT.rglob("*") if path.suffix in (".html", ".xml", ".py")]
    named = {
        endpoint: path.name for path in files for endpoint in _ENDPOINT.findall(path.read_text())
    }
    assert {name: file for name, file in named.items() if name not in app.view_functions} == {}
    assert len(named) > 200

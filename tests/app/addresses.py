"""Example URLs for every URL rule of the site, including rules added later."""

from flask import Flask
from werkzeug.routing import Rule

_SAFE = {"GET", "HEAD", "OPTIONS"}
_VALUE_BY_CONVERTER = {
    "IntegerConverter": 1,
    "NumberAddress": 1,
    "PageAddress": 1,
    "ItemAddress": "00000000000a",
    "Slug": "dia-chi",
    "Digest": "0" * 64,
    "AnyConverter": None,
}
"""Example value of a URL parameter by converter class; the default is its name."""

_VALUE_BY_NAME = {"number": "2026-00001", "code": "vi", "scope": "toan-tinh", "period": "2026-11"}


def address(app: Flask, rule: Rule, **real: object) -> str:
    """Return a URL that matches the rule; `real` gives parameter values by name."""
    filled = {name: _fill(rule, name) for name in rule._converters} | (rule.defaults or {})
    filled |= {name: value for name, value in real.items() if name in rule.arguments}
    with app.test_request_context():
        return app.url_map.bind("localhost").build(rule.endpoint, filled, append_unknown=False)


def writing(rule: Rule) -> list[str]:
    """Return the methods of a rule that may change something."""
    return sorted(rule.methods - _SAFE)


def _fill(rule: Rule, name: str) -> object:
    converter = rule._converters[name]
    kind = type(converter).__name__
    if kind == "AnyConverter":
        return min(converter.items)
    return _VALUE_BY_CONVERTER.get(kind) or _VALUE_BY_NAME.get(name, name)

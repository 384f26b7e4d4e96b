"""Writes real addresses for every rule of the site, also for rules nobody has written yet."""

from flask import Flask
from werkzeug.routing import Rule

_SAFE = {"GET", "HEAD", "OPTIONS"}
_OF_SHAPE = {
    "IntegerConverter": 1,
    "NumberAddress": 1,
    "PageAddress": 1,
    "ItemAddress": "00000000000a",
    "Slug": "dia-chi",
    "Digest": "0" * 64,
    "AnyConverter": None,
}
"""What is put where a rule leaves a place, by the kind of place; elsewhere its name is put."""

_NAMED = {"number": "2026-00001", "code": "vi", "scope": "toan-tinh", "period": "2026-11"}


def address(app: Flask, rule: Rule, **real: object) -> str:
    """Return an address this rule answers; `real` fills places by name."""
    filled = {name: _fill(rule, name) for name in rule.arguments} | {
        name: value for name, value in real.items() if name in rule.arguments
    }
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
    return _OF_SHAPE.get(kind) or _NAMED.get(name, name)

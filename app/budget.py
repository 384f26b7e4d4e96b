"""Knows whether a reader wants to be sent less, and tells the templates."""

from flask import Flask, request

from library.settings import Settings


def install(app: Flask, _settings: Settings) -> None:
    """Let templates ask."""
    app.context_processor(lambda: {"saves_data": saves_data()})


def saves_data() -> bool:
    """Say whether the browser asks for little, as it does on a metered line."""
    return request.headers.get("Save-Data", "") == "on"

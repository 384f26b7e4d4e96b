"""Page of open data: which interfaces other systems and programs can use, and how."""

from flask import render_template


def show() -> str:
    """Render the list of interfaces with a working address of each."""
    return render_template("public/open_data.html")

"""Page of the reader's own notes, which only the browser has."""

from flask import render_template


def show() -> str:
    """Render the page; a script fills it with the notes of this browser."""
    return render_template("public/reader/notes.html")

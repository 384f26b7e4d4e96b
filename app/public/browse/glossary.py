"""Glossary of old and local words: a page of its own, and the words of one page of an item."""

from flask import render_template

from library.vietnamese.old_words import KINDS, old_words


def show() -> str:
    """Render all words, by kind."""
    words = old_words()
    return render_template(
        "public/browse/glossary.html",
        words_by_kind={kind: [word for word in words if word.kind == kind] for kind in KINDS},
        sources=sorted({word.source for word in words}),
    )

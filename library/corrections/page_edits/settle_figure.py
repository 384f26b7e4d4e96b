"""Decision of a person on one doubtful figure: the typed one, or the one that was read."""

from library.catalogue.models import Page
from library.catalogue.text.layout import Box
from library.corrections.figure_doubts import MAX_TEXT
from library.corrections.models import RevisionKind
from library.corrections.page_edits import edit
from library.corrections.page_edits.diff import Change
from library.corrections.page_edits.edit import EditContext
from library.vietnamese.letters import compose


def settle(context: EditContext, page: Page, place: int, text: str, typed: str | None) -> bool:
    """Store what a person typed for a figure, or the figure as read if `typed` is None.

    Returns False if the word is no longer that text, or nothing was typed.
    """
    words = edit.words_of(context.store, page.words)
    if not 0 <= place < len(words) or words[place].text[:MAX_TEXT] != text:
        return False
    word = words[place]
    correction = word.text if typed is None else " ".join(compose(typed)[:MAX_TEXT].split())
    if not correction or word.checked:
        return False
    change = Change((word,), tuple(correction.split()), Box.around((word,)))
    edit.store_revision(context, page, [change], RevisionKind.TYPED)
    return True

"""Comparison of two people's edits to the same lines, so that neither overwrites the other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from library.catalogue.text.words import Word
from library.corrections.page_edits.diff import Change
from library.corrections.page_edits.line_diff import changes_in, lines_of, text_of
from library.corrections.page_edits.reapply import is_untouched, locate, replay


@dataclass(frozen=True, slots=True)
class OtherEdit:
    """A line before a person's edit, and after another person's edit."""

    was: str
    now: str


@dataclass(frozen=True, slots=True)
class EditConflicts:
    """Conflicting lines by current line number: the person's text and the edits of others."""

    mine: Mapping[int, str]
    theirs: Mapping[int, OtherEdit]
    homeless: tuple[str, ...]
    """Typed text of lines that no longer exist."""


def compare(
    base_words: tuple[Word, ...],
    current_words: tuple[Word, ...],
    typed_lines: Mapping[int, str],
    clashing: Sequence[Change],
) -> EditConflicts:
    """Return each line's typed text, with the current text of conflicting lines."""
    base_lines, current_lines = (
        {n: text_of(line.words) for n, line in lines_of(w).items()}
        for w in (base_words, current_words)
    )
    mine: dict[int, str] = {}
    theirs: dict[int, OtherEdit] = {}
    homeless = []
    for change in clashing:
        number = change.seen[0].line if change.seen else -1
        text = typed_lines.get(number, " ".join(change.meant))
        place = locate(current_words, change)
        if not place:
            homeless.append(text)
            continue
        line = current_words[place.start].line
        mine[line], theirs[line] = text, OtherEdit(base_lines.get(number, ""), current_lines[line])
    return EditConflicts(
        _merged_lines(base_words, current_words, typed_lines) | mine,
        theirs,
        tuple(dict.fromkeys(homeless)),
    )


def _merged_lines(
    base_words: tuple[Word, ...], current_words: tuple[Word, ...], lines: Mapping[int, str]
) -> dict[int, str]:
    """Return the current lines merged with the non-conflicting typed changes."""
    changes = [
        change for change in changes_in(base_words, lines) if is_untouched(current_words, change)
    ]
    merged_lines = lines_of(replay(current_words, changes).words)
    return {number: text_of(line.words) for number, line in merged_lines.items()}

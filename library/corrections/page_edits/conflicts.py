"""Compares what two people made of the same lines, so that neither overwrites the other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from library.catalogue.text.words import Word
from library.corrections.page_edits.diff import Change
from library.corrections.page_edits.line_diff import changes_in, lines_of, text_of
from library.corrections.page_edits.reapply import is_untouched, place_of, replay


@dataclass(frozen=True, slots=True)
class Theirs:
    """What a line was when a person began to type, and what another made of it since."""

    was: str
    now: str


@dataclass(frozen=True, slots=True)
class Clashes:
    """Lines of a page as it is now: what the person typed, and what others made of the same."""

    mine: Mapping[int, str]
    theirs: Mapping[int, Theirs]
    homeless: tuple[str, ...]
    """Lines that were typed and are no more."""


def compare(
    was: tuple[Word, ...],
    now: tuple[Word, ...],
    typed: Mapping[int, str],
    clashing: Sequence[Change],
) -> Clashes:
    """Return each line with what was typed in it, and beside it what stands there by now."""
    then, here = ({n: text_of(line.words) for n, line in lines_of(w).items()} for w in (was, now))
    mine: dict[int, str] = {}
    theirs: dict[int, Theirs] = {}
    homeless = []
    for change in clashing:
        number = change.seen[0].line if change.seen else -1
        text = typed.get(number, " ".join(change.meant))
        place = place_of(now, change)
        if not place:
            homeless.append(text)
            continue
        line = now[place.start].line
        mine[line], theirs[line] = text, Theirs(then.get(number, ""), here[line])
    return Clashes(_untroubled(was, now, typed) | mine, theirs, tuple(dict.fromkeys(homeless)))


def _untroubled(
    was: tuple[Word, ...], now: tuple[Word, ...], typed: Mapping[int, str]
) -> dict[int, str]:
    """Return the lines with what was typed in them and nobody else changed."""
    changes = [change for change in changes_in(was, typed) if is_untouched(now, change)]
    merged = lines_of(replay(now, changes).words)
    return {number: text_of(line.words) for number, line in merged.items()}

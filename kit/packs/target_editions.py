"""Edition to which a pack leads: the next step from what a station holds."""

from collections.abc import Iterable
from enum import StrEnum

from kit.packs import contents, tiers
from kit.packs.contents import PAGE
from kit.packs.editions import Edition, Entry
from kit.packs.plan import Plan

_NOT_RIGHTS = frozenset((contents.AUTHORITY, contents.POINT, contents.COMPUTERS))
"""Kinds of records that are removed by a later pack: others that a station holds may name them."""

_MB = 1_000_000


class Purpose(StrEnum):
    """Purpose of a pack, in the order in which a station gets them over a line."""

    RIGHTS = "rights"
    """Records that fewer people may see, or nobody: small, and taken in before all else."""
    TEXT = "text"
    """Records of everything; images only where the station has those of the item."""
    IMAGES = "images"
    """The next images by priority."""
    STICK = "stick"
    """Everything at once."""


def target_of(
    purpose: Purpose,
    base: Edition,
    wanted: Edition,
    *,
    plan: Plan,
    images_mb: int,
) -> Edition:
    """Return the edition to which a pack leads."""
    if purpose is Purpose.STICK:
        return wanted
    if purpose is Purpose.RIGHTS:
        return dict(_with_rights(base, wanted, plan))
    target = {
        line: entry for line, entry in wanted.items() if line[0] not in tiers.STEPS or line in base
    }
    if purpose is Purpose.IMAGES:
        target.update((line, wanted[line]) for line in _next_images(base, wanted, plan, images_mb))
    return target


def _with_rights(
    base: Edition, wanted: Edition, plan: Plan
) -> Iterable[tuple[tuple[str, str], Entry]]:
    """Yield the held lines but those that ended; guarded items change, with all that they name.

    The images of an item that loses a page go, and come again with a later pack: the station's
    database drops those of the page, and the page may be back before the next pack.
    """
    torn = {key.rpartition("/")[0] for kind, key in base.keys() - wanted.keys() if kind == PAGE}
    for line, entry in base.items():
        kind, key = line
        is_torn = kind in tiers.STEPS and key in torn
        if kind in _NOT_RIGHTS or (line in wanted and not is_torn):
            yield line, wanted[line] if kind == contents.COLLECTION else entry
    narrowed = _narrowed(base, wanted, plan)
    for line, entry in wanted.items():
        if narrowed and (line[0] == contents.AUTHORITY or line in narrowed):
            yield line, entry


def _narrowed(base: Edition, wanted: Edition, plan: Plan) -> set[tuple[str, str]]:
    """Return the guarded items that are to change, and those of which they are parts."""
    lines: set[tuple[str, str]] = set()
    for item_id in plan.guarded:
        line = contents.ITEM, item_id
        if line in base and base[line] != wanted[line]:
            while line[1] is not None and line not in lines:
                lines.add(line)
                line = contents.ITEM, plan.wholes.get(line[1])
    return lines


def _next_images(
    base: Edition, wanted: Edition, plan: Plan, images_mb: int
) -> Iterable[tuple[str, str]]:
    """Yield images that the station lacks, by step and priority: at least those of one item."""
    budget = images_mb * _MB
    for step in tiers.STEPS:
        for item_id in plan.order:
            line = step, item_id
            if line in wanted and line not in base:
                yield line
                budget -= plan.sizes[step].get(item_id, 0)
                if budget <= 0:
                    return

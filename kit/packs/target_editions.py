"""Edition to which a pack leads: the next step from what a station holds."""

from collections.abc import Collection, Iterable
from enum import StrEnum

from kit.packs import contents, tiers
from kit.packs.editions import Edition, Entry
from kit.packs.plan import Plan

_NOT_RIGHTS = frozenset((contents.AUTHORITY, contents.POINT, contents.COMPUTERS))
"""Kinds of records that go with a later pack: others that a station holds may name them."""

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
        return dict(_with_rights(base, wanted, plan.guarded))
    target = {
        line: entry for line, entry in wanted.items() if line[0] not in tiers.STEPS or line in base
    }
    if purpose is Purpose.IMAGES:
        target.update((line, wanted[line]) for line in _next_images(base, wanted, plan, images_mb))
    return target


def _with_rights(
    base: Edition, wanted: Edition, guarded: Collection[str]
) -> Iterable[tuple[tuple[str, str], Entry]]:
    for line, entry in base.items():
        kind, key = line
        narrowed = kind == contents.ITEM and key in guarded
        if line in wanted and (narrowed or kind == contents.COLLECTION):
            yield line, wanted[line]
        elif line in wanted or kind in _NOT_RIGHTS:
            yield line, entry


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

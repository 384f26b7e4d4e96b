"""Three-way merge of one row that may be new or deleted on either side."""

from library.places.models import Fields
from library.three_way import merge_fields


def merge_row(
    base: Fields | None, mine: Fields | None, theirs: Fields | None
) -> tuple[Fields | None, tuple[str, ...]]:
    """Return the row with both changes, and the fields that both changed each in another way.

    A row that one side deleted and the other changed clashes as a whole.
    """
    if base == mine or mine == theirs:
        return theirs, ()
    if base == theirs:
        return mine, ()
    if mine is None or theirs is None:
        return mine, ("toàn dòng",)
    merge = merge_fields(base or {}, mine, theirs)
    return merge.values, tuple(clash.name for clash in merge.clashes)

"""Says what the images of pages weigh, for readers who count what they are sent."""

from collections.abc import Iterable

from app.budget import Budget
from app.formats import size
from library.catalogue.shelves import PageSheet


def weights(sheets: Iterable[PageSheet]) -> dict[str, str]:
    """Return what the images of these pages weigh in each budget; nothing where there are none.

    Usually a browser chooses by the width of its screen, so that is from one size to another.
    """
    read = [sheet.reading for sheet in sheets if sheet.reading]
    if not read:
        return {}
    least = size(sum(images[0].bytes for images in read))
    most = size(sum(images[-1].bytes for images in read))
    between = least if least == most else f"{least} – {most}"
    return {Budget.LITTLE.value: least, Budget.USUAL.value: between, Budget.FINE.value: most}

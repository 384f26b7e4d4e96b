"""Knows how a reader looks at an item; it all stands in the address, to be passed on."""

from dataclasses import dataclass, replace
from enum import StrEnum

from flask import request, url_for

from app.web.url_converters import asked


class View(StrEnum):
    """How many pages are shown at once, and as what; the value stands in addresses."""

    PAGE = "mot-trang"
    SPREAD = "hai-trang"
    STRIP = "cuon"
    THUMBNAILS = "anh-nho"
    TEXT = "chu"


_VIEWS = {one.value: one for one in View}
TURNS = (0, 90, 180, 270)
ZOOMS = (100, 150, 200, 300, 400)
"""Per cent of the width that fits."""


@dataclass(frozen=True, slots=True)
class Look:
    """The words sought, and how pages lie before the reader."""

    typed: str = ""
    view: View = View.PAGE
    text_over: bool = False
    turned: int = 0
    strong: bool = False
    """Faint print is shown stronger."""
    zoom: int = ZOOMS[0]

    @property
    def parameters(self) -> dict[str, object]:
        """What addresses say of it; what is usual is not said."""
        told = {
            "q": self.typed,
            "xem": None if self.view is View.PAGE else self.view.value,
            "chu": "tren" if self.text_over else None,
            "xoay": self.turned,
            "dam": 1 if self.strong else None,
            "phong": None if self.zoom == ZOOMS[0] else self.zoom,
        }
        return {name: value for name, value in told.items() if value}

    def zoomed(self, steps: int) -> int:
        """Return the zoom so many steps further."""
        return ZOOMS[min(max(ZOOMS.index(self.zoom) + steps, 0), len(ZOOMS) - 1)]

    @property
    def turned_further(self) -> int:
        """The next quarter of a turn, clockwise."""
        return (self.turned + 90) % 360


def read_look() -> Look:
    """Return how this request wants to look; what makes no sense in it is as usual."""
    return Look(
        typed=asked(),
        view=_VIEWS.get(asked("xem"), View.PAGE),
        text_over=asked("chu") == "tren",
        turned=_one_of("xoay", TURNS),
        strong=asked("dam") == "1",
        zoom=_one_of("phong", ZOOMS),
    )


def address(item_id: str, look: Look, number: int, **changes: object) -> str:
    """Return the address of a page under this look, in which something may be changed."""
    parameters = replace(look, **changes).parameters
    return url_for("public.page", item_id=item_id, number=number, **parameters)


def _one_of(name: str, values: tuple[int, ...]) -> int:
    told = request.args.get(name, values[0], type=int)
    return told if told in values else values[0]

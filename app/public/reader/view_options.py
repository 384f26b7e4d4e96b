"""View options of the reader, all stored in the address so that they can be shared."""

from dataclasses import dataclass, replace
from enum import StrEnum

from flask import request, url_for

from app.web.url_converters import text_param


class View(StrEnum):
    """Layout of the reader; the value is part of addresses."""

    PAGE = "mot-trang"
    SPREAD = "hai-trang"
    STRIP = "cuon"
    THUMBNAILS = "anh-nho"
    TEXT = "chu"


_VIEWS = {view.value: view for view in View}
ROTATIONS = (0, 90, 180, 270)
ZOOM_PERCENTS = (100, 150, 200, 300, 400)
"""Zoom in percent of the fitted width."""


@dataclass(frozen=True, slots=True)
class ViewOptions:
    """Query and display options of the reader."""

    typed: str = ""
    view: View = View.PAGE
    text_over: bool = False
    turned: int = 0
    strong: bool = False
    """True if faint print is shown with more contrast."""
    zoom: int = ZOOM_PERCENTS[0]
    as_printed: bool = False
    """True if the text keeps the line breaks of the print."""

    @property
    def parameters(self) -> dict[str, object]:
        """Address parameters of the options that differ from the defaults."""
        parameters = {
            "q": self.typed,
            "xem": None if self.view is View.PAGE else self.view.value,
            "chu": "tren" if self.text_over else None,
            "xoay": self.turned,
            "dam": 1 if self.strong else None,
            "phong": None if self.zoom == ZOOM_PERCENTS[0] else self.zoom,
            "dong": "in" if self.as_printed else None,
        }
        return {name: value for name, value in parameters.items() if value}

    def zoomed(self, steps: int) -> int:
        """Return the zoom percentage this many steps further."""
        return ZOOM_PERCENTS[
            min(max(ZOOM_PERCENTS.index(self.zoom) + steps, 0), len(ZOOM_PERCENTS) - 1)
        ]

    @property
    def turned_further(self) -> int:
        """Rotation after another quarter turn clockwise, in degrees."""
        return (self.turned + 90) % 360


def read_view_options() -> ViewOptions:
    """Return the view options of the request; invalid values become defaults."""
    return ViewOptions(
        typed=text_param(),
        view=_VIEWS.get(text_param("xem"), View.PAGE),
        text_over=text_param("chu") == "tren",
        turned=_one_of("xoay", ROTATIONS),
        strong=text_param("dam") == "1",
        zoom=_one_of("phong", ZOOM_PERCENTS),
        as_printed=text_param("dong") == "in",
    )


def address(item_id: str, options: ViewOptions, number: int, **changes: object) -> str:
    """Return the address of a page with these options, some of them changed."""
    parameters = replace(options, **changes).parameters
    return url_for("public.page", item_id=item_id, number=number, **parameters)


def _one_of(name: str, values: tuple[int, ...]) -> int:
    value = request.args.get(name, values[0], type=int)
    return value if value in values else values[0]

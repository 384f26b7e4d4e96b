"""Books that can be imported: every register, the inventory of equipment, and manual counts."""

from functools import cache
from pathlib import Path

from points.programme.problems import RegisterNotFoundError
from points.programme.registers.schema import Register, read_definitions, registers

ASSETS, TALLIES = "thiet-bi", "so-dem"
_DATA = Path(__file__).parents[1] / "data" / "old-books.toml"
POINT_LABEL = "Điểm"
PROVINCE_LABEL = "Toàn tỉnh"


@cache
def books() -> dict[str, Register]:
    """Return all books by code, with the same schema as registers."""
    return {**read_definitions(_DATA), **registers()}


def book_of(code: str) -> Register:
    """Return a book; raise RegisterNotFoundError."""
    book = books().get(code)
    if book is None:
        raise RegisterNotFoundError(code)
    return book

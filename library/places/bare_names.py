"""Names without a kind that are persons, streets, battles or words rather than units."""

from collections.abc import Sequence
from functools import cache

from library.places.edition import read_rows
from library.places.mentions import Mention
from library.places.units import Unit
from library.vietnamese.letters import fold, spell_one_way

_NOT_UNITS_AFTER = frozenset(
    """
    đường phố trường ải chùa đền đình miếu động hang thôn bản xóm làng tổng dịch thắng trận nghĩa
    đội đoàn hóa nghệ ông bà anh chị chí họ cụ tướng vua ty máy tộc dân khối tổ nguyễn trần lê phạm
    hoàng vũ võ vi đặng bùi đỗ ngô dương lý nông lương mạc lâm hát thơ
    """.split()
)
"""Last words before bare names that are those of people, streets, battles, temples, hamlets."""

_PEOPLE = frozenset(
    {"hoang van thu", "quang trung", "hung dao", "thien thuat", "hoa tham", "tran phu", "de tham"}
    | {"minh khai", "quoc khanh", "doan ket", "thong nhat", "tan tien", "cai kinh", "tan lap"}
)
"""Names of units that are also people or common words: they count only after xã, phường …"""


def is_no_unit(mention: Mention, units: Sequence[Unit]) -> bool:
    """Return True for a bare name that is rather a person, a street, a battle or a word."""
    if " " not in mention.name:
        return True
    word = mention.word_before.strip("“”\"'(")
    if word == "phố" and _is_town_only(units):
        return False
    is_listed = mention.is_row and bool(mention.heading)
    return word in _NOT_UNITS_AFTER or (is_person(mention) and not is_listed)


def is_person(mention: Mention) -> bool:
    """Return True for the name of a unit that is a person or a common word elsewhere."""
    return fold(mention.name) in _PEOPLE


def has_namesakes(mention: Mention) -> bool:
    """Return True if communes of other provinces bear a name too."""
    return spell_one_way(mention.name) in _namesakes()


def _is_town_only(units: Sequence[Unit]) -> bool:
    """Return True if a name is that of a town and of no district: phố Thất Khê."""
    kinds = {era.kind for unit in units for era in unit.eras}
    return "thị trấn" in kinds and kinds <= {"thị trấn", "xã"}


@cache
def _namesakes() -> frozenset[str]:
    return frozenset(spell_one_way(row["name"]) for row in read_rows("namesakes.tsv"))

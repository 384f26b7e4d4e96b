"""Era names of Vietnam since 1428, with their first and last years.

Years are those of the table of era names of the Viện Nghiên cứu Hán Nôm (Bảng tra niên hiệu các
triều vua Việt Nam), compared for 1533-1653 with Archontology's list of the heads of state. The
first year of an era is the one in which its counting begins; an era proclaimed late in the year of
a predecessor's death is counted from the year that documents call its first.
"""

from dataclasses import dataclass

from library.vietnamese.letters import fold


@dataclass(frozen=True, slots=True)
class Reign:
    """One era name with its first and last year."""

    name: str
    first: int
    last: int

    @property
    def length(self) -> int:
        """Number of years counted."""
        return self.last - self.first + 1


_LE = """
Thuận Thiên 1428 1433|Thiệu Bình 1434 1439|Đại Bảo 1440 1442|Thái Hòa 1443 1453|Diên Ninh 1454 1459
Thiên Hưng 1459 1460|Quang Thuận 1460 1469|Hồng Đức 1470 1497|Cảnh Thống 1498 1504
Thái Trinh 1504 1504|Đoan Khánh 1505 1509|Hồng Thuận 1509 1516|Quang Thiệu 1516 1522
Thống Nguyên 1522 1527
Nguyên Hòa 1533 1548|Thuận Bình 1549 1556|Thiên Hựu 1557 1557|Chính Trị 1558 1571
Hồng Phúc 1572 1573|Gia Thái 1573 1577|Quang Hưng 1578 1599|Thận Đức 1600 1600
Hoằng Định 1600 1619|Vĩnh Tộ 1619 1629|Đức Long 1629 1635|Dương Hòa 1635 1643|Phúc Thái 1643 1649
Khánh Đức 1649 1653|Thịnh Đức 1653 1658|Vĩnh Thọ 1658 1662|Vạn Khánh 1662 1662|Cảnh Trị 1663 1671
Dương Đức 1672 1674|Đức Nguyên 1674 1675|Vĩnh Trị 1676 1680|Chính Hòa 1680 1705
Vĩnh Thịnh 1705 1720|Bảo Thái 1720 1729|Vĩnh Khánh 1729 1732|Long Đức 1732 1735
Vĩnh Hựu 1735 1740|Cảnh Hưng 1740 1786|Chiêu Thống 1787 1789
"""
_MAC = """
Minh Đức 1527 1529|Đại Chính 1530 1540|Quảng Hòa 1541 1546|Vĩnh Định 1547 1547|Cảnh Lịch 1548 1553
Quang Bảo 1554 1561|Thuần Phúc 1562 1565|Sùng Khang 1566 1577|Diên Thành 1578 1585
Đoan Thái 1586 1587|Hưng Trị 1588 1590|Hồng Ninh 1591 1592|Càn Thống 1593 1625
"""
_TAY_SON = """
Thái Đức 1778 1793|Quang Trung 1788 1792|Cảnh Thịnh 1793 1801|Bảo Hưng 1801 1802
"""
_NGUYEN = """
Gia Long 1802 1819|Minh Mạng 1820 1840|Thiệu Trị 1841 1847|Tự Đức 1848 1883|Hiệp Hòa 1883 1883
Kiến Phúc 1884 1884|Hàm Nghi 1885 1885|Đồng Khánh 1886 1888|Thành Thái 1889 1907|Duy Tân 1907 1916
Khải Định 1916 1925|Bảo Đại 1926 1945
"""
_OTHER_SPELLINGS = {
    "Minh Mệnh": "Minh Mạng",
    "Đại Hòa": "Thái Hòa",
    "Vĩnh Thạnh": "Vĩnh Thịnh",
    "Hoàng Định": "Hoằng Định",
}


def _read(table: str) -> list[Reign]:
    rows = (row.rsplit(" ", 2) for row in table.strip().replace("\n", "|").split("|"))
    return [Reign(name, int(first), int(last)) for name, first, last in rows]


_ALL = [reign for table in (_LE, _MAC, _TAY_SON, _NGUYEN) for reign in _read(table)]
REIGNS: dict[str, Reign] = {fold(reign.name): reign for reign in _ALL}
"""Every era by its name without marks."""

REIGNS |= {fold(other): REIGNS[fold(name)] for other, name in _OTHER_SPELLINGS.items()}

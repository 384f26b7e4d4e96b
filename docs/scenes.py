"""What the pictures of the guides show: which page, and what is pointed at on it.

A test opens each of these pages and finds what is pointed at; `make pictures` takes them anew.
"""

from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]
FOR_READERS = CHECKOUT / "app" / "static" / "help"
FOR_STAFF = CHECKOUT / "docs" / "pictures" / "huong-dan"


@dataclass(frozen=True, slots=True)
class Scene:
    """One picture: its name, the address of its page, what is pointed at, what is opened first."""

    name: str
    address: str
    point: str
    opens: str | None = None

    def where(self, item_id: str) -> str:
        """Return the address, of a page of this item when it is about one."""
        return self.address.format(item=item_id)


READERS_SCENES = (
    Scene("tim", "/", ".home__hero .search__words"),
    Scene("ket-qua", "/tra-cuu?q=uy+ban+nhan+dan", ".answer__title a"),
    Scene("doc", "/tai-lieu/{item}/trang/1?q=uy+ban+nhan+dan", "a[rel=next]"),
    Scene("tai-ve", "/tai-lieu/{item}", ".downloads__part .button"),
    Scene("trich-dan", "/tai-lieu/{item}", ".citation p", opens=".citation summary"),
    Scene("may-cong-cong", "/diem-truy-nhap", "main p:not(.notice)"),
)
STAFF_SCENES = (
    Scene("nop-tai-lieu", "/can-bo/nop", "main form"),
    Scene("xuong-so-hoa", "/can-bo/xuong", "main h1"),
    Scene("mo-ta-va-cong-bo", "/can-bo/tai-lieu/{item}", "main form"),
    Scene("xep-trang", "/can-bo/tai-lieu/{item}/trang", "main h1"),
    Scene("sua-chu", "/can-bo/tai-lieu/{item}/trang/1/sua", "main h1"),
    Scene("diem-truy-nhap", "/can-bo/diem", "main h1"),
    Scene("chuong-trinh", "/can-bo/chuong-trinh", "main h1"),
    Scene("suu-tap", "/can-bo/suu-tap", "main h1"),
    Scene("danh-muc-ten", "/can-bo/ten", "main h1"),
    Scene("lam-hang-loat", "/can-bo/hang-loat", "main h1"),
    Scene("tai-khoan-cua-toi", "/can-bo/tai-khoan", "main h1"),
)

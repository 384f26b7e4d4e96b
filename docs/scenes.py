"""Screenshots of the guides: the page of each and the highlighted element.

A test opens each page and looks for the element; `make pictures` retakes the screenshots.
"""

from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]
FOR_READERS = CHECKOUT / "app" / "static" / "help"
FOR_READERS_IN_ENGLISH = CHECKOUT / "app" / "static" / "help-en"
FOR_STAFF = CHECKOUT / "docs" / "pictures" / "huong-dan"


@dataclass(frozen=True, slots=True)
class Scene:
    """One screenshot: its name, page address, highlighted selector and selector to click first.

    It belongs to the guide of the same name unless `guide` names another.
    """

    name: str
    address: str
    point: str
    opens: str | None = None
    guide: str | None = None

    def where(self, item_id: str) -> str:
        """Return the page address, with the item's id filled in if it has a place for one."""
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
    Scene("ban-lam-viec", "/can-bo", "main h1", guide="muoi-viec-dau-tien"),
    Scene("nop-tai-lieu", "/can-bo/nop", "main form"),
    Scene("xuong-so-hoa", "/can-bo/xuong", "main h1"),
    Scene("mo-ta-va-cong-bo", "/can-bo/tai-lieu/{item}", "main h1"),
    Scene("xep-trang", "/can-bo/tai-lieu/{item}/trang", "main h1"),
    Scene("sua-chu", "/can-bo/tai-lieu/{item}/trang/1/sua", "main h1"),
    Scene("diem-truy-nhap", "/can-bo/diem", "main h1"),
    Scene("chuong-trinh", "/can-bo/chuong-trinh", "main h1"),
    Scene("suu-tap", "/can-bo/suu-tap", "main h1"),
    Scene("chuyen-ke", "/can-bo/chuyen-ke", "main h1"),
    Scene("danh-muc-ten", "/can-bo/ten", "main h1"),
    Scene("lam-hang-loat", "/can-bo/hang-loat", "main h1"),
    Scene("tai-khoan-cua-toi", "/can-bo/tai-khoan", "main h1"),
    Scene("bang-mo-ta", "/can-bo/bang-mo-ta", "main h1"),
    Scene("ban-giay", "/can-bo/tai-lieu/{item}/ban", "main form", guide="mo-ta-va-cong-bo"),
    Scene("bieu-ghi", "/can-bo/tai-lieu/{item}/bieu-ghi", "main h1", guide="mo-ta-va-cong-bo"),
    Scene("cho-duyet", "/can-bo/cho-duyet", "main h1", guide="mo-ta-va-cong-bo"),
    Scene("trang-kho-doc", "/can-bo/trang-kho-doc", "main h1", guide="mo-ta-va-cong-bo"),
    Scene("quet-lai", "/can-bo/tai-lieu/{item}/quet-lai", "main form", guide="xep-trang"),
    Scene("sua-hang-loat", "/can-bo/sua-hang-loat", "main form", guide="sua-chu"),
    Scene("ban-doc-bao", "/can-bo/ban-doc-bao", "main h1", guide="sua-chu"),
    Scene("sua-suu-tap", "/can-bo/suu-tap/van-ban", "main form", guide="suu-tap"),
    Scene("mot-ten", "/can-bo/ten/1", "main form", guide="danh-muc-ten"),
    Scene("ten-giong-nhau", "/can-bo/ten/giong-nhau", "main h1", guide="danh-muc-ten"),
    Scene("nop-lai-bang", "/can-bo/hang-loat/bang", "main form", guide="lam-hang-loat"),
    Scene("nhap-bieu-ghi", "/can-bo/hang-loat/bieu-ghi", "main form", guide="lam-hang-loat"),
    Scene("hai-buoc", "/can-bo/tai-khoan/hai-buoc", "main form", guide="tai-khoan-cua-toi"),
    Scene("so-lieu", "/can-bo/so-lieu/toan-tinh/2025", "main h1", guide="diem-truy-nhap"),
    Scene("dem-tay", "/can-bo/dem-tay", "main h1", guide="diem-truy-nhap"),
    Scene("viec-den-han", "/can-bo/chuong-trinh/viec", "main h1", guide="chuong-trinh"),
    Scene("chi-so", "/can-bo/chuong-trinh/chi-so", "main h1", guide="chuong-trinh"),
    Scene("bao-cao", "/can-bo/chuong-trinh/bao-cao", "main h1", guide="chuong-trinh"),
    Scene("bieu", "/can-bo/chuong-trinh/bieu", "main h1", guide="chuong-trinh"),
)

"""The office reads the register of law by day, kind, source and certainty."""

import pytest

_LAW = "/can-bo/chuong-trinh/phap-luat"


@pytest.mark.parametrize(
    ("day", "name", "other_name"),
    [
        ("2020-06-30", "Pháp lệnh Thư viện 31/2000/PL-UBTVQH10", "Luật Thư viện 46/2019/QH14"),
        ("1/7/2020", "Luật Thư viện 46/2019/QH14", "Pháp lệnh Thư viện 31/2000/PL-UBTVQH10"),
    ],
)
def test_a_day_shows_what_is_in_force_on_it(officer, day, name, other_name):
    page = officer.visit(f"{_LAW}?loai=act&ngay={day}")
    headings = " ".join(cell.text for cell in page.tree.iter("th"))
    assert (name in headings, other_name in headings) == (True, False)


def test_rows_are_chosen_by_source_and_certainty(officer):
    assert (
        "COUNTER 5.1"
        in officer.visit(f"{_LAW}?chac=kiến+thức+chung,+chưa+đọc+văn+bản&loai=standard").words
    )
    words = officer.visit(f"{_LAW}?nguon=V4").words
    assert "1 trên " in words
    assert "Thông tư 05/2020/TT-BVHTTDL" in words


@pytest.mark.parametrize("query", ["ngay=hôm+qua", "ngay=31/12/9999", "loai=x", "nguon=%00"])
def test_any_question_is_answered(officer, query):
    officer.visit(f"{_LAW}?{query}")


def test_a_report_leads_to_the_rows_that_it_cites(officer):
    fields = {"ky": "2025", "mau": "library/year"}
    page = officer.send(f"{_LAW[:-10]}/bao-cao/moi?ky=2025", f"{_LAW[:-10]}/bao-cao", fields)
    links = [link.get("href") or "" for link in page.tree.iter("a")]
    assert any(link.startswith(f"{_LAW}?ngay=") and "#" in link for link in links)

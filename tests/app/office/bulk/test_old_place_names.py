"""Staff look up a list of old place names; nothing is stored."""

import io

_PAGE = "/can-bo/dia-danh/ten-cu"
_LIST = "xã Hồng Phong; 1979; huyện Văn Lãng\nxã Hồng Phong\n=HYPERLINK(1)<b>"


def test_a_pasted_list_becomes_a_table_of_units_and_doubts(office):
    page = office.visit("/can-bo/dia-danh")
    assert page.has_link_to(_PAGE)
    page = office.send(_PAGE, _PAGE, {"danh-sach": _LIST, "viec": "xem"})
    assert page.has_link_to("/dia-danh/x-hong-phong--van-lang")
    assert "3 dòng: 1 rõ, 2 còn ngờ." in page.words
    assert "=HYPERLINK(1)<b>" in page.words


def test_all_lines_of_a_file_are_sent_without_formulas(office):
    filled = office.visit(_PAGE).form(_PAGE)
    file = io.BytesIO(_LIST.encode()), "cu.txt"
    with office.client.post(_PAGE, data={**filled, "tep": file, "viec": "csv"}) as answer:
        lines = answer.text.splitlines()
    assert "x-hong-phong--van-lang" in lines[1]
    assert lines[3].startswith("3,'=HYPERLINK")


def test_a_refused_list_comes_back_as_it_was_typed(office):
    page = office.send(_PAGE, _PAGE, {"danh-sach": "x\n" * 10_001}, status=422)
    assert "dài hơn 10000 dòng" in page.words
    assert page.form(_PAGE)["danh-sach"].count("x") == 10_001

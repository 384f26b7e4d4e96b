"""Tests of corrections of frequent Tesseract errors."""

import pytest

from ingest.ocr.fix_letters import fix_words
from library.catalogue.text.words import Word


def _fixed(line):
    words = tuple(Word(text, 0, 0, 9, 9, 0.9, 0, 0) for text in line.split())
    return " ".join(word.text for word in fix_words(words))


@pytest.mark.parametrize(
    ("read", "expected"),
    [
        ("ngày 14 tháng § năm 1968", "ngày 14 tháng 8 năm 1968"),
        ("ngày §/5/1968,", "ngày 8/5/1968,"),
        ("tổng kinh phí §69.643.000 đồng", "tổng kinh phí 869.643.000 đồng"),
        ("dài 8.5§4 mét", "dài 8.584 mét"),
        ("đã xử lý: 2§; gồm", "đã xử lý: 28; gồm"),
        ("trước l5 giờ ngày", "trước 15 giờ ngày"),
        ("ngày 3Ì tháng 10 năm", "ngày 31 tháng 10 năm"),
        ("có §.739 hộ", "có 8.739 hộ"),
        ("trang §", "trang 8"),
        ("- Như Điều §;", "- Như Điều 8;"),
        ("Sơn La, ngày 1] tháng lÏ năm 2025", "Sơn La, ngày 11 tháng 11 năm 2025"),
        ("ngày O5 tháng l năm", "ngày 05 tháng 1 năm"),
        ("ngày II tháng 9 năm", "ngày 11 tháng 9 năm"),
        ("ngày 0§/12/1968", "ngày 08/12/1968"),
        ("Tờ trình số 124/TIr-UBND", "Tờ trình số 124/TTr-UBND"),
        ("số 265/TTIr-UBND.", "số 265/TTr-UBND."),
        ("số 265/TTI-UBND", "số 265/TTr-UBND"),
        ("số 265TI-UBND", "số 265/TTr-UBND"),
        ("số 250/TIrUBND", "số 250/TTr-UBND"),
        ("số 177/TTr--UBND", "số 177/TTr-UBND"),
        ("số 37/QĐĐ-UBND", "số 37/QĐ-UBND"),
        ("(số 07/2022/QÐ-TTg)", "(số 07/2022/QĐ-TTg)"),
        ("số 245IKH-UBND", "số 245/KH-UBND"),
        ("Ðình Lập", "Đình Lập"),
        ("Hán NÑôm.", "Hán Nôm."),
        ("~ Như trên;", "- Như trên;"),
        ("số 12ITTI-UBND", "số 12/TTr-UBND"),
        ("ngày L7 tháng 5", "ngày 17 tháng 5"),
        ("số 115/TIT-UBND", "số 115/TTr-UBND"),
        ("số I5/2020/NĐ-CP", "số 15/2020/NĐ-CP"),
        ("số 12l/202I/NĐ-CP,", "số 121/2021/NĐ-CP,"),
        ("(số 1I2/QĐ-UBND)", "(số 112/QĐ-UBND)"),
        ("số 3O/2O20/NĐ-CP", "số 30/2020/NĐ-CP"),
        ("số 11⁄QĐ-UBND", "số 11/QĐ-UBND"),
        ("tỷ lệ 1/⁄500 và 1⁄2000", "tỷ lệ 1/500 và 1/2000"),
        ("rộng 2.400 m? đất", "rộng 2.400 m² đất"),
        ("(2.400 m?), rộng 12,5 km?;", "(2.400 m²), rộng 12,5 km²;"),
        ("giá 12.500 đồng/m? đất, 45m? vườn", "giá 12.500 đồng/m² đất, 45m² vườn"),
    ],
)
def test_misreadings_are_corrected(read, expected):
    assert _fixed(read) == expected


@pytest.mark.parametrize(
    "read",
    [
        "xem § 12",
        "xem § IV của bộ luật",
        "xem §12",
        "các §§ 3 và 4",
        "xem §1.2",
        "theo §1.234 Bộ luật",
        "Điều 6§1",
        "art. 12§3",
        "§1/2",
        "§ Nội dung",
        "§ a) Về việc",
        "~ 12 km",
        "cách ~ một dặm",
        "~",
        "dấu “§”",
        "tháng § 2",
        "ngày 4| tháng 9 năm",
        "ngày mồng tháng Giêng năm",
        "tháng l5 năm",
        "tháng II năm",
        "ngày 05 tháng 9",
        "ngày 5/TIr",
        "số 12/TT-BTC",
        "số 12/TI-BTC",
        "số 383/CTUBND",
        "số 52/2025/QĐ-CTUBND",
        "hợp đồng 01/CTCP",
        "đo 12QĐ",
        "1080HD-TV 64CT-Scan 2TB-SSD 15/TP-UBND",
        "“từ 21°50'30\" Bắc",
        "rộng bao nhiêu m?",
        "Cao 300 m? Không",
        "sâu 3 m° nước",
        "chữ m? viết",
        "phụ lục I/QĐ-UBND",
        "số II/2020",
        "số A1/QĐ-UBND",
        "số I5/2420/NĐ-CP",
    ],
)
def test_ambiguous_readings_are_unchanged(read):
    assert _fixed(read) == read


def test_a_sign_at_the_start_of_a_line_has_no_previous_word():
    month, sign = Word("tháng", 0, 0, 9, 9, 0.9, 0, 0), Word("§", 0, 20, 9, 9, 0.9, 0, 1)
    assert tuple(fix_words((month, sign))) == (month, sign)

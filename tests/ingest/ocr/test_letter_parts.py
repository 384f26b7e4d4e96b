"""Head and foot of an official letter are read part by part, not across the gap."""

from ingest.ocr.letter_parts import part_letter
from library.catalogue.text.plain_text import as_text
from library.catalogue.text.words import Word

HEIGHT, LETTER = 30, 16


def _part(text: str, start: int, top: int, line: int, confidence: float = 0.95) -> list[Word]:
    words, x = [], start
    for piece in text.split():
        width = LETTER * len(piece)
        words.append(Word(piece, x, top, width, HEIGHT, confidence, 0, line))
        x += width + 12
    return words


def _page(*rows: tuple[str, ...]) -> str:
    """Return the text of a page of lines, each of one part, or of a left and a right one."""
    block: list[Word] = []
    for line, (first, *second) in enumerate(rows):
        top = 50 * line
        block += _part(first, 100, top, line)
        block += [word for other in second for word in _part(other, 700, top, line)]
    parted = part_letter([tuple(block)])
    numbered = (word._replace(block=number) for number, part in enumerate(parted) for word in part)
    return as_text(tuple(numbered))


HEAD = (
    ("ỦY BAN NHÂN DÂN", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
    ("TỈNH LẠNG SƠN", "Độc lập - Tự do - Hạnh phúc"),
    ("Số: 22 /TTr-UBND", "Lạng Sơn, ngày 05 tháng 02 năm 2025"),
)
FOOT = (
    ("Nơi nhận:", "TM. ỦY BAN NHÂN DÂN"),
    ("- Như trên;", "CHỦ TỊCH"),
    ("- Lưu: VT.", "Nguyễn Văn A"),
)
BODY = "Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015 của Quốc hội nước ta;"


def _columns(rows: tuple[tuple[str, ...], ...]) -> str:
    return "\n\n".join("\n".join(column) for column in zip(*rows, strict=True))


def test_the_parts_of_a_head_are_blocks_in_order():
    assert _page(*HEAD, (BODY,)) == f"{_columns(HEAD)}\n\n{BODY}"


def test_the_subject_under_a_number_belongs_to_the_left_part():
    body, motto = _columns(HEAD).split("\n\n")
    text = _page(*HEAD, ("V/v lập dự toán",), (BODY,))
    assert text == f"{body}\nV/v lập dự toán\n\n{motto}\n\n{BODY}"


def test_the_title_below_the_date_is_no_part_of_the_head():
    assert _page(*HEAD, ("", "TỜ TRÌNH"), (BODY,)).endswith(f"2025\n\nTỜ TRÌNH\n{BODY}")


def test_the_signature_follows_the_list_of_recipients():
    assert _page((BODY,), *FOOT) == f"{BODY}\n\n{_columns(FOOT)}"


def test_a_misread_heading_of_the_recipients_still_begins_them():
    foot = (("miện:", "CHỦ TỊCH"), *FOOT[1:])
    assert _page((BODY,), *foot) == f"{BODY}\n\n{_columns(foot)}"


def test_a_dash_read_apart_begins_its_line_again():
    words = [*_part("Nơi nhận:", 130, 0, 0), *_part("CHỦ TỊCH", 700, 0, 0)]
    dash = Word("-", 100, 63, 10, 4, 0.9, 0, 1)
    block = (*words, dash, *_part("Như trên;", 130, 50, 2), *_part("Nguyễn Văn A", 700, 50, 2))
    parted = part_letter([block])
    assert [" ".join(word.text for word in part) for part in parted] == [
        "Nơi nhận: - Như trên;",
        "CHỦ TỊCH Nguyễn Văn A",
    ]


def test_strokes_of_a_seal_are_no_words_of_a_signature():
    stroke = Word("[soi", 700, 120, 30, 25, 0.1, 0, 2)
    block = (*_part(FOOT[0][0], 100, 0, 0), *_part("CHỦ TỊCH", 700, 0, 0))
    block = (*block, *_part("- Như trên;", 100, 120, 2), stroke)
    assert "soi" not in as_text(tuple(word for part in part_letter([block]) for word in part))


def test_a_list_of_contents_stays_in_lines():
    rows = (("Chương một", "15"), ("Chương hai", "27"))
    assert _page(*rows) == "\n".join(" ".join(row) for row in rows)


def test_recipients_without_a_signature_beside_them_stay_as_they_are():
    assert _page((BODY,), ("Nơi nhận:",), ("- Như trên;",)) == f"{BODY}\nNơi nhận:\n- Như trên;"


def test_a_signature_close_to_a_long_recipient_does_not_join_it():
    words = [*_part("Nơi nhận:", 100, 0, 0), *_part("KT. CHỦ TỊCH", 524, 0, 0)]
    words += [*_part("- Văn phòng Tỉnh ủy và các", 100, 50, 1), *_part("PHÓ CHỦ TỊCH", 524, 50, 1)]
    last, title = words[-4:-2]
    assert 0.8 * HEIGHT < title.left - last.left - last.width < 1.2 * HEIGHT
    parted = part_letter([tuple(words)])
    assert [" ".join(word.text for word in part) for part in parted] == [
        "Nơi nhận: - Văn phòng Tỉnh ủy và các",
        "KT. CHỦ TỊCH PHÓ CHỦ TỊCH",
    ]


def test_a_recipient_that_goes_on_below_the_title_stays_whole():
    words = [*_part(BODY, 100, 0, 0)]
    words += [*_part("Nơi nhận:", 100, 50, 1), *_part("CHỦ TỊCH", 560, 50, 1)]
    words += _part("- Bộ Tư lệnh Quân khu 5 và 1 (b/cáo);", 100, 100, 2)
    parted = part_letter([tuple(words)])
    assert "5 và 1 (b/cáo);" in " ".join(word.text for word in parted[1])


def test_a_list_that_goes_on_from_the_page_before_keeps_the_name_beside_it_apart():
    rows = (("- TTTU, UBND tỉnh;",), ("- Đài PTTH tỉnh;",), ("- Báo Quảng Ngãi;",))
    rows += (("- Các sở tỉnh;", "Bùi Thị Quỳnh"), ("- Lưu: VT, KTNS.",))
    assert _page((BODY,), *rows) == (
        f"{BODY}\n\n" + "\n".join(row[0] for row in rows) + "\n\nBùi Thị Quỳnh"
    )
    items = (("- một việc;", "2 tờ"), ("- hai việc;",), ("- ba việc;",), ("- bốn việc;",))
    assert "- một việc; 2 tờ" in _page(*items)


def test_the_parts_of_a_number_read_apart_are_one_line_again():
    words = [*_part("ỦY BAN NHÂN DÂN", 100, 0, 0), *_part("CỘNG HÒA XÃ HỘI CHỦ NGHĨA", 700, 0, 0)]
    words += [*_part("Số:", 100, 50, 1), *_part("120 /2002/TT-BTC", 220, 50, 2)]
    words += _part("Hà Nội, ngày 30 tháng 12 năm 2002", 700, 50, 3)
    parted = part_letter([tuple(words), tuple(_part(BODY, 100, 100, 4))])
    assert " ".join(word.text for word in parted[0]) == "ỦY BAN NHÂN DÂN Số: 120 /2002/TT-BTC"
    assert len({word.line for word in parted[0]}) == 2


def test_a_title_left_of_the_motto_is_no_part_of_the_head():
    assert _page(*HEAD, ("THÔNG TƯ",), (BODY,)).endswith(f"2025\n\nTHÔNG TƯ\n{BODY}")

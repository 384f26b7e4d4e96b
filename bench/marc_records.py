"""Made MARC records as Vietnamese libraries write them, and text in encodings before Unicode."""

import random
from collections.abc import Iterator

from pymarc import Field, Indicators, Record, Subfield

from library.vietnamese.legacy_encodings import from_tcvn3, from_vni

_SURNAMES = ("Nguyễn", "Hoàng", "Nông", "Triệu", "Vi", "Lương", "Đỗ", "Phùng", "Bế", "Chu")
_GIVEN_NAMES = ("Văn Páo", "Quốc Hưng", "Thị Thủy", "Đức Hậu", "Nam", "Tuyết Mai", "Huy Cận")
_SUBJECTS = ("Lễ hội", "Hát then", "Khởi nghĩa Bắc Sơn", "Chợ phiên", "Dân tộc Tày", "Hoa hồi")
_PLACES = ("Lạng Sơn", "Đồng Đăng", "Kỳ Lừa", "Thất Khê", "Hữu Lũng", "Việt Bắc")
_WORDS = ("địa chí", "lịch sử đảng bộ", "truyện cổ", "văn hóa ẩm thực", "non nước", "di tích")
_PUBLISHERS = (("H.", "Văn hóa dân tộc"), ("Lạng Sơn", "Sở Văn hóa - Thông tin"), ("S.", "Trẻ"))
_ROLES = (("e", "sưu tầm"), ("e", "biên dịch"), ("4", "edt"), ("e", "chủ biên"))


def make_records(count: int, seed: int = 1) -> Iterator[Record]:
    """Yield records with holdings, local fields, roles, subdivisions and repeated fields."""
    chance = random.Random(seed)
    for number in range(1, count + 1):
        yield _record(chance, number)


def compared(record: Record) -> tuple[object, ...]:
    """Return a record as pymarc reads it, without the lengths and coding that files state."""
    leader = str(record.leader)
    stated = leader[5:9] + leader[17:20]
    return stated, tuple(
        (field.tag, field.data)
        if field.is_control_field()
        else (
            field.tag,
            tuple(field.indicators),
            tuple((subfield.code, subfield.value) for subfield in field.subfields),
        )
        for field in record.fields
    )


def as_tcvn3(content: bytes) -> bytes:
    """Return a file in TCVN3; capital letters with tones, which it lacks, become small ones."""
    return _as_legacy(content, _TCVN3)


def as_vni(content: bytes) -> bytes:
    """Return a file in VNI."""
    return _as_legacy(content, _VNI)


def in_small_letters(record: Record) -> Record:
    """Return a record whose letters outside ASCII are small, as TCVN3 can write them."""
    for field in record.fields:
        if not field.is_control_field():
            field.subfields = [Subfield(part.code, _small(part.value)) for part in field.subfields]
    return record


def _small(text: str) -> str:
    return "".join(letter if letter.isascii() else letter.lower() for letter in text)


def _as_legacy(content: bytes, letters: dict[str, bytes]) -> bytes:
    """Return the text letter by letter; the lengths in the directory stay those of UTF-8."""
    return b"".join(letters.get(letter) or letter.encode("latin-1") for letter in content.decode())


def _record(chance: random.Random, number: int) -> Record:
    record = Record(force_utf8=True, leader=chance.choice(_LEADERS))
    fields = [*_coded(chance, number), *_heading(chance), *_body(chance), *_local(chance, number)]
    record.add_field(*fields)
    return record


_LEADERS = (
    "00000nam a2200000 a 4500",
    "00000cas a2200000 i 4500",
    "00000nem a22000007a 4500",
    "00000cam a2200000 c 4500",
)


def _coded(chance: random.Random, number: int) -> Iterator[Field]:
    yield Field("001", data=f"LSO{number:06}")
    yield Field("003", data="TVLS")
    yield Field("005", data="20191105103000.0")
    if chance.random() < 0.2:
        yield Field("006", data="m     o  d        ")
    yield Field("008", data="191105s2004    vm a          000 0 vie d")
    isbn = f"978604{chance.randrange(10**7):07}"
    yield _data("020", "  ", ("a", isbn), ("q", "bìa cứng"), ("c", "95.000đ"), ("d", "500b"))
    yield _data("040", "  ", ("a", "TVLS"), ("b", "vie"), ("e", "AACR2"))
    yield _data("041", "1 ", ("a", "vie"), ("a", "tyz"), ("h", "fre"))
    classes = f"{chance.randrange(1000):03}.{chance.randrange(10**4):04}"
    yield _data("082", "04", ("2", "14"), ("a", classes), ("b", f"V{chance.randrange(900)}H"))
    if chance.random() < 0.3:
        yield _data("084", "  ", ("a", "K5(1-4)"), ("2", "bbk"))


def _heading(chance: random.Random) -> Iterator[Field]:
    author, second = _person(chance), _person(chance)
    title = f"{chance.choice(_WORDS).capitalize()} {chance.choice(_PLACES)}"
    yield _data("100", "1 ", ("a", f"{author},"), ("d", "1932-1999,"), ("e", "tác giả"))
    yield _data(
        "245",
        chance.choice(("10", "00", "14")),
        ("a", f"{title} :"),
        *((("n", "T. 2."), ("p", "Phần thứ nhất /")) if chance.random() < 0.3 else ()),
        ("b", f"{chance.choice(_WORDS)} /"),
        ("c", f"{author} ch.b. ; {second} s.t."),
    )
    if chance.random() < 0.4:
        yield _data("246", "3 ", ("a", chance.choice(_WORDS)), ("i", "Tên gáy sách:"))
    if chance.random() < 0.4:
        yield _data("250", "  ", ("a", "Tái bản lần 2,"), ("b", "có sửa chữa, bổ sung"))


def _body(chance: random.Random) -> Iterator[Field]:
    place, publisher = chance.choice(_PUBLISHERS)
    yield _data("260", "  ", ("a", f"{place} :"), ("b", f"{publisher},"), ("c", "2004."))
    yield _data(
        "300", "  ", ("a", "327 tr. :"), ("b", "minh họa ;"), ("c", "21 cm +"), ("e", "1 CD")
    )
    yield _data("490", "1 ", ("a", "Tủ sách xứ Lạng ;"), ("v", str(chance.randrange(1, 40))))
    for _ in range(chance.randrange(3)):
        yield _data("500", "  ", ("a", f"ĐTTS ghi: {chance.choice(_WORDS)}; in trên giấy dó $5"))
    yield _data(
        "520", "  ", ("a", f"Viết về {chance.choice(_SUBJECTS)} ở {chance.choice(_PLACES)}.")
    )
    for _ in range(chance.randrange(1, 4)):
        yield _data(
            "650",
            chance.choice((" 4", " 7")),
            ("a", chance.choice(_SUBJECTS)),
            ("x", "Lịch sử"),
            ("y", "Thế kỷ 20"),
            ("z", chance.choice(_PLACES)),
            ("2", "Bộ TKTVQG"),
        )
    yield _data("651", " 7", ("a", chance.choice(_PLACES)), ("x", "Địa chí"), ("2", "btkkhcn"))
    yield _data("653", "  ", ("a", "Từ khóa, tự do"), ("a", ""))
    for _ in range(chance.randrange(3)):
        yield _data("700", "1 ", ("a", f"{_person(chance)},"), chance.choice(_ROLES))
    if chance.random() < 0.3:
        yield _data("710", "2 ", ("a", "UBND tỉnh Lạng Sơn."), ("b", "Ban Tuyên giáo"))


def _local(chance: random.Random, number: int) -> Iterator[Field]:
    for copy in range(chance.randrange(1, 4)):
        yield _data(
            "852",
            "  ",
            *(("a", "Thư viện tỉnh Lạng Sơn"), ("b", "Kho địa chí"), ("j", f"DC.{number:06}")),
            *(("p", f"LSO{number:05}{copy}"), ("x", "sách tặng"), ("t", str(copy + 1))),
        )
    yield _data("856", "42", ("u", f"https://vi.du/{number}"), ("y", "Toàn văn"))
    yield _data("900", "  ", ("a", "True"))
    yield _data("911", "  ", ("a", "Nguyễn Thị Hằng"))
    yield _data("925", "  ", ("a", "G"), ("a", "G2"), ("9", " khoảng trắng  giữ nguyên "))
    yield _data("942", "  ", ("c", "SH"), ("2", "ddc"))


def _data(tag: str, indicators: str, *subfields: tuple[str, str]) -> Field:
    return Field(tag, Indicators(*indicators), [Subfield(*subfield) for subfield in subfields])


def _person(chance: random.Random) -> str:
    return f"{chance.choice(_SURNAMES)}, {chance.choice(_GIVEN_NAMES)}"


def _letters() -> str:
    marked = "àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ"
    return marked + marked.upper()


_TCVN3 = {from_tcvn3(chr(code)): bytes([code]) for code in range(0xA1, 0xFF)}
_TCVN3 = {letter: code for letter, code in _TCVN3.items() if letter in _letters()} | {
    letter: _TCVN3[letter.lower()] for letter in _letters() if letter not in _TCVN3
}
_GLYPHS = [chr(code) for code in range(0xC0, 0x100)]
_VNI = {
    from_vni(written): written.encode("latin-1")
    for written in (*_GLYPHS, *(vowel + mark for vowel in "aeiouyAEIOUYôöÔÖ" for mark in _GLYPHS))
    if from_vni(written) in _letters()
}

"""Names of Vietnamese persons that other catalogues write with a comma: Nông, Quốc Hưng."""

from library.vietnamese.letters import compose
from library.vietnamese.syllables import is_marked_syllable

SURNAMES = frozenset(
    (
        *("âu", "an", "bạch", "bàn", "bành", "bế", "bùi", "cao", "cầm", "châu", "chu", "chử"),
        *("cung", "cù", "dương", "đàm", "đặng", "đào", "điêu", "đinh", "đoàn", "đỗ", "đồng"),
        *("giang", "giáp", "hà", "hồ", "hoàng", "huỳnh", "hứa", "khổng", "khuất", "kiều", "kim"),
        *("la", "lã", "lâm", "lê", "linh", "lò", "lộc", "lục", "lương", "lưu", "lữ", "lý", "ma"),
        *("mã", "mạc", "mai", "mông", "nghiêm", "ngô", "nguyễn", "nông", "ông", "phạm", "phan"),
        *("phí", "phó", "phùng", "phương", "quách", "quan", "sầm", "tạ", "tăng", "thái", "thân"),
        *("thẩm", "thiều", "tiêu", "tô", "tôn", "tống", "trần", "triệu", "trịnh", "trương", "từ"),
        *("ứng", "ưng", "văn", "vạn", "vi", "viên", "vòng", "võ", "vũ", "vương", "xa", "đèo"),
    )
)
"""Surnames of the Kinh, Tày, Nùng, Dao, Hoa and other peoples of the north."""

_MAX_GIVEN_NAMES = 4


def direct_name(name: str) -> str:
    """Return a name in the order in which it is said: Nông Quốc Hưng; other names unchanged."""
    surname, comma, rest_of_name = compose(name).partition(",")
    given_names = rest_of_name.strip(" ,.").split()
    is_vietnamese = (
        comma
        and surname.strip().lower() in SURNAMES
        and 0 < len(given_names) <= _MAX_GIVEN_NAMES
        and all(word[:1].isupper() and is_marked_syllable(word.lower()) for word in given_names)
    )
    return " ".join((surname.strip(), *given_names)) if is_vietnamese else name

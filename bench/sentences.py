"""Generator of Vietnamese sentences for test pages, reproducible by seed."""

import csv
import random
from pathlib import Path

_ROOT = Path(__file__).parents[1]
_PATTERNS = """
Căn cứ Quyết định số {code} ngày {date} của Uỷ ban nhân dân tỉnh Lạng Sơn về việc {matter}
Theo đề nghị của Chủ tịch Uỷ ban nhân dân {unit} tại Tờ trình số {number}/TTr-UBND ngày {date}
{unit} có {count} hộ, {count} nhân khẩu, phần lớn là đồng bào Tày và Nùng sống bằng nghề trồng lúa
Giao Sở Văn hoá, Thể thao và Du lịch chủ trì, phối hợp với {unit} thực hiện việc {matter}
Từ {unit} đến {unit} đường đi men theo sườn núi, dài khoảng {count} mét, mùa mưa thường sạt lở
Năm {year}, thư viện tỉnh sưu tầm được {count} trang tài liệu chép tay về {matter}
Các cụ cao niên ở {unit} kể rằng {word} và {word} xưa kia đều gắn với {word} của làng
Tổng kinh phí là {money} đồng, trong đó ngân sách tỉnh {money} đồng, còn lại do {unit} đóng góp
Kết quả cho thấy {word}, {word} và {word} đã có chuyển biến rõ rệt so với năm {year}
Trước ngày {date}, các đơn vị báo cáo bằng văn bản về {matter} để tổng hợp
Hội chợ xuân mở từ sáng sớm; người {unit} gùi măng khô, nấm hương, mật ong xuống bán rất đông
Đồng chí Bí thư nhấn mạnh: “{word} phải đi đôi với {word}, không được coi nhẹ {word}”
Đình làng được dựng năm {year}, trùng tu năm {year}, nay còn giữ {number} đạo sắc phong
Người viết bài này đã nhiều lần trở lại {unit} để tìm hiểu về {word}, {word} và {word}
Khi nước lũ rút, bà con cùng bộ đội dựng lại nhà, dọn bùn, khơi thông kênh mương và {word}
Nghị quyết số {code} nêu rõ mục tiêu đến năm {year} có {number}% số xã hoàn thành {matter}
"""
_MATTERS = """
bảo tồn và phát huy giá trị di tích lịch sử
sắp xếp các đơn vị hành chính cấp xã
phòng, chống cháy rừng trong mùa khô
số hoá tài liệu địa chí và sách Hán Nôm
tu sửa cầu, đường và trường học sau lũ
khen thưởng các tập thể, cá nhân có thành tích
phát triển chợ biên giới và dịch vụ cửa khẩu
cấp phát thóc giống, phân bón cho nông dân
"""


def capitalised(text: str) -> str:
    """Return the text with its first letter in upper case."""
    return text[0].upper() + text[1:]


class SentenceGenerator:
    """Generates random sentences and their parts from a seed."""

    def __init__(self, seed: int) -> None:
        self.draw = random.Random(seed)
        self._patterns = _PATTERNS.strip().splitlines()
        self._matters = _MATTERS.strip().splitlines()
        self._words = _words()
        self._units = _units()

    def sentence(self) -> str:
        """Return one sentence, with its full stop."""
        pattern = self.draw.choice(self._patterns)
        text = ""
        for part in pattern.replace("}", "{").split("{"):
            text += str(getattr(self, part)()) if part in _SLOTS else part
        return f"{capitalised(text)}."

    def paragraph(self, letters: int) -> str:
        """Return sentences with at least this many letters."""
        text = self.sentence()
        while len(text) < letters:
            text += f" {self.sentence()}"
        return text

    def word(self) -> str:
        """Return one of the frequent words."""
        return self.draw.choice(self._words)

    def unit(self) -> str:
        """Return the name of a commune or township."""
        return self.draw.choice(self._units)

    def matter(self) -> str:
        """Return a subject matter."""
        return self.draw.choice(self._matters)

    def number(self) -> int:
        """Return a number of up to three digits."""
        return self.draw.randrange(1, 400)

    def count(self) -> str:
        """Return a number with a full stop between thousands."""
        return f"{self.draw.randrange(400, 9000):,}".replace(",", ".")

    def money(self) -> str:
        """Return a sum of some millions."""
        return f"{self.draw.randrange(4, 990)}.{self.draw.randrange(1, 999):03}.000"

    def year(self) -> int:
        """Return a year of the last two centuries."""
        return self.draw.randrange(1830, 2025)

    def date(self) -> str:
        """Return a day in one of the two usual spellings."""
        day, month, year = self.draw.randrange(1, 29), self.draw.randrange(1, 13), self.year()
        if self.draw.random() < 0.5:
            return f"{day:02}/{month}/{year}"
        return f"{day:02} tháng {month} năm {year}"

    def code(self) -> str:
        """Return the number of a decree."""
        kind = self.draw.choice(("QĐ-UBND", "NQ-HĐND", "KH-UBND", "CT-UBND", "BC-SVHTTDL"))
        return f"{self.number()}/{kind}"


_SLOTS = ("word", "unit", "matter", "number", "count", "money", "year", "date", "code")


def _words() -> list[str]:
    lines = (_ROOT / "bench/data/words.tsv").read_text("utf-8").splitlines()
    every = (line.split("\t")[0] for line in lines)
    return [word for word in every if " " in word and word.islower()][:3000]


def _units() -> list[str]:
    with (_ROOT / "library/places/data/succession-2025.csv").open(encoding="utf-8") as rows:
        names = [row["old_unit"] for row in csv.DictReader(rows)]
    return [name[0].lower() + name[1:] for name in names]

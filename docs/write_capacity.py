# ruff: noqa: E501  (lines of a page)
"""Writes docs/operate/suc-chua.md: the machines for a number of pages, points and readers.

.venv/bin/python docs/write_capacity.py                    # rewrites the page with its examples
.venv/bin/python docs/write_capacity.py 2000000 400 500    # pages, points, readers at once
"""

import math
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PLACE = Path(__file__).parent / "operate" / "suc-chua.md"

_HOURS_A_DAY, _DAYS_A_YEAR = 20, 300
_NODE_DISK_GB, _NODE_INDEX_GB = 4000, 160


@dataclass(frozen=True, slots=True)
class Cost:
    """Cost of one unit, and how it is known."""

    name: str
    value: float
    unit: str
    source: str


PAGE_CPU = Cost("đọc một trang in", 1.5, "giây của một nhân", "đo: giấy thật, docs/performance.md")
MASTER_KB = Cost("bản gốc một trang", 400, "KB", "ước lượng: ảnh xám 300 dpi nén JPEG")
DERIVED_KB = Cost(
    "ảnh đọc, mảnh ảnh, PDF, chữ của một trang",
    630,
    "KB",
    "đo trên bộ minh họa và docs/performance.md",
)
INDEX_KB = Cost(
    "chỉ mục một trang",
    4.5,
    "KB",
    "đo trên cụm thật: 2,1 KB với trang 2,1 KB chữ, sau khi gộp; trang thật dài hơn",
)
ROW_KB = Cost("biểu ghi, chữ, sổ bước của một trang", 12, "KB", "đo: thư viện 500.000 trang")
RESULT_MS = Cost("một trang kết quả", 45, "ms của một nhân", "đo: docs/performance.md, p95")
READER_SECONDS = Cost("một bạn đọc mở một trang mới", 20, "giây một lần", "giả định")
COMPUTERS = Cost("máy của một điểm", 20, "máy", "giả định")
EVENTS = Cost(
    "sự kiện của một máy", 420, "một ngày", "giả định: 8 giờ, dùng 40 %, 28 giây một sự kiện"
)
EVENT_BYTES = Cost("một sự kiện", 168, "byte", "đo trên PostgreSQL 17, có chỉ mục")
INTAKE = Cost(
    "nhận sự kiện",
    5000,
    "sự kiện một giây một nhân",
    "đích đã đo trên PostgreSQL, docs/performance.md",
)
COSTS = (
    PAGE_CPU,
    MASTER_KB,
    DERIVED_KB,
    INDEX_KB,
    ROW_KB,
    RESULT_MS,
    READER_SECONDS,
    COMPUTERS,
    EVENTS,
    EVENT_BYTES,
    INTAKE,
)

EXAMPLES = (
    ("Một tỉnh", 1_000_000, 190, 100),
    ("Một vùng vài tỉnh", 10_000_000, 600, 1_000),
    ("Cả nước", 100_000_000, 1_900, 10_000),
)
"""Name, pages, points, readers at once."""


@dataclass(frozen=True, slots=True)
class Need:
    """Machines and space for a library."""

    files_tb: float
    index_gb: float
    database_gb: float
    events_gb_a_year: float
    events_a_second: float
    web_cores: int
    reading_cores: int
    search_nodes: int

    @property
    def size(self) -> str:
        """Name of the smallest size that is enough."""
        if self.index_gb <= 10 and self.web_cores <= 8:
            return "một máy nhỏ (SQLite, Tantivy, tệp trên đĩa)"
        if self.index_gb <= 60 and self.web_cores <= 32:
            return "một máy mạnh (PostgreSQL, gunicorn)"
        return "nhiều máy (PostgreSQL, OpenSearch, S3)"


def need(pages: int, points: int, readers: int, years: int = 5) -> Need:
    """Return the need; the pages are to be read within some years, day and night alike."""
    busy_seconds = years * _DAYS_A_YEAR * _HOURS_A_DAY * 3600
    events_a_day = points * COMPUTERS.value * EVENTS.value
    index_gb = pages * INDEX_KB.value / 1e6
    return Need(
        files_tb=pages * (MASTER_KB.value + DERIVED_KB.value) / 1e9,
        index_gb=index_gb,
        database_gb=pages * ROW_KB.value / 1e6,
        events_gb_a_year=events_a_day * _DAYS_A_YEAR * EVENT_BYTES.value / 1e9,
        events_a_second=events_a_day / (8 * 3600) * 3,
        web_cores=max(2, math.ceil(readers / READER_SECONDS.value * RESULT_MS.value / 1000 * 1.5)),
        reading_cores=max(1, math.ceil(pages * PAGE_CPU.value / busy_seconds)),
        search_nodes=max(3, math.ceil(index_gb * 2 / _NODE_INDEX_GB)),
    )


def lines(name: str, pages: int, points: int, readers: int) -> Iterator[str]:
    """Yield the lines of one example."""
    result = need(pages, points, readers)
    counts = f"{_rounded_up(pages)} trang, {_rounded_up(points)} điểm, {_rounded_up(readers)} bạn đọc cùng lúc"
    yield f"### {name}: {counts}"
    yield ""
    yield f"Cỡ vừa: **{result.size}**."
    yield ""
    yield f"- Tệp: {_one_decimal(result.files_tb)} TB một bản; giữ ít nhất hai bản."
    yield f"- Chỉ mục: {_rounded_up(result.index_gb)} GB, gấp đôi nếu mỗi mảnh có một bản sao."
    yield f"- Cơ sở dữ liệu: {_rounded_up(result.database_gb)} GB, chưa kể sự kiện."
    yield (
        f"- Sự kiện của máy công cộng: {_rounded_up(result.events_gb_a_year)} GB một năm; lúc cao điểm "
        f"{_rounded_up(result.events_a_second)} sự kiện một giây "
        f"({_one_decimal(result.events_a_second / INTAKE.value)} nhân)."
    )
    yield f"- Trang web: {result.web_cores} nhân."
    yield f"- Đọc xong trong năm năm: {result.reading_cores} nhân chạy 20 giờ một ngày."
    if result.size.startswith("nhiều"):
        yield (
            f"- OpenSearch: {result.search_nodes} nút dữ liệu (16 nhân, 64 GB, heap 31 GB) và 3 nút "
            f"quản lý; kho S3: {math.ceil(result.files_tb * 2000 / _NODE_DISK_GB)} đĩa 4 TB cho hai bản."
        )
    yield ""


def page() -> str:
    """Return the whole page."""
    rows = [
        f"| {cost.name} | {_number(cost.value)} {cost.unit} | {cost.source} |" for cost in COSTS
    ]
    examples = [line for example in EXAMPLES for line in lines(*example)]
    return "\n".join([_HEAD, *rows, "", _RULES, *examples]).rstrip() + "\n"


_HEAD = """# Sức chứa: cần máy nào

Trang này do `docs/write_capacity.py` viết từ các đơn giá dưới đây. Tính cho thư viện của mình: `.venv/bin/python docs/write_capacity.py SỐ_TRANG SỐ_ĐIỂM SỐ_BẠN_ĐỌC_CÙNG_LÚC`. Đơn giá đo trên máy thử hai nhân; máy khác thì đo lại bằng các lệnh trong `bench/`.

## Đơn giá

| việc | tốn | biết từ đâu |
|---|---|---|"""

_RULES = """## Khi nào lên cỡ lớn hơn

| dấu hiệu | xem ở đâu | lên cỡ |
|---|---|---|
| trang kết quả p95 quá 0,5 giây lúc đông, mọi nhân đều bận | Sức khỏe hệ thống | một máy mạnh: [PostgreSQL](postgresql.md), [gunicorn](nhieu-may.md) |
| hơn 2 triệu trang, hay chỉ mục quá 10 GB | `diachi doctor`, dung lượng `index/` | một máy mạnh |
| hàng đợi xưởng lâu hơn một tuần dù máy bận ngày đêm | Xưởng số hóa | thêm [máy đọc](nhieu-may.md) |
| tệp quá một máy chứa được, hay cần sống khi một máy chết | đĩa trống | [S3](kho-tep-s3.md) |
| chỉ mục quá 60 GB, hay tra cứu phải sống khi một máy chết | dung lượng chỉ mục | [OpenSearch](opensearch.md) |

Lên từng phần một được: phần nào chật thì đổi phần ấy. Cách chuyển: [diachi move](postgresql.md#chuyển-thư-viện-đang-có-sang). Chi phí là của những máy trên; phần mềm không thu tiền theo cỡ.

## Cụm OpenSearch: đo được gì, tính ra gì

| | đo: 200.000 trang | đo: 1.000.000 trang | tính: 10 triệu trang | tính: 100 triệu trang |
|---|---|---|---|---|
| nút dữ liệu | 3, heap 1 GB, chung một máy hai nhân | như bên | 3: 8 nhân, 32 GB, heap 16 GB | 6: 16 nhân, 64 GB, heap 31 GB; thêm 3 nút quản lý nhỏ |
| mảnh, mỗi mảnh một bản sao | 3 | 3 | 3 | 24 |
| chỉ mục, một bản | 0,4 GB sau khi gộp, 0,8 đến 1,7 GB trước đó | 2,1 GB sau khi tự gộp, 4,1 GB ngay trước đó | 45 GB; lúc lập lại cần gấp chừng bốn lần ấy | 450 GB; cũng vậy |
| bộ nhớ Java đang dùng, ba nút | 0,4 đến 1,1 GB | 1,1 đến 1,2 GB | | |
| CPU để lập chỉ mục, cả bản sao và chương trình | 3,2 mili giây một trang (nút) | 3,5 mili giây một trang | 10 giờ của một nhân | 4 ngày của một nhân |
| tra không phân loại, p50; p95 | 81; 132 mili giây | 213; 489 mili giây | | |
| tra có phân loại, p50; p95 | 101; 150 mili giây (vừa bật: 146; 239) | 272; 534 mili giây (vừa bật: 283; 560) | 1 đến 2 giây trên máy thử; trên máy ở trên chừng 0,3; 0,6 giây | như 10 triệu: mỗi mảnh cũng chừng 4 triệu trang |

Đo ngày 30/11/2026 với OpenSearch 2.19.6 và trang sinh ra, lúc tra thì máy thử không chạy việc khác: `python -m bench.search --pages 1000000`, chạy trong `bin/with-opensearch-nodes`. Số trang gấp năm thì p50 gấp 2,7 và p95 gấp 3,6: ba nút và chương trình chung hai nhân, nên thời gian chủ yếu là CPU để đếm. Tantivy trên trang cùng loại: 1,6 KB một trang. Hai cột sau tính từ đơn giá trên, mỗi mảnh chừng 20 GB, và coi thời gian đếm chia đều cho các nhân; chưa ai đo ở cỡ ấy. Chi phí là của những máy ấy.

## Ví dụ
"""


def _number(value: float) -> str:
    return _rounded_up(value) if value >= 10 else _one_decimal(value)


def _rounded_up(value: float) -> str:
    return f"{max(math.ceil(value), 1):,}".replace(",", ".")


def _one_decimal(value: float) -> str:
    return f"{value:.1f}".replace(".", ",")


def main() -> None:
    """Write the page, or print the need of one library."""
    if len(sys.argv) == 4:
        print(*lines("Thư viện của bạn", *map(int, sys.argv[1:])), sep="\n")
    else:
        PLACE.write_text(page())


if __name__ == "__main__":
    main()

"""Benchmark of search suggestions among many titles."""

import random
import statistics
import time
from collections.abc import Iterator

from sqlalchemy import Engine, insert

from bench.form import Row, json_parser, report
from bench.installations import temporary_library
from bench.pages import ItemGenerator
from library import clock
from library.catalogue.models import Access, Item, ItemState
from library.database import work
from library.identifiers import item_id
from library.vietnamese.letters import fold, sort_key
from search_index.spelling.suggestion_service import SuggestionService

_QUERIES_PER_KIND = 200
_KINDS = ("Kế hoạch", "Quyết định", "Thông báo", "Báo cáo", "Chỉ thị", "Lịch sử", "Địa chí")
_SIGNS = ("KH-UBND", "QĐ-UBND", "TB-UBND", "NQ-HĐND", "CT-TTg")
_BODIES, _CREATORS = 300, 5_000


def main() -> None:
    """Create many items, type beginnings of their names and report."""
    parser = json_parser(__doc__)
    parser.add_argument("--titles", type=int, default=50_000)
    args = parser.parse_args()
    with temporary_library() as (_, database):
        titles = _name_items(database, args.titles)
        rows = list(_rows(database, titles))
    report("suggest", rows, as_json=args.json)


def _rows(database: Engine, titles: list[str]) -> Iterator[Row]:
    suggestions = SuggestionService(database)
    yield Row("lần hỏi đầu", _milliseconds(suggestions, "lạng"), "ms")
    every: list[float] = []
    for kind, typed in _typed_prefixes(titles).items():
        taken = [_milliseconds(suggestions, beginning) for beginning in typed]
        yield Row(f"{kind}, p95", statistics.quantiles(taken, n=20)[-1], "ms", 30)
        every += taken
    yield Row("mọi lần gõ, p50", statistics.median(every), "ms")
    yield Row("mọi lần gõ, p95", statistics.quantiles(every, n=20)[-1], "ms", 30)
    yield Row("mọi lần gõ, lâu nhất", max(every), "ms")
    suggestions.close()


def _typed_prefixes(titles: list[str]) -> dict[str, list[str]]:
    """Return the typed prefixes by kind: beginnings of real names, some of them common."""
    rng = random.Random(7)
    words = [rng.choice(titles).lower().split() for _ in range(_QUERIES_PER_KIND)]
    starts = [rng.randrange(len(title) - 2) for title in words]
    two = [" ".join(title[at : at + 2])[:-1] for title, at in zip(words, starts, strict=True)]
    longer = [" ".join(title)[: rng.randrange(10, 60)] for title in words]
    numbers = [
        f"{rng.randrange(1, 500)}/{rng.choice(_SIGNS)[:4]}" for _ in range(_QUERIES_PER_KIND)
    ]
    return {
        "một chữ cái": [fold(title[at][0]) for title, at in zip(words, starts, strict=True)],
        "hai chữ cái": [fold(title[at][:2]) for title, at in zip(words, starts, strict=True)],
        "hai âm tiết": two,
        "hai âm tiết không dấu": [fold(text) for text in two],
        "đầu nhan đề": longer,
        "đầu nhan đề không dấu": [fold(text) for text in longer],
        "số văn bản": numbers,
        "không có gì": [f"{text} zq" for text in two],
    }


def _name_items(database: Engine, count: int) -> list[str]:
    press, draw, moment = ItemGenerator(), random.Random(1), clock.now()
    words = [word for topic in press.topics for word in topic]
    bodies = [f"Ủy ban nhân dân {draw.choice(words)}" for _ in range(_BODIES)]
    creators = [f"Nguyễn {draw.choice(words).title()}" for _ in range(_CREATORS)]
    items = []
    for number in range(count):
        about = " ".join(draw.choices(draw.choice(press.topics), k=3))
        title = f"{draw.choice(_KINDS)} {draw.randrange(1886, 2026)} về {about}"
        items.append(
            {
                "id": item_id("named", str(number)),
                "collection": "van-ban",
                "title": title,
                "title_sort": sort_key(title),
                "number": f"{draw.randrange(1, 5000)}/{draw.choice(_SIGNS)}",
                "issuing_body": draw.choice(bodies),
                "creator": draw.choice(creators),
                "access": Access.PUBLIC,
                "state": ItemState.PUBLISHED,
                "created": moment,
                "changed": moment,
                "published": moment,
            }
        )
    with work(database) as session:
        session.execute(insert(Item), items)
    return [item["title"] for item in items]


def _milliseconds(suggestions: SuggestionService, typed: str) -> float:
    started = time.perf_counter()
    suggestions.suggest(typed)
    return (time.perf_counter() - started) * 1000


if __name__ == "__main__":
    main()

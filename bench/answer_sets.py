"""Answer sets: the number of items found for a name or compound, against the texts themselves."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine

from bench import quality
from bench.form import Row, material_parser, report
from library.catalogue.queries import page_texts, published_ids, records
from library.database import reading
from library.vietnamese.letters import compose, spell_one_way
from search_index.documents import Order, SearchRequest
from search_index.search_service import SearchService

NAMES = Path(__file__).with_name("data") / "answer_sets.txt"
_FIRST = 10
_FULL_STOP = re.compile(r"(?<=\w{2})[.!?…]\W*\s\W*(?=[A-ZÀ-ỸĐ])")
_NOT_LETTERS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class AnswerSet:
    """Items with a name by reading their texts, the number counted, and the newest of them."""

    name: str
    true: frozenset[str]
    counted: int
    newest: tuple[str, ...]

    @property
    def error(self) -> float:
        """Relative error of the count."""
        return abs(self.counted - len(self.true)) / max(1, len(self.true))

    @property
    def right_newest(self) -> float:
        """Share of the ten newest items that have the name."""
        return sum(item in self.true for item in self.newest) / max(1, len(self.newest))


def main() -> None:
    """Index the material, count each name in both ways and report the differences."""
    parser = material_parser(__doc__)
    parser.add_argument("--details", action="store_true", help="print each name")
    args = parser.parse_args()
    with quality.searched(args.data, args.home) as (database, search_service):
        answer_sets = list(_compare(database, search_service))
    if args.details:
        for answer_set in answer_sets:
            print(
                f"{answer_set.name}: {answer_set.counted} counted, {len(answer_set.true)} true, "
                f"newest {answer_set.right_newest:.0%}"
            )
    report("answer sets", _rows(answer_sets), as_json=args.json)


def _compare(database: Engine, search_service: SearchService) -> Iterator[AnswerSet]:
    texts = item_texts(database)
    for name in NAMES.read_text(encoding="utf-8").splitlines():
        true = items_with(texts, name)
        request = SearchRequest(name, size=_FIRST, order=Order.NEWEST, other_names=False)
        results = search_service.search(request)
        newest = tuple(hit.item_id for hit in results.hits)
        yield AnswerSet(name, true, results.total, newest)


def item_texts(database: Engine) -> dict[str, str]:
    """Return the words of the title and of all pages of each item, between single spaces."""
    with reading(database) as session:
        ids = published_ids(session, count=100_000)
        titles = {item_id: record.title for item_id, record in records(session, ids).items()}
        return {
            item_id: "".join(
                f" {_plain(text)} "
                for text in (titles[item_id], *page_texts(session, item_id).values())
            )
            for item_id in ids
        }


def items_with(texts: Mapping[str, str], name: str) -> frozenset[str]:
    """Return the items with a name by a plain reading of their texts."""
    words = f" {_plain(name)} "
    return frozenset(item for item, text in texts.items() if words in text)


def _plain(text: str) -> str:
    """Return the words of a text; a full stop before a capital keeps those around it apart."""
    text = _FULL_STOP.sub(" x0x ", text)
    words = _NOT_LETTERS.sub(" ", compose(text)).split()
    return " ".join(map(spell_one_way, words))


def _rows(answer_sets: list[AnswerSet]) -> list[Row]:
    close = sum(answer_set.error <= 0.05 for answer_set in answer_sets) / len(answer_sets)
    newest = sum(answer_set.right_newest for answer_set in answer_sets) / len(answer_sets)
    worst = max(answer_set.error for answer_set in answer_sets)
    return [
        Row(f"names counted within 5 % ({len(answer_sets)})", close, "", 1.0, "higher"),
        Row("worst relative error", worst, "", 0.05),
        Row("ten newest that have the name", newest, "", 1.0, "higher"),
    ]


if __name__ == "__main__":
    main()

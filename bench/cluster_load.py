"""Work of a library while its cluster is in trouble: a clerk who writes, readers, the doctor."""

import html
import json
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import count
from threading import Event, Thread
from urllib.error import HTTPError, URLError
from urllib.parse import quote
from urllib.request import ProxyHandler, build_opener

from sqlalchemy import Engine, select, update

from bench.form import log_progress
from bench.pages import ItemGenerator, SyntheticItem
from bench.search import insert_items
from library.catalogue import index_queue
from library.catalogue.models import Page, PageText
from library.database import reading, work
from library.identifiers import item_id
from library.monitoring.conditions import run
from library.settings import Settings
from search_index.clauses import Layer, Term
from search_index.index import generations
from search_index.index.index_conditions import CONDITIONS

STABLE, GROWING = "wbstable", "wbgrowing"
"""Words of the first items, whose number never changes, and of all items of the clerk."""

STABLE_ITEMS = 20
_ITEM_PAGES = 3
_FIRST_NUMBER = 1_000_000
_CLERK_SECONDS, _READER_SECONDS, _DOCTOR_SECONDS = 0.4, 0.25, 2.0
_LONGEST_SECONDS = 15.0
_COUNT = re.compile(r"Tìm thấy (?:khoảng )?([\d.]+) tài liệu")
_NOTICES = ("chỉ tìm được theo nhan đề", "Một phần chỉ mục đang không trả lời")
_open = build_opener(ProxyHandler({})).open


def fill(database: Engine, pages: int) -> None:
    """Add generated items, the first of which have the stable word on each page."""
    items = list(ItemGenerator().items(pages))
    items_with_word = [
        replace(item, texts=tuple(f"{text} {STABLE}" for text in item.texts)) for item in items
    ]
    batches = items_with_word[:STABLE_ITEMS] + items[STABLE_ITEMS:]
    for start in range(0, len(batches), 100):
        insert_items(database, batches[start : start + 100])


@dataclass(slots=True)
class Clerk:
    """A clerk who adds an item and corrects a page of an earlier one, in turn, without end."""

    database: Engine
    numbers: Iterator[int] = field(default_factory=lambda: count(_FIRST_NUMBER))
    words: dict[tuple[str, int], str] = field(default_factory=dict)
    """Last acknowledged word of each page."""
    former_words: list[str] = field(default_factory=list)
    acknowledged: int = 0

    def write(self) -> None:
        """Add an item, then correct the first page of the item before it."""
        number = next(self.numbers)
        words = [_word(number, page) for page in range(1, _ITEM_PAGES + 1)]
        texts = tuple(f"Biên bản {word} {GROWING}" for word in words)
        insert_items(self.database, [SyntheticItem(number, f"Hồ sơ số {number}", 1990, texts)])
        key = item_id("made", str(number))
        with work(self.database) as session:
            index_queue.mark(session, key)
        self.words |= {(key, page): word for page, word in enumerate(words, 1)}
        self.acknowledged += 1
        if number > _FIRST_NUMBER:
            self._correct(item_id("made", str(number - 1)), _word(number, 9))
            self.acknowledged += 1

    def items(self) -> set[str]:
        """Return the items that were acknowledged."""
        return {item for item, _ in list(self.words)}

    def indexed(self) -> int:
        """Return a number of items which the cluster acknowledged too."""
        items = self.items()
        with reading(self.database) as session:
            waiting = {row.item_id for row in index_queue.waiting(session, 100_000)}
        return len(items - waiting)

    def _correct(self, item: str, word: str) -> None:
        with work(self.database) as session:
            first = (Page.item_id == item, Page.number == 1)
            page = session.scalars(select(Page.id).where(*first)).one()
            text = f"Biên bản sửa {word} {GROWING}"
            session.execute(update(PageText).where(PageText.page_id == page).values(text=text))
            index_queue.mark(session, item, 1)
        self.former_words.append(self.words[item, 1])
        self.words[item, 1] = word


@dataclass(slots=True)
class Answers:
    """Answers that readers and the doctor got during a fault."""

    kinds: Counter[str] = field(default_factory=Counter)
    lacking: set[int] = field(default_factory=set)
    """Seconds in which an answer was not full."""
    slowest: float = 0.0
    remarks: dict[str, None] = field(default_factory=dict)
    """Remarks of the doctor, and wrong answers."""
    doctor: dict[str, None] = field(default_factory=dict)

    def note(self, kind: str, started: float, remark: str = "") -> None:
        """Record an answer to a request that was sent at this time."""
        now = time.monotonic()
        self.kinds[kind] += 1
        self.slowest = max(self.slowest, now - started)
        if kind != "full":
            self.lacking.update(range(int(started), int(now) + 1))
        if remark:
            self.remarks[remark] = None


@contextmanager
def load(settings: Settings, clerk: Clerk, site: str) -> Iterator[Answers]:
    """Let the clerk, readers and the doctor work until the block ends."""
    answers, end = Answers(), Event()

    def ask_doctor() -> None:
        check = run(CONDITIONS[0], settings)
        advice = re.sub(r"còn chờ \d+ mục", "còn chờ … mục", check.advice)
        answers.doctor[f"{'✓' if check.ok else '✗'} {advice}"] = None

    tasks: tuple[tuple[Callable[[], None], float], ...] = (
        (clerk.write, _CLERK_SECONDS),
        (lambda: _ask_stable(site, answers), _READER_SECONDS),
        (lambda: _ask_growing(site, answers, clerk), _READER_SECONDS),
        (lambda: _ask_api(site, answers), _READER_SECONDS),
        (ask_doctor, _DOCTOR_SECONDS),
    )
    threads = [Thread(target=_repeat, args=(*task, end)) for task in tasks]
    for thread in threads:
        thread.start()
    try:
        yield answers
    finally:
        end.set()
        for thread in threads:
            thread.join()


def differences(settings: Settings, clerk: Clerk) -> list[str]:
    """Return the acknowledged pages that the index lacks, and all that it has too much."""
    reader = generations.usable_generation(settings).open_reader(settings)
    pages = reader.pages()
    with reading(clerk.database) as session:
        rows = session.execute(select(Page.item_id, Page.number))
        expected = {(item, number) for item, number in rows}
    indexed = {(item, number) for item, numbers in pages.items() for number in numbers}
    wrong = [f"{item} {page}" for item, page in expected ^ indexed]
    for (item, page), word in clerk.words.items():
        if reader.items(Term(Layer.FOLDED, word)) != {item: 1}:
            wrong.append(f"{item} {page}: {word}")
    wrong += [word for word in clerk.former_words if reader.items(Term(Layer.FOLDED, word))]
    return wrong


def _word(number: int, page: int) -> str:
    digits = f"{number - _FIRST_NUMBER:05}{page}"
    return f"wb{digits.translate(str.maketrans('0123456789', 'bcdfghkmnp'))}"


def _repeat(action: Callable[[], None], pause: float, end: Event) -> None:
    while not end.wait(pause):
        action()


def _ask_stable(site: str, answers: Answers) -> None:
    started = time.monotonic()
    kind, total = _ask_page(site, STABLE)
    if kind == "full" and total != STABLE_ITEMS:
        answers.note("wrong", started, f"{total} instead of {STABLE_ITEMS}")
        return
    answers.note(kind, started, f"{kind} {total}" if kind == "error" else "")


def _ask_growing(site: str, answers: Answers, clerk: Clerk) -> None:
    fewest = clerk.indexed()
    started = time.monotonic()
    kind, total = _ask_page(site, GROWING)
    if kind == "full" and not fewest <= total <= len(clerk.items()) + 1:
        answers.note("wrong", started, f"{total} instead of {fewest} or more")
        return
    answers.note(kind, started, f"{kind} {total}" if kind == "error" else "")


def _ask_page(site: str, word: str) -> tuple[str, int]:
    """Return the kind of a results page, and its count, or its status if it is an error."""
    status, content = _fetch(f"{site}/tra-cuu?q={quote(word)}")
    if status != 200:
        return "error", status
    text = html.unescape(content)
    match = _COUNT.search(text)
    total = int(match[1].replace(".", "")) if match else 0
    return ("told" if any(notice in text for notice in _NOTICES) else "full"), total


def _ask_api(site: str, answers: Answers) -> None:
    started = time.monotonic()
    status, content = _fetch(f"{site}/api/v1/search?q={STABLE}")
    if status == 503:
        answers.note("told", started)
    elif status != 200:
        answers.note("error", started, f"API {status}")
    else:
        total = json.loads(content)["total"]
        right = total == STABLE_ITEMS
        answers.note("full" if right else "wrong", started, "" if right else f"API {total}")


def _fetch(url: str) -> tuple[int, str]:
    try:
        with _open(url, timeout=_LONGEST_SECONDS) as answer:
            return answer.status, answer.read().decode()
    except HTTPError as error:
        return error.code, ""
    except (URLError, TimeoutError, ConnectionError) as error:
        log_progress(f"no answer: {error!r}")
        return 0, ""

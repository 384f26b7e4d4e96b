"""Readers who know the right answers: pages, searches and images of one finished item."""

import hashlib
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from html import unescape
from io import BytesIO
from urllib.parse import urlencode

from sqlalchemy import Engine, select

from bench.form import Row, log_progress
from bench.running_site import fetch
from library.catalogue.models import Item
from library.catalogue.queries import PageDetails, item_pages
from library.database import reading
from library.errors import LibraryError
from library.storage.content_store import ContentStore

_MAX_ERRORS_PERCENT = 0.1
_COUNT = re.compile("<p>[12] tài liệu")
_TAG = re.compile(r"<[^>]*>")
_OK = 200


@dataclass(frozen=True, slots=True)
class Question:
    """A request, and the rule by which its answer is right."""

    name: str
    request: Callable[[], tuple[int, bytes]]
    is_right: Callable[[bytes], bool]

    def ask(self) -> "Verdict":
        """Send the request and judge the answer."""
        start = time.perf_counter()
        status, content = self.request()
        seconds = time.perf_counter() - start
        return Verdict(self.name, status, seconds, status == _OK and self.is_right(content))

    def ask_and_log(self) -> "Verdict":
        """Send the request, judge the answer, and log one that is not right."""
        verdict = self.ask()
        if not verdict.is_right:
            text = f"status {verdict.status} after {verdict.seconds:.1f} s"
            log_progress(f"NOT RIGHT: {self.name}: {text}")
        return verdict


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer to a question: `status` is 0 if there was none."""

    name: str
    status: int
    seconds: float
    is_right: bool

    @property
    def is_error(self) -> bool:
        """True if the reader got no answer, or an excuse."""
        return self.status == 0 or self.status >= 500


def questions(engine: Engine, site: str, derivatives: ContentStore) -> list[Question]:
    """Return questions about the only item of a library, to its site and its object store."""
    with reading(engine) as session:
        item = session.scalars(select(Item)).one()
        title, address = item.title, f"/tai-lieu/{item.id}"
        pages = item_pages(session, item.id, with_text=True)
    rules = {
        "/": partial(_contains, title),
        "/duyet": _counts_items,
        address: partial(_contains, title),
    }
    for typed in (title, "kế hoạch", "ke hoach"):
        rules[f"/tra-cuu?{urlencode({'q': typed})}"] = partial(_contains, address)
    for page in pages:
        rules[f"{address}/trang/{page.number}"] = partial(_has_words, page.text)
    asked_of_site = [
        Question(path, partial(fetch, site + path), is_right) for path, is_right in rules.items()
    ]
    return [*asked_of_site, *_image_questions(pages, site + address, derivatives)]


def rows(verdicts: list[Verdict]) -> Iterator[Row]:
    """Yield the number of answers, the share of errors, and the wrong answers."""
    errors = sum(verdict.is_error for verdict in verdicts)
    wrong = sum(not (verdict.is_right or verdict.is_error) for verdict in verdicts)
    images = sum(verdict.name.startswith(("image", "object")) for verdict in verdicts)
    yield Row("readers' answers", len(verdicts), "answers")
    yield Row("of them images", images, "answers")
    yield Row("slowest answer", max((verdict.seconds for verdict in verdicts), default=0), "s")
    yield Row("readers' errors", 100 * errors / max(len(verdicts), 1), "%", _MAX_ERRORS_PERCENT)
    yield Row("wrong answers", wrong, "answers", 0)


def _image_questions(
    pages: tuple[PageDetails, ...], item_address: str, derivatives: ContentStore
) -> Iterator[Question]:
    for page in pages:
        for image in page.shown:
            digest, is_right = image.digest, partial(_has_digest, image.digest)
            address = f"{item_address}/trang/{page.number}/anh/{digest}"
            yield Question(f"image {digest[:12]}", partial(fetch, address), is_right)
            read = partial(_read_object, derivatives, digest)
            yield Question(f"object {digest[:12]}", read, is_right)


def _contains(text: str, content: bytes) -> bool:
    return text in unescape(content.decode())


def _counts_items(content: bytes) -> bool:
    """Return True if an overview counts the item, and perhaps the one of the second delivery."""
    return _COUNT.search(content.decode()) is not None


def _has_words(text: str, content: bytes) -> bool:
    """Return True if a page in HTML shows every word of a text."""
    shown = unescape(_TAG.sub(" ", content.decode())).split()
    return bool(text.split()) and set(text.split()) <= set(shown)


def _has_digest(digest: str, content: bytes) -> bool:
    return hashlib.sha256(content).hexdigest() == digest


def _read_object(store: ContentStore, digest: str) -> tuple[int, bytes]:
    """Read an object from the object store, past all caches."""
    content = BytesIO()
    try:
        store.copy_to(digest, content)
    except LibraryError:
        return 0, b""
    return _OK, content.getvalue()

"""Questions to other catalogues in threads of their own, so that none holds the site."""

import time
from collections import Counter, OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from threading import BoundedSemaphore, Lock, Thread
from typing import TypeVar

from library.errors import name_problems, problem

StillAskingError = problem(
    "Đang hỏi mục lục của thư viện khác. Xin giữ trang này mở: kết quả tự hiện khi có.",
    status=503,
    retry_after=2,
)
TooManyQuestionsError = problem(
    "Mục lục của thư viện khác trả lời chậm, và nhiều người đang chờ nó. Xin giữ trang này mở "
    "để trang tự hỏi khi đến lượt, hoặc tra ở mục lục khác; các trang khác vẫn mở được ngay.",
    status=503,
    retry_after=5,
)

name_problems(globals())


_T = TypeVar("_T")
_MAX_OPEN = 12
_MAX_OPEN_PER_CATALOGUE = 4
"""Questions asked at the same time; a catalogue that hangs leaves the others their share."""

_MAX_WAITING_REQUESTS = 3
_PATIENCE_SECONDS = 2.0
"""A quarter of the server's threads may wait this long for an answer; others do not wait."""

_MAX_ANSWERS = 16
_ANSWER_SECONDS = 300.0
"""Time for which an answer is kept: for the record chosen in it, and for the same question."""


class PartnerQuestions:
    """Open questions and recent answers, by the catalogue and what it was asked."""

    def __init__(self, patience: float = _PATIENCE_SECONDS) -> None:
        self._patience = patience
        self._lock = Lock()
        self._open: dict[tuple[str, Hashable], Future] = {}
        self._answers: OrderedDict[tuple[str, Hashable], tuple[float, Future]] = OrderedDict()
        self._waiting_requests = BoundedSemaphore(_MAX_WAITING_REQUESTS)

    def answer(self, catalogue: str, question: Hashable, ask: Callable[[], _T]) -> _T:
        """Return the result of `ask`, or raise its exception.

        Raise StillAskingError while it runs, TooManyQuestionsError if it cannot begin yet.
        """
        key = catalogue, question
        future = self._future(key, ask)
        if not future.done():
            self._wait(future)
        if future.exception() is not None:  # the next attempt asks again
            with self._lock:
                self._answers.pop(key, None)
        return future.result()

    def _future(self, key: tuple[str, Hashable], ask: Callable[[], _T]) -> Future[_T]:
        with self._lock:
            self._forget_old()
            if key in self._open:
                return self._open[key]
            if key in self._answers:
                return self._answers[key][1]
            per_catalogue = Counter(catalogue for catalogue, _ in self._open)
            if len(self._open) >= _MAX_OPEN or per_catalogue[key[0]] >= _MAX_OPEN_PER_CATALOGUE:
                raise TooManyQuestionsError
            future = self._open[key] = Future()
        Thread(target=self._ask, args=(key, ask), name="partner question", daemon=True).start()
        return future

    def _wait(self, future: Future) -> None:
        if not self._waiting_requests.acquire(blocking=False):
            raise StillAskingError
        try:
            future.exception(self._patience)
        except TimeoutError:
            raise StillAskingError from None
        finally:
            self._waiting_requests.release()

    def _ask(self, key: tuple[str, Hashable], ask: Callable[[], _T]) -> None:
        future = self._open[key]
        try:
            result, problem = ask(), None
        except Exception as error:  # the request that waits for it raises it
            result, problem = None, error
        with self._lock:
            del self._open[key]
            self._answers[key] = time.monotonic(), future
        if problem is None:
            future.set_result(result)
        else:
            future.set_exception(problem)

    def _forget_old(self) -> None:
        """Forget old answers, and the oldest of too many."""
        limit = time.monotonic() - _ANSWER_SECONDS
        while self._answers:
            key, (moment, _) = next(iter(self._answers.items()))
            if moment > limit and len(self._answers) <= _MAX_ANSWERS:
                return
            del self._answers[key]

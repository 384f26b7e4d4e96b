"""The board of batches: step, holder, forecast, and counts that disagree."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from library import clock
from library.planning import forecasts, steps
from library.planning import work_batches as batches
from library.planning.forecasts import Forecast
from library.planning.models import WorkBatch
from library.planning.steps import NO_STEPS, STEPS, BatchSteps, Step, Trouble

STEP_NAMES = {
    Step.ON_SHELF: "trên giá",
    Step.SCANNED: "đã quét",
    Step.READ: "máy đã đọc",
    Step.DESCRIBED: "đã mô tả",
    Step.REVIEWED: "đã duyệt",
    Step.PUBLISHED: "đã công bố",
}
WAITING_NAMES = {
    Step.ON_SHELF: "Chờ quét",
    Step.SCANNED: "Chờ máy đọc",
    Step.READ: "Chờ mô tả",
    Step.DESCRIBED: "Chờ duyệt",
    Step.REVIEWED: "Chờ công bố",
    Step.PUBLISHED: "Xong",
}
"""Caption of the column of batches that have passed a step and wait for the next."""

TROUBLE_NAMES = {
    Trouble.NONE: "",
    Trouble.REFUSED: "lần nhập không nhận hoặc đã rút",
    Trouble.DELETED: "đã xóa, còn trong thùng rác",
    Trouble.WITHDRAWN: "đã gỡ sau khi công bố",
    Trouble.DUPLICATE: "trùng với tài liệu đã có",
    Trouble.FAILED_PAGES: "có trang hỏng",
    Trouble.NO_SCAN: "mô tả rồi mà chưa có bản quét",
}


@dataclass(frozen=True, slots=True)
class BatchStatus:
    """A batch with its steps, its forecast and the sentences about counts that disagree."""

    batch: WorkBatch
    steps: BatchSteps
    forecast: Forecast | None
    differences: tuple[str, ...]
    today: date

    @property
    def total(self) -> int:
        """Documents that must reach the site: the count of the shelf, or those entered."""
        expected = self.batch.expected
        return self.steps.documents if expected is None else max(0, expected - self.batch.absent)

    @property
    def step(self) -> Step:
        """Return the last step that the whole batch has passed."""
        return self.steps.current(self.total)

    @property
    def remaining(self) -> int:
        """Documents that are not published yet."""
        return max(0, self.total - self.steps.at_least(Step.PUBLISHED))

    @property
    def counts(self) -> tuple[tuple[Step, int], ...]:
        """Documents that reached each step."""
        return tuple((step, self.steps.at_least(step)) for step in STEPS)

    @property
    def shares(self) -> tuple[tuple[Step, int, float], ...]:
        """Documents that stand at each step, and their share of the whole in percent."""
        at_steps = [(step, self.steps.reached[step]) for step in reversed(STEPS)]
        width = max(self.total, self.steps.documents, 1)
        on_shelf = width - sum(count for _, count in at_steps)
        places = (*at_steps, (Step.ON_SHELF, on_shelf))
        return tuple((step, count, 100 * count / width) for step, count in places if count)

    @property
    def is_late(self) -> bool:
        """True if the deadline has passed, or the forecast ends after it."""
        if not self.batch.deadline or not self.remaining:
            return False
        end = self.forecast.expected if self.forecast else self.today
        return max(end, self.today).isoformat() > self.batch.deadline


def board(session: Session) -> tuple[BatchStatus, ...]:
    """Return the open batches, those with the nearest deadline first."""
    counted, paces = steps.count_steps(session), forecasts.published_weekly(session)
    statuses = [
        _status(batch, counted.get(batch.id, NO_STEPS), paces.get(batch.id, ()))
        for batch in batches.open_batches(session)
    ]
    return tuple(sorted(statuses, key=lambda row: (row.batch.deadline or "9", row.batch.name)))


def status_of(session: Session, batch_id: int) -> BatchStatus:
    """Return one batch with its steps; raise BatchNotFoundError."""
    batch = batches.find(session, batch_id)
    pace = forecasts.published_weekly(session, batch_id).get(batch_id, ())
    return _status(batch, steps.steps_of(session, batch_id), pace)


def _status(batch: WorkBatch, counted: BatchSteps, pace: tuple[int, ...]) -> BatchStatus:
    today = clock.today()
    status = BatchStatus(batch, counted, None, differences(batch, counted), today)
    end = forecasts.forecast(status.remaining, pace, today) if status.remaining else None
    return BatchStatus(batch, counted, end, status.differences, today)


def differences(batch: WorkBatch, counted: BatchSteps) -> tuple[str, ...]:
    """Return the sentences about counts of a batch that do not agree."""
    return (*_shelf_differences(batch, counted), *_trouble_sentences(counted))


def _shelf_differences(batch: WorkBatch, counted: BatchSteps) -> list[str]:
    sentences, entered = [], counted.documents
    if batch.expected is None:
        sentences.append("Chưa ghi trên giá có bao nhiêu tài liệu.")
    elif gap := batch.expected - batch.absent - entered:
        absent = f", {batch.absent} không quét được" if batch.absent else ""
        sentences.append(
            f"{'Thiếu' if gap > 0 else 'Thừa'} {abs(gap)}: trên giá có {batch.expected}{absent}, "
            f"trong lô có {entered}."
        )
    arrived = counted.at_least(Step.SCANNED)
    if batch.scanned is not None and batch.scanned != arrived:
        gap = batch.scanned - arrived
        end = f"{gap} bản quét chưa nộp" if gap > 0 else f"nộp nhiều hơn {-gap}"
        sentences.append(f"Máy quét đếm {batch.scanned}, đã nộp {arrived}: {end}.")
    return sentences


def _trouble_sentences(counted: BatchSteps) -> list[str]:
    return [
        f"{count} {TROUBLE_NAMES[trouble]}."
        for trouble, count in sorted(counted.troubles.items())
        if trouble is not Trouble.NONE
    ]

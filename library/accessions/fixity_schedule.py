"""Knows which masters are to be looked at again, and which were found damaged."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from library.accessions.models import Accession, SourceFile
from library.storage.models import Condition, FixityCheck

_SAID = {Condition.DAMAGED: "đã bị hỏng trên đĩa", Condition.MISSING: "không còn trên đĩa"}


@dataclass(frozen=True, slots=True)
class Damage:
    """A master that is no longer what was received."""

    accession: str
    name: str
    digest: str
    condition: Condition
    found: datetime

    @property
    def sentence(self) -> str:
        """What is wrong, and what to do about it."""
        return (
            f"Tệp gốc “{self.name}” (lần nhập {self.accession}) {_SAID[self.condition]}. "
            f"Hãy chép lại masters/{self.digest[:2]}/{self.digest} từ bản sao lưu, "
            "hoặc nộp lại đúng tệp ấy, rồi chạy: diachi fixity check"
        )


@dataclass(frozen=True, slots=True)
class FixityReport:
    """How well the masters are known to be kept."""

    masters: int
    unchecked: int
    """Of which nobody looked at since they were received."""
    longest_ago: datetime | None
    """When the one was looked at that waits longest, among those that were."""
    damages: tuple[Damage, ...]

    @property
    def damaged(self) -> int:
        """Count the masters that are damaged; one may belong to several deliveries."""
        return len({damage.digest for damage in self.damages})


def due(session: Session, *, before: datetime, count: int) -> tuple[str, ...]:
    """Return the masters not looked at since `before`, those that wait longest first."""
    since = func.coalesce(FixityCheck.at, func.min(Accession.received))
    waiting = (
        _masters()
        .group_by(SourceFile.digest, FixityCheck.at)
        .having(since < before)
        .order_by(since, SourceFile.digest)
    )
    return tuple(session.scalars(waiting.limit(count)))


def wounded(session: Session, *, before: datetime, count: int) -> tuple[str, ...]:
    """Return the masters found damaged that nobody looked at since: they may be whole again."""
    found = select(FixityCheck.digest).where(
        FixityCheck.condition != Condition.SOUND, FixityCheck.at < before
    )
    return tuple(session.scalars(found.order_by(FixityCheck.at, FixityCheck.digest).limit(count)))


def deliveries_of(session: Session, digest: str) -> tuple[tuple[str, str], ...]:
    """Return the number of each delivery a master belongs to, and how it is called there."""
    rows = session.execute(
        select(Accession.number, SourceFile.name)
        .join(SourceFile, SourceFile.accession_id == Accession.id)
        .where(SourceFile.digest == digest)
        .order_by(Accession.id, SourceFile.position)
    )
    return tuple((number, name) for number, name in rows)


def all_masters(session: Session) -> tuple[str, ...]:
    """Return every master."""
    return tuple(session.scalars(select(SourceFile.digest).distinct().order_by(SourceFile.digest)))


def damages(session: Session) -> tuple[Damage, ...]:
    """Return the masters that were last found damaged or missing, once for each delivery."""
    rows = session.execute(
        select(
            Accession.number,
            SourceFile.name,
            SourceFile.digest,
            FixityCheck.condition,
            FixityCheck.at,
        )
        .join(SourceFile, SourceFile.accession_id == Accession.id)
        .join(FixityCheck, FixityCheck.digest == SourceFile.digest)
        .where(FixityCheck.condition != Condition.SOUND)
        .order_by(Accession.id, SourceFile.position)
    )
    return tuple(Damage(*row) for row in rows)


def report(session: Session) -> FixityReport:
    """Return how well the masters are known to be kept."""
    counted = select(func.count(SourceFile.digest.distinct()))
    checked = counted.join(FixityCheck, FixityCheck.digest == SourceFile.digest)
    masters = session.scalar(counted) or 0
    return FixityReport(
        masters=masters,
        unchecked=masters - (session.scalar(checked) or 0),
        longest_ago=session.scalar(select(func.min(FixityCheck.at))),
        damages=damages(session),
    )


def _masters() -> Select[tuple[str]]:
    return (
        select(SourceFile.digest)
        .join(Accession, Accession.id == SourceFile.accession_id)
        .outerjoin(FixityCheck, FixityCheck.digest == SourceFile.digest)
    )

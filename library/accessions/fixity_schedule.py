"""Fixity schedule: masters due for a check, and masters reported damaged."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from library.accessions.models import Accession, SourceFile
from library.storage.models import Condition, FixityCheck

_CONDITION_TEXT = {
    Condition.DAMAGED: "đã bị hỏng trên đĩa",
    Condition.MISSING: "không còn trên đĩa",
}

_IS_MASTER = exists().where(SourceFile.digest == FixityCheck.digest)
"""False for a lost derivative: see library.catalogue.pages.lost_files."""


@dataclass(frozen=True, slots=True)
class Damage:
    """A damaged or missing master."""

    accession: str
    name: str
    digest: str
    condition: Condition
    found: datetime

    @property
    def sentence(self) -> str:
        """Return the problem and its remedy as a sentence."""
        return (
            f"Tệp gốc “{self.name}” (lần nhập {self.accession}) {_CONDITION_TEXT[self.condition]}. "
            f"Hãy chép lại masters/{self.digest[:2]}/{self.digest} từ bản sao lưu, "
            "hoặc nộp lại đúng tệp ấy, rồi chạy: diachi fixity check"
        )


@dataclass(frozen=True, slots=True)
class FixityReport:
    """Fixity summary of all masters."""

    masters: int
    unchecked: int
    """Number of masters that were never checked after receipt."""
    longest_ago: datetime | None
    """Oldest last check among the masters that were ever checked."""
    damages: tuple[Damage, ...]

    @property
    def damaged(self) -> int:
        """Return the number of damaged masters; one master may belong to several deliveries."""
        return len({damage.digest for damage in self.damages})


def due(session: Session, checked_before: datetime) -> set[str]:
    """Return the masters last checked, or received, before a moment."""
    since = func.coalesce(FixityCheck.at, func.min(Accession.received))
    waiting = (
        select(SourceFile.digest)
        .join(Accession, Accession.id == SourceFile.accession_id)
        .outerjoin(FixityCheck, FixityCheck.digest == SourceFile.digest)
        .group_by(SourceFile.digest, FixityCheck.at)
        .having(since < checked_before)
    )
    return set(session.scalars(waiting))


def damaged(session: Session, *, checked_before: datetime, count: int) -> tuple[str, ...]:
    """Return damaged masters last checked before `checked_before`: they may be restored by now."""
    digests = select(FixityCheck.digest).where(
        FixityCheck.condition != Condition.SOUND, FixityCheck.at < checked_before, _IS_MASTER
    )
    return tuple(session.scalars(digests.order_by(FixityCheck.at, FixityCheck.digest).limit(count)))


def deliveries_of(session: Session, digest: str) -> tuple[tuple[str, str], ...]:
    """Return (accession number, file name) for each delivery that holds a master."""
    rows = session.execute(
        select(Accession.number, SourceFile.name)
        .join(SourceFile, SourceFile.accession_id == Accession.id)
        .where(SourceFile.digest == digest)
        .order_by(Accession.id, SourceFile.position)
    )
    return tuple((number, name) for number, name in rows)


def damages(session: Session) -> tuple[Damage, ...]:
    """Return the masters damaged or missing at their last check, once for each delivery."""
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
    """Return the fixity summary of all masters."""
    master_count = select(func.count(SourceFile.digest.distinct()))
    checked_count = master_count.join(FixityCheck, FixityCheck.digest == SourceFile.digest)
    masters = session.scalar(master_count) or 0
    return FixityReport(
        masters=masters,
        unchecked=masters - (session.scalar(checked_count) or 0),
        longest_ago=session.scalar(select(func.min(FixityCheck.at)).where(_IS_MASTER)),
        damages=damages(session),
    )

"""Queue of deliveries with triage findings that nobody has decided about."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from library.accessions.models import USELESS, Accession
from library.catalogue.models import Page
from library.triage.models import Instruction, InstructionKind, SurveyedPage
from library.work_queues import WorkQueue, queue_size


def blank_pages(session: Session) -> WorkQueue:
    """Return the number of deliveries with seemingly blank pages that are still undecided."""
    instructions = select(Instruction.id).where(
        Instruction.accession_id == Accession.id,
        Instruction.page_number == SurveyedPage.number,
        Instruction.about == InstructionKind.READ,
    )
    query = (
        select(func.count(Accession.id.distinct()), func.min(Accession.received))
        .join(SurveyedPage, SurveyedPage.accession_id == Accession.id)
        .join(Page, (Page.item_id == Accession.item_id) & (Page.number == SurveyedPage.number))
        .where(
            SurveyedPage.blank.is_(True),
            Page.left_out.is_(False),
            Accession.state.not_in(USELESS),
            ~instructions.exists(),
        )
    )
    return queue_size(session, query)

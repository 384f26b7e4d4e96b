"""Deliveries as the rules of the house enter them, and the items that come of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from library.accessions import register
from library.accessions.models import Accession, DescriptionList, Priority
from library.accessions.register import Delivery
from library.catalogue import assignments
from library.catalogue.access.models import Publication
from library.catalogue.access.publishing import publication_of
from library.catalogue.models import Item
from library.catalogue.profile_cache import profiles_of
from library.exchange.item_description import several
from library.planning import house_rules
from library.planning import work_batches as batches
from library.planning.house_rules import DeliveryFacts, RuleDetails, RuleOutcome
from library.planning.models import AppliedRule, WorkBatch

TRIED = 200
"""Newest deliveries on which a rule is tried."""

_SEPARATOR = "; "


@dataclass(frozen=True, slots=True)
class TrialLine:
    """A delivery that a rule would have applied to, and what it would have changed."""

    number: str
    source: str
    received: datetime
    received_by: str
    changes: tuple[tuple[str, str, str], ...]
    """Name, present value and new value of each value that would differ."""


def receive(
    session: Session,
    delivery: Delivery,
    *,
    folder: str,
    collection: str,
    by: str,
    publish: bool = False,
    priority: Priority = Priority.ORDINARY,
    languages: str | None = None,
    description_list: DescriptionList | None = None,
    place: str | None = None,
    batch: WorkBatch | None = None,
) -> Accession:
    """Enter a delivery in the register with the values of the rules of the house.

    `folder` is the collection or watched folder to which it was delivered. Languages and the batch
    that the sender chose come before those of a rule.
    """
    names = (file.name for file in delivery.files)
    facts = house_rules.facts_of(folder, by, delivery.source, names)
    outcome = house_rules.resolve(session, facts)
    accession = register.enter(
        session,
        delivery,
        collection=outcome.values.get("collection", collection),
        by=by,
        publish=publish and "two_people" not in outcome.values,
        priority=priority,
        languages=languages or outcome.values.get("languages"),
        description_list=description_list,
        place=place,
    )
    _remember(session, accession, folder, outcome)
    chosen = batch or session.get(WorkBatch, int(outcome.values.get("batch_id", 0)))
    if chosen is not None and chosen.closed is None:  # a rule may outlive its batch
        batches.place(session, chosen.id, accession_id=accession.id)
    return accession


def pass_on(session: Session, parent: Accession, parts: Iterable[Accession]) -> None:
    """Give the parts of a delivery its batch and the values of its rules."""
    parts = tuple(parts)
    batches.pass_on(session, parent, parts)
    applied = applied_to(session, parent.id)
    if applied is not None:
        for part in parts:
            copy = {"folder": applied.folder, "titles": applied.titles, "values": applied.values}
            session.add(AppliedRule(accession_id=part.id, **copy))


def applied_to(session: Session, accession_id: int) -> AppliedRule | None:
    """Return the values that rules gave to a delivery when it came."""
    return session.get(AppliedRule, accession_id)


def ruled_values(session: Session, accession: Accession) -> dict[str, str]:
    """Return the values that rules gave to a delivery when it came, by name."""
    applied = applied_to(session, accession.id)
    return {} if applied is None else applied.values


def with_subjects(other: Mapping[str, str], ruled: Mapping[str, str]) -> dict[str, str]:
    """Return the further fields of an item with the subject headings of rules added."""
    subjects = several(f"{other.get('subject', '')}; {ruled.get('subject', '')}")
    return {**other, **({"subject": "; ".join(subjects)} if subjects else {})}


def hand_over(session: Session, item: Item, ruled: Mapping[str, str], by: str) -> None:
    """Give a new item the person and the review that rules gave to its delivery."""
    holder = ruled.get("holder", "")
    if holder in assignments.cataloguers(session):
        assignments.assign(session, [item.id], holder, by)
    if "two_people" in ruled:
        publication_of(session, item).two_people = True


def try_rule(session: Session, details: RuleDetails) -> tuple[TrialLine, ...]:
    """Return the newest deliveries that a rule applies to, and what it would have changed."""
    house_rules.check(details)
    collections = profiles_of(session)
    query = (
        select(Accession, AppliedRule).outerjoin(AppliedRule).options(selectinload(Accession.files))
    )
    newest = query.where(Accession.amends.is_(None)).order_by(Accession.id.desc()).limit(TRIED)
    lines = []
    for accession, applied in session.execute(newest):
        facts = _facts(accession, applied)
        outcome = house_rules.combine([details], facts, collections)
        if outcome.titles:
            lines.append(_trial_line(session, accession, outcome))
    return tuple(lines)


def _remember(session: Session, accession: Accession, folder: str, outcome: RuleOutcome) -> None:
    """Store the values of the rules: the item gets them when it is made."""
    if not outcome.titles:
        return
    titles = _SEPARATOR.join(outcome.titles)
    row = AppliedRule(
        accession_id=accession.id, folder=folder, titles=titles, values=outcome.values
    )
    session.add(row)


def _facts(accession: Accession, applied: AppliedRule | None) -> DeliveryFacts:
    folder = accession.collection if applied is None else applied.folder
    names = (file.name for file in accession.files)
    return house_rules.facts_of(folder, accession.received_by, accession.source, names)


def _trial_line(session: Session, accession: Accession, outcome: RuleOutcome) -> TrialLine:
    present = _present_values(session, accession)
    changes = tuple(
        (name, present[name], value)
        for name, value in outcome.values.items()
        if value != present[name]
    )
    facts = (accession.number, accession.source, accession.received, accession.received_by)
    return TrialLine(*facts, changes)


def _present_values(session: Session, accession: Accession) -> dict[str, str]:
    """Return the present value of all that a rule may set."""
    item = session.get(Item, accession.item_id) if accession.item_id else None
    batch = batches.batch_of(session, accession.id)
    publication = item and session.get(Publication, item.id)
    present = {
        "collection": item.collection if item else accession.collection,
        "languages": accession.languages,
        "access": item.access.value if item else None,
        "licence": item and item.licence,
        "subject": item and (item.other_fields or {}).get("subject"),
        "holder": publication and publication.assigned_to,
        "batch_id": batch and str(batch.id),
        "two_people": "1" if publication and publication.two_people else "",
    }
    return {name: value or "" for name, value in present.items()}

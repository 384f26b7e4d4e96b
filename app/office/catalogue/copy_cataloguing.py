"""Copy cataloguing: records of other libraries beside ours, taken over field by field."""

from dataclasses import dataclass

from flask import abort, render_template, request

from app.office.catalogue.taken_records import TakenRecord, compare
from app.services import profiles, services
from library import clock
from library.catalogue import queries
from library.database import reading
from library.exchange.item_description import Description, Original
from library.exchange.marc21.marc_fields import row_of_record
from library.exchange.marc21.marc_record import MarcRecord
from library.exchange.marc21.record_lines import marc_lines
from library.exchange.marc21.source_fields import source_number
from library.exchange.other_libraries.catalogue_lookup import look_up
from library.exchange.other_libraries.lookup import INDEXES, Lookup, OtherCatalogueError

_FIRST_INDEX = "nhan-de"


@dataclass(frozen=True, slots=True)
class Question:
    """A look-up as its address says it."""

    catalogue: int
    index: str
    typed: str

    @property
    def name(self) -> str:
        """Name of the catalogue."""
        return services().settings.catalogues[self.catalogue][0]

    def ask(self) -> Lookup:
        """Return the answer of the catalogue; raise OtherCatalogueError.

        Raise StillAskingError or TooManyQuestionsError while there is none.
        """
        name, address = services().settings.catalogues[self.catalogue]
        return services().partners.answer(
            address,
            (self.index, self.typed),
            lambda: look_up(name, address, self.index, self.typed),
        )


def show(item_id: str) -> str:
    """Show the form, the records found, and the chosen one beside ours."""
    question, lookup, problem = read_question(), None, ""
    if question is not None and question.typed:
        try:
            lookup = question.ask()
        except OtherCatalogueError as error:
            problem = str(error)
    choice = chosen_record(lookup) if lookup else None
    with reading(services().database) as session:
        record = queries.item_record(session, item_id)
        profile = profiles(session).get(record.collection)
        comparison = compare(session, item_id, profile, values_of(choice)) if choice else ()
    return render_template(
        "office/catalogue/copy_cataloguing.html",
        record=record,
        catalogues=[name for name, _ in services().settings.catalogues],
        indexes={name: index.label for name, index in INDEXES.items()},
        question=question,
        typed=question.typed if question else record.title,
        lookup=lookup,
        titles=[values_of(match) for match in lookup.records] if lookup else (),
        problem=problem,
        compared=comparison,
        lines=_lines(item_id, choice) if choice else (),
    )


def read_question() -> Question | None:
    """Return the look-up of this address, or None if it names no catalogue."""
    if "noi" not in request.args:
        return None
    place, index = request.args.get("noi", -1, type=int), request.args.get("theo", _FIRST_INDEX)
    if not 0 <= place < len(services().settings.catalogues) or index not in INDEXES:
        abort(404)
    return Question(place, index, request.args.get("tim", "").strip()[:200])


def chosen_record(lookup: Lookup) -> MarcRecord | None:
    """Return the record whose number the address gives, from 1."""
    number = request.args.get("thu", 0, type=int)
    return lookup.records[number - 1] if 1 <= number <= len(lookup.records) else None


def values_of(record: MarcRecord) -> dict[str, str]:
    """Return a record as values of our fields."""
    row = row_of_record(1, record)
    return {**row.other, **row.told}


def taken_record() -> TakenRecord:
    """Return the chosen values of the chosen record, with its library and number."""
    question = read_question()
    lookup = question.ask() if question else None
    record = chosen_record(lookup) if lookup else None
    if question is None or record is None:
        abort(404)
    field_names = set(request.args.getlist("o"))
    values = {name: text for name, text in values_of(record).items() if name in field_names}
    return TakenRecord(question.name, source_number(record), values)


def _lines(item_id: str, record: MarcRecord) -> list[object]:
    description = Description(item_id, clock.now(), None, {}, Original(record, {}))
    return list(marc_lines(description))

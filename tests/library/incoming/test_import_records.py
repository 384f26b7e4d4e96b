"""External records become drafts, each once, and can be undone until somebody edits them."""

import pytest
from pymarc import Field, Indicators, MARCReader, Record, Subfield
from sqlalchemy import select

from library.bulk import apply_change, planned_changes
from library.bulk.models import Verdict
from library.bulk.problems import ChangedSinceError
from library.catalogue import cataloguing
from library.catalogue.authorities import edit_records
from library.catalogue.authorities.edit_records import AuthorityDetails
from library.catalogue.authorities.models import Authority, AuthorityKind
from library.catalogue.description import holdings, parts
from library.catalogue.description.holdings import Copy
from library.catalogue.models import Access, Item, ItemState
from library.consents import consents
from library.consents.consents import ConsentFacts
from library.consents.models import ConsentWay
from library.exchange.marc21.marc_writing import to_marc, to_marcxml
from library.exchange.records.field_rules import Rules
from library.exchange.records.item_descriptions import descriptions
from library.exchange.records.record_drafts import GivenRights
from library.incoming import import_plan
from library.incoming.import_plan import Target
from library.incoming.record_reader import read_records
from tests.makers import BY, make_item, make_profile

_PROFILE = make_profile(kind="Văn bản", access=Access.LIBRARY)
_RIGHTS = GivenRights(Access.LIBRARY)
_TWO = "mã,nhan đề,năm,tác giả,đề mục\nso-1,Chợ,1926,A,Lễ hội\nso-2,Đền,hôm qua,,\n"


@pytest.fixture
def planned(session):
    """Return a function that plans the import of a file."""

    def run(text=_TWO, name="a.csv"):
        records = read_records(text if isinstance(text, bytes) else text.encode(), name, _PROFILE)
        return import_plan.plan(session, records, Target(_PROFILE, _RIGHTS), name)

    return run


@pytest.fixture
def imported(session, planned):
    """Import two records and return the id of the change."""
    change = planned_changes.save(session, planned(), BY).id
    apply_change.apply(session, change, BY, Rules())
    return change


def _items(session):
    return session.scalars(select(Item).order_by(Item.source_id)).all()


def test_records_become_drafts_by_the_rules_of_the_collection(session, imported):
    first, second = _items(session)
    assert (first.title, first.date, first.creator) == ("Chợ", "1926", "A")
    assert (first.kind, first.access, first.state) == (
        "Văn bản",
        Access.LIBRARY,
        ItemState.DRAFT,
    )
    assert (first.source_id, first.other_fields["subject"]) == ("so-1", "Lễ hội")
    assert second.other_fields["date"] == "hôm qua"


def test_doubtful_values_are_reported_with_the_record(planned):
    lines = planned().lines
    assert lines[0].problem is None
    assert "“hôm qua” không phải ngày" in lines[1].problem


def test_existing_records_are_refused(imported, planned):
    assert [line.verdict for line in planned().lines] == [Verdict.REFUSED] * 2
    assert planned().lines[0].problem.startswith("Đã có tài liệu này: “Chợ”")


def test_an_exported_record_is_recognised(session, planned):
    item = make_item(session, "Chợ")
    content = b"".join(to_marcxml(descriptions(session, (item.id,))))
    (line,) = planned(content, "a.xml").lines
    assert line.problem == f"Đã có tài liệu này: “Chợ” ({item.id})."


def test_an_exported_list_creates_no_duplicates(session, exported, planned):
    item = make_item(session, "Chợ", creator="A", place="Lạng Sơn", date="1926")
    rows = exported(item)
    content = "\n".join("\t".join(row) for row in rows)
    assert planned(content).lines[0].problem == f"Đã có tài liệu này: “Chợ” ({item.id})."
    rows[1][0] = "mới"
    after = planned("\n".join("\t".join(row) for row in rows)).lines[0].after
    assert (after["creator"], after["place"], after["date"]) == ("A", "Lạng Sơn", "1926")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        pytest.param("mã,nhan đề\nx,\n", "không có nhan đề", id="no title"),
        pytest.param("mã,nhan đề\nx,A\nx,B\n", "giống biểu ghi 2", id="twice"),
    ],
)
def test_a_refused_record_has_the_reason(planned, text, says):
    assert says in planned(text).lines[-1].problem


def test_undo_deletes_the_drafts_and_the_names_that_only_they_had(session, imported):
    other = make_item(session, "Đình", subject="Lễ hội")
    assert apply_change.undo(session, imported, BY, Rules()) == (2, 0)
    assert _items(session) == [other]
    assert session.scalars(select(Authority.name)).all() == ["Lễ hội"]


def test_an_edited_draft_is_not_deleted(session, imported):
    cataloguing.describe(session, _items(session)[0], {"kind": "Sách"}, "hoa")
    session.flush()
    with pytest.raises(ChangedSinceError, match="Chợ"), session.begin_nested():
        apply_change.undo(session, imported, BY, Rules())
    assert apply_change.undo(session, imported, BY, Rules(), only_untouched=True) == (1, 1)
    assert [item.title for item in _items(session)] == ["Chợ"]


@pytest.mark.parametrize("bond", ["copy", "part", "consent"])
def test_a_draft_with_copies_parts_or_consents_is_not_deleted(session, imported, bond):
    first, second = _items(session)
    if bond == "part":
        parts.put_into(session, second, first.id, BY)
    elif bond == "consent":
        consents.enter(session, first, ConsentFacts("Bà Lợi", ConsentWay.SPOKEN, evidence="kể"), BY)
    else:
        holdings.replace_copies(session, first, [Copy("ĐC 12", "Kho địa chí")], BY)
    with pytest.raises(ChangedSinceError):
        apply_change.undo(session, imported, BY, Rules())


def test_inverted_names_come_in_the_form_of_the_authority_file(session, planned):
    text = 'mã,nhan đề,tác giả,cộng tác\nx,Chợ,"Nông, Quốc Hưng; King, G.J.","Vi, An (dịch)"\n'
    (line,) = planned(text).lines
    assert line.after["creator"] == "Nông Quốc Hưng; King, G.J."
    assert line.after["beside"]["contributor"] == "Vi An (dịch)"


def test_an_inverted_name_that_the_authority_file_prefers_stays(session, planned):
    details = AuthorityDetails("Nông, Quốc Hưng", AuthorityKind.PERSON)
    edit_records.enter(session, details, BY)
    (line,) = planned('mã,nhan đề,tác giả\nx,Chợ,"Nông, Quốc Hưng"\n').lines
    assert line.after["creator"] == "Nông, Quốc Hưng"


def test_rights_are_those_that_a_person_stated(session):
    records = read_records("mã,nhan đề\nx,Chợ\n".encode(), "a.csv", _PROFILE)
    profile = make_profile(access=Access.PUBLIC, licence="CC0")
    plan = import_plan.plan(session, records, Target(profile, GivenRights(Access.STAFF)), "a.csv")
    assert (plan.lines[0].after["access"], plan.lines[0].after["licence"]) == ("staff", None)


def test_a_record_with_a_variant_name_is_exported_unchanged(session, planned):
    details = AuthorityDetails("Lê Quý Đôn", AuthorityKind.PERSON, variants=("Quế Đường",))
    edit_records.enter(session, details, BY)
    record = Record(force_utf8=True, leader="00000nam a2200000 a 4500")
    record.add_field(_field("100", "Quế Đường,"), _field("245", "Vân đài loại ngữ /"))
    change = planned_changes.save(session, planned(record.as_marc(), "a.mrc"), BY).id
    apply_change.apply(session, change, BY, Rules())
    (item,) = _items(session)
    assert item.creator == "Lê Quý Đôn"
    (exported,) = MARCReader(b"".join(to_marc(descriptions(session, (item.id,)))))
    assert exported["100"]["a"] == "Quế Đường,"


def _field(tag, text):
    return Field(tag, Indicators("1", " "), [Subfield("a", text)])

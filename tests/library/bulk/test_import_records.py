"""Records of others become drafts, each once, and go away again while nobody worked on them."""

import pytest
from sqlalchemy import select

from library.bulk import apply_change, import_records, planned_changes, undo_change
from library.bulk.bulk_context import Rules
from library.bulk.describe_items import descriptions
from library.bulk.models import Verdict
from library.bulk.problems import ChangedSinceError
from library.catalogue import cataloguing
from library.catalogue.description import holdings, parts
from library.catalogue.description.holdings import Copy
from library.catalogue.models import Access, Item, ItemState
from library.exchange.marc_writing import to_marcxml
from library.exchange.record_reader import read_records
from tests.makers import BY, make_item, make_profile

_PROFILE = make_profile(kind="Văn bản", access=Access.LIBRARY)
_TWO = "mã,nhan đề,năm,tác giả,đề mục\nso-1,Chợ,1926,A,Lễ hội\nso-2,Đền,hôm qua,,\n"


@pytest.fixture
def planned(session):
    """Give a function that returns what taking in a file would do."""

    def run(text=_TWO, name="a.csv"):
        sheet = read_records(text if isinstance(text, bytes) else text.encode(), name, _PROFILE)
        return import_records.plan(session, sheet, _PROFILE, name)

    return run


@pytest.fixture
def taken_in(session, planned):
    """Take in two records; give the number of the change."""
    change = planned_changes.keep(session, planned(), BY).id
    apply_change.apply(session, change, BY, Rules())
    return change


def _items(session):
    return session.scalars(select(Item).order_by(Item.source_id)).all()


def test_records_become_drafts_by_the_rules_of_the_collection(session, taken_in):
    first, second = _items(session)
    assert (first.title, first.date, first.creator) == ("Chợ", "1926", "A")
    assert (first.kind, first.access, first.state) == (
        "Văn bản",
        Access.LIBRARY,
        ItemState.DRAFT,
    )
    assert (first.source_id, first.other_fields["subject"]) == ("so-1", "Lễ hội")
    assert second.other_fields["date"] == "hôm qua"


def test_what_is_doubtful_is_told_beside_the_record(planned):
    lines = planned().lines
    assert lines[0].problem is None
    assert "“hôm qua” không phải ngày" in lines[1].problem


def test_what_is_held_already_is_not_taken_in_again(taken_in, planned):
    assert [line.verdict for line in planned().lines] == [Verdict.REFUSED] * 2
    assert planned().lines[0].problem.startswith("Đã có tài liệu này: “Chợ”")


def test_what_went_out_of_this_house_is_known_again(session, planned):
    item = make_item(session, "Chợ")
    told = b"".join(to_marcxml(descriptions(session, (item.id,))))
    (line,) = planned(told, "a.xml").lines
    assert line.problem == f"Đã có tài liệu này: “Chợ” ({item.id})."


def test_a_list_that_went_out_to_be_edited_makes_nothing_twice(session, went_out, planned):
    item = make_item(session, "Chợ", creator="A", place="Lạng Sơn", date="1926")
    rows = went_out(item)
    told = "\n".join("\t".join(row) for row in rows)
    assert planned(told).lines[0].problem == f"Đã có tài liệu này: “Chợ” ({item.id})."
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
def test_what_cannot_be_taken_in_says_why(planned, text, says):
    assert says in planned(text).lines[-1].problem


def test_undoing_takes_the_drafts_away(session, taken_in):
    assert undo_change.undo(session, taken_in, BY, Rules()) == (2, 0)
    assert _items(session) == []


def test_a_draft_somebody_worked_on_stays(session, taken_in):
    cataloguing.describe(session, _items(session)[0], {"kind": "Sách"}, "hoa")
    session.flush()
    with pytest.raises(ChangedSinceError, match="Chợ"), session.begin_nested():
        undo_change.undo(session, taken_in, BY, Rules())
    assert undo_change.undo(session, taken_in, BY, Rules(), only_untouched=True) == (1, 1)
    assert [item.title for item in _items(session)] == ["Chợ"]


def test_a_draft_on_which_copies_were_listed_is_not_taken_back(session, taken_in):
    first, _ = _items(session)
    holdings.tell(session, first, [Copy("ĐC 12", "Kho địa chí")], BY)
    with pytest.raises(ChangedSinceError):
        undo_change.undo(session, taken_in, BY, Rules())


def test_a_draft_that_has_parts_is_not_taken_back(session, taken_in):
    first, second = _items(session)
    parts.put_into(session, second, first.id, BY)
    with pytest.raises(ChangedSinceError):
        undo_change.undo(session, taken_in, BY, Rules())

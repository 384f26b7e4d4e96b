"""Undo of one change from a history, and what it leaves alone."""

from sqlalchemy import select

from library.catalogue import cataloguing
from library.catalogue.access import openings
from library.catalogue.authorities import edit_records, linking
from library.catalogue.authorities.edit_records import AuthorityDetails
from library.catalogue.authorities.models import Authority
from library.catalogue.models import Access, Item
from library.catalogue.pictures.describing import describe, page_of, typed_fields
from library.database import reading, work
from library.staff.models import AuditEntry
from tests.makers import BY, make_item
from tests.presses import press


def _enter(engine, collection="mo"):
    with work(engine) as session:
        item = make_item(session, "Then cổ", collection=collection, creator="Vi Hong")
        cataloguing.publish(session, item, BY)
        return item.id


def _describe(engine, item_id, by="lan", **fields):
    with work(engine) as session:
        cataloguing.describe(session, session.get(Item, item_id), fields, by)


def _undo(browser, engine, subject, history, *, place=-1):
    """Undo an entry about a subject, the last one unless a place is given."""
    with reading(engine) as session:
        entries = select(AuditEntry.id).where(AuditEntry.subject == subject)
        entry = session.scalars(entries.order_by(AuditEntry.id)).all()[place]
    return browser.send(history, f"/can-bo/lich-su/{entry}", {})


def _item(engine, item_id):
    with reading(engine) as session:
        return session.get(Item, item_id)


def test_an_edit_is_undone_in_one_press_and_the_undo_as_well(office, engine):
    item = _enter(engine)
    _describe(engine, item, title="Then mới", place="Lạng Sơn")
    history = f"/can-bo/tai-lieu/{item}/lich-su"
    page = _undo(office, engine, item, history)
    assert "Đã hoàn tác: Nhan đề, Nơi ban hành, xuất bản" in page.words
    assert "hoàn tác lần sửa lúc" in office.visit(history).words
    assert (_item(engine, item).title, _item(engine, item).place) == ("Then cổ", None)
    _undo(office, engine, item, history)
    assert (_item(engine, item).title, _item(engine, item).place) == ("Then mới", "Lạng Sơn")


def test_rights_and_several_values_come_back(office, engine):
    item = _enter(engine)
    _describe(engine, item, **{"chủ đề": ["đình", "chùa"]})
    _describe(engine, item, **{"chủ đề": "miếu", "access": Access.STAFF})
    _undo(office, engine, item, f"/can-bo/tai-lieu/{item}/lich-su")
    assert _item(engine, item).access is Access.PUBLIC
    assert _item(engine, item).other_fields["chủ đề"] == "đình; chùa"


def test_a_value_that_somebody_changed_since_stays_and_is_listed(office, engine):
    item = _enter(engine)
    _describe(engine, item, title="Then mới", place="Lạng Sơn")
    _describe(engine, item, by="minh", title="Then khác")
    page = _undo(office, engine, item, f"/can-bo/tai-lieu/{item}/lich-su", place=-2)
    assert "Đã hoàn tác: Nơi ban hành, xuất bản" in page.words
    assert "Để nguyên Nhan đề: minh đã sửa lúc" in page.words
    assert (_item(engine, item).title, _item(engine, item).place) == ("Then khác", None)


def test_a_renaming_is_undone_with_its_records(office, engine):
    item = _enter(engine)
    with reading(engine) as session:
        record = linking.links_of(session, item)[0][1]
    with press(engine) as session:
        details = AuthorityDetails("Vi Hồng", record.kind)
        edit_records.edit(session, session.get(Authority, record.id), details, "lan")
    assert _item(engine, item).creator == "Vi Hồng"
    _undo(office, engine, f"authority:{record.id}", f"/can-bo/lich-su/ten/{record.id}")
    assert _item(engine, item).creator == "Vi Hong"
    with reading(engine) as session:
        assert session.get(Authority, record.id).name == "Vi Hong"


def test_a_caption_is_undone(office, engine):
    item = _enter(engine)
    with work(engine) as session:
        describe(session, page_of(session, item, 1), {"caption": "Chợ"}, "lan")
    _undo(office, engine, item, f"/can-bo/tai-lieu/{item}/lich-su")
    with reading(engine) as session:
        assert typed_fields(session, page_of(session, item, 1))["caption"] == ""


def test_only_what_a_caption_changed_is_undone(office, engine):
    item = _enter(engine)
    for fields in ({"caption": "Chợ"}, {"date": "1952"}):
        with work(engine) as session:
            describe(session, page_of(session, item, 1), fields, "lan")
    page = _undo(office, engine, item, f"/can-bo/tai-lieu/{item}/lich-su", place=-2)
    assert "Đã hoàn tác: Chú thích." in page.words
    assert "Để nguyên" not in page.words
    with reading(engine) as session:
        assert typed_fields(session, page_of(session, item, 1))["date"] == "1952"


def test_a_name_that_was_renamed_since_stays(office, engine):
    item = _enter(engine)
    _describe(engine, item, creator="Vi Hồng")
    with work(engine) as session:
        record = linking.links_of(session, item)[0][1]
        edit_records.edit(session, record, AuthorityDetails("Vy Hồng", record.kind), "minh")
    page = _undo(office, engine, item, f"/can-bo/tai-lieu/{item}/lich-su")
    assert "Để nguyên Tác giả: đã đổi theo một việc khác." in page.words
    assert _item(engine, item).creator == "Vy Hồng"


def test_names_that_only_the_change_made_go_with_it(office, engine):
    item = _enter(engine)
    _describe(engine, item, creator="nnk")
    _undo(office, engine, item, f"/can-bo/tai-lieu/{item}/lich-su")
    with reading(engine) as session:
        assert session.scalar(select(Authority.id).where(Authority.name == "nnk")) is None


def test_an_undo_of_what_strangers_see_waits(staff, engine):
    item = _enter(engine, "mat")
    _describe(engine, item, title="Then mới")
    with work(engine) as session:
        row = session.get(Item, item)
        cataloguing.write_fields(session, row, {"title": "Then mới"}, "hoa")
        openings.cancel(session, item, ("title",))
    page = _undo(staff("cataloguer"), engine, item, f"/can-bo/tai-lieu/{item}/lich-su")
    assert "Chờ một người khác duyệt: Nhan đề." in page.words
    assert "Đã hoàn tác" not in page.words
    assert _item(engine, item).title == "Then mới"
    with reading(engine) as session:
        assert openings.waiting_of(session, session.get(Item, item)).changes[0].value == "Then cổ"


def test_an_approximate_date_is_shown_as_it_was_typed(staff, engine):
    item = _enter(engine, "mat")
    _describe(engine, item, date="khoảng 1813")
    reviewer = staff("reviewer")
    for address in ("/can-bo/cho-duyet", f"/can-bo/tai-lieu/{item}/lich-su"):
        assert "khoảng 1813" in reviewer.visit(address).words


def test_only_cataloguers_undo_and_only_what_can_be_undone(staff, office, engine):
    item = _enter(engine)
    _describe(engine, item, title="Then mới")
    with reading(engine) as session:
        entry = session.scalars(select(AuditEntry.id).order_by(AuditEntry.id)).first()
    visitor = staff("point-librarian")
    history = f"/can-bo/tai-lieu/{item}/lich-su"
    assert visitor.fetch(history).status_code == 403
    page = office.visit(history)
    token = page.all("input", name="csrf_token")[0].get("value")
    with office.client.post(f"/can-bo/lich-su/{entry}", data={"csrf_token": token}) as response:
        assert response.status_code == 404

"""Pages of planning: who may see and change what, and what each page shows."""

import io

import openpyxl
import pytest

from library.accessions import register_queries
from library.accessions.models import AccessionState
from library.bulk import selections
from library.database import reading, work
from library.planning import house_rules
from library.planning import work_batches as batches
from library.planning.models import BatchKind
from library.planning.work_batches import BatchDetails
from tests.makers import BY, make_accession, make_item

_XLSX = ("lo", "viec-tuan", "ton-dong", "chua-ai-doc", "chat-luong")


@pytest.fixture
def box(engine):
    """Create a batch with a published document, held by the cataloguer."""
    with work(engine) as session:
        details = BatchDetails("Hộp 12", BatchKind.BOX, expected=2, holder="cataloguer")
        row = batches.make(session, details, BY)
        item = make_item(session)
        accession = make_accession(session, state=AccessionState.DONE, item_id=item.id)
        batches.place(session, row.id, accession_id=accession.id)
        return row.id


def test_the_board_shows_the_batch_with_its_difference(office, box):
    page = office.visit("/can-bo/lo").words
    assert "Hộp 12" in page
    assert "1 chỗ đếm lệch" in page
    page = office.visit(f"/can-bo/lo/{box}").words
    assert "Thiếu 1: trên giá có 2, trong lô có 1." in page


def test_the_holder_types_counts_and_others_may_not(staff, engine, box):
    address = f"/can-bo/lo/{box}"
    form = {"ten": "Hộp 12", "loai": "box", "so-luong": "2", "da-quet": "1", "nguoi": "cataloguer"}
    staff("cataloguer").send(address, address, form)
    with reading(engine) as session:
        assert batches.find(session, box).scanned == 1
    with work(engine) as session:
        batches.find(session, box).holder = ""
    other = staff("reviewer")
    other.send(address, address, form | {"nguoi": ""})
    with work(engine) as session:
        batches.find(session, box).holder = "lan"


def test_who_neither_plans_nor_holds_is_refused(app, staff, engine, box):
    app.config["WTF_CSRF_ENABLED"] = False
    with work(engine) as session:
        batches.find(session, box).holder = "lan"
    browser, address = staff("cataloguer"), f"/can-bo/lo/{box}"
    assert browser.client.post(address, data={"ten": "Khác"}).status_code == 403
    assert browser.client.post(f"{address}/them", data={"so": "x"}).status_code == 403
    assert "Sửa lô" not in browser.visit(address).words


@pytest.mark.parametrize(
    ("field", "text"), [("so-luong", "mười"), ("so-luong", "٣"), ("han", "31/31/2027")]
)
def test_a_wrong_count_or_deadline_is_refused_at_its_field(office, box, field, text):
    address = f"/can-bo/lo/{box}"
    form = {"ten": "Hộp 12", "loai": "box", field: text}
    page = office.send(address, address, form, status=400)
    assert page.says("p", id=f"loi-{field}")
    assert page.all("input", name=field, value=text)


def test_two_people_change_different_fields_of_a_batch(office, engine, box):
    address = f"/can-bo/lo/{box}"
    base = office.visit(address).form(address)["ban-goc"]
    with work(engine) as session:
        batches.find(session, box).remark = "ghi chú của Lan"
    form = {"ten": "Hộp 12", "loai": "box", "so-luong": "5", "nguoi": "cataloguer"}
    office.send(address, address, form | {"ban-goc": base})
    with reading(engine) as session:
        row = batches.find(session, box)
        assert (row.expected, row.remark) == (5, "ghi chú của Lan")


@pytest.mark.parametrize("name", _XLSX)
def test_each_answer_has_a_page_with_a_chart_or_board_and_a_workbook(office, box, name):
    assert office.visit(f"/can-bo/{name}").all("svg")
    content = office.fetch(f"/can-bo/{name}.xlsx").get_data()
    assert openpyxl.load_workbook(io.BytesIO(content)).active.max_column > 2


def test_a_cataloguer_sees_own_work_only(staff):
    page = staff("cataloguer").visit("/can-bo/viec-tuan").words
    assert "Việc của bạn." in page
    assert "Việc của bạn." not in staff("reviewer").fetch("/can-bo/viec-tuan").get_data(
        as_text=True
    )


def test_a_rule_is_tried_without_being_saved_then_saved(office, engine):
    with work(engine) as session:
        make_accession(session, "Quyết định 7.pdf", "7")
    address = "/can-bo/quy-tac/them"
    form = {"ten": "Quyết định", "ten-tep": "quyet dinh", "suu-tap": "dia-chi"}
    page = office.send(address, address, form | {"thu": "1"})
    assert "1 trong 200 lần nhập mới nhất" in page.words
    assert page.all("input", name="ten-tep", value="quyet dinh")
    with reading(engine) as session:
        assert house_rules.all_rules(session) == ()
    office.send(address, address, form)
    with reading(engine) as session:
        (row,) = house_rules.all_rules(session)
    page = office.visit(f"/can-bo/quy-tac/{row.id}").words
    assert "lập quy tắc nhập" in page
    office.send("/can-bo/quy-tac", f"/can-bo/quy-tac/{row.id}/tat", {})
    with reading(engine) as session:
        assert not house_rules.find(session, row.id).active


@pytest.mark.parametrize(
    "wrong",
    [
        {"suu-tap": "khong-co"},
        {"thu-muc": "../etc"},
        {"noi-doc": "moon"},
        {"ten-tep": ""},
        {"thu-muc": "\U0002000b" * 80},
    ],
)
def test_a_rule_with_a_false_value_is_refused(office, wrong):
    form = {"ten": "R", "ten-tep": "a", "ngon-ngu": "vie"}
    address = "/can-bo/quy-tac/them"
    office.send(address, address, form | wrong, status=400)


def test_the_kind_of_mistake_is_counted_when_an_item_is_sent_back(office, staff, engine):
    with work(engine) as session:
        item_id = make_item(session, published=False).id
    page = f"/can-bo/tai-lieu/{item_id}"
    staff("cataloguer").send(page, page, {"title": "Sổ địa bạ", "viec": "gui-duyet"})
    office.send(page, f"{page}/tra-lai", {"loai": "date", "ly-do": "Thiếu năm"})
    quality = office.visit("/can-bo/chat-luong").words
    assert "Thiếu năm" in quality
    assert "ngày tháng" in quality


def test_ticked_items_go_into_a_batch(office, engine, box):
    with work(engine) as session:
        number = selections.save(session, [make_item(session, "Sách tặng").id], BY).id
    page = office.send(f"/can-bo/hang-loat/chon/{number}", f"/can-bo/lo/{box}/them", {})
    assert "Lô có thêm 1 tài liệu" in page.words
    assert "Sách tặng" in office.visit(f"/can-bo/lo/{box}").words


def test_an_upload_goes_into_ones_own_batch_only(staff, engine, box):
    holder = staff("cataloguer")
    form = {"suu-tap": "van-ban", "tep": [(io.BytesIO(b"1"), "một.pdf")], "lo": str(box)}
    holder.send("/can-bo/nop", "/can-bo/nop", form)
    with reading(engine) as session:
        newest = register_queries.recent(session, first=0, count=1)
        assert batches.batch_of(session, newest[0].id).id == box
    with work(engine) as session:
        batches.find(session, box).holder = "người khác"
    form["tep"] = [(io.BytesIO(b"2"), "hai.pdf")]
    holder.send("/can-bo/nop", "/can-bo/nop", form, status=404)

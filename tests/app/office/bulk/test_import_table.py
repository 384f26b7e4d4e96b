"""A list is imported from its table: columns, rules and bad cells are settled on the preview."""

import io
from dataclasses import replace

import openpyxl
import pytest
from sqlalchemy import select

from app.office.bulk import import_table
from library.catalogue import cataloguing
from library.catalogue.models import Access, Holding, Item
from library.database import reading, work
from library.incoming import import_plan
from tests.makers import BY, make_item

_HERE = "/can-bo/hang-loat"
_LIST = """THƯ VIỆN TỈNH,,,,,
DANH MỤC SÁCH,,,,,
STT,Tên sách,Tác giả,Xuất bản,Số ĐKCB,Giá
1,Chợ Kỳ Lừa,"Nguyễn Văn An, Trần Bình","Hà Nội : Kim Đồng, 1998",VN.1-2,25.000đ
2,,Tô Hoài,"H.: Văn học, 1960",VN.3,
3,Dế Mèn,Tô Hoài,"H.: Văn học, 1960",VN.4,mười
"""


@pytest.fixture
def planned(office):
    """Return a function that hands a list in and returns its preview."""

    def send(text=_LIST, **more):
        content = text.encode() if isinstance(text, str) else text
        upload = {"tep": (io.BytesIO(content), "a.csv"), "bst": "dia-chi"}
        return office.send(
            f"{_HERE}/bieu-ghi", f"{_HERE}/bieu-ghi", {**upload, "noi-doc": "staff", **more}
        )

    return send


@pytest.fixture
def answer(office):
    """Return a function that sends the form of the preview."""

    def send(status=200, **answers):
        return office.send(f"{_HERE}/lan/1", f"{_HERE}/lan/1/ap-dung", answers, status=status)

    return send


@pytest.fixture
def review(office):
    """Return a function that asks for the preview with other answers; no password is needed."""
    here = f"{_HERE}/lan/1"

    def send(**answers):
        form = office.visit(here).form(f"{here}/ap-dung")
        response = office.client.post(f"{here}/xem-lai", data={**form, **answers})
        assert response.headers["Location"] == here
        return office.visit(here)

    return send


def _items(engine):
    with reading(engine) as session:
        return {item.title: item for item in session.scalars(select(Item))}


@pytest.mark.slow
def test_a_list_with_titles_above_is_split_into_fields_and_copies(engine, planned, answer):
    page = planned()
    assert "Nhập 2 tài liệu, để lại 1 dòng" in page.words
    answer(**{"bo-qua": "1", "nhap": "1"})
    item = _items(engine)["Chợ Kỳ Lừa"]
    assert (item.creator, item.place, item.date) == ("Nguyễn Văn An; Trần Bình", "Hà Nội", "1998")
    assert item.other_fields["publisher"] == "Kim Đồng"
    with reading(engine) as session:
        copies = session.execute(select(Holding.registration, Holding.price)).all()
    assert set(copies) == {("VN.1", 25000), ("VN.2", 25000), ("VN.4", None)}


def test_a_row_is_mended_in_place(engine, planned, answer):
    page = planned()
    assert page.html.index('name="xem"') < page.html.index('name="nhap"')  # Enter presses the first
    assert "không nhận được" in page.words
    page = answer(**{"o-1-1": "Truyện Tây Bắc", "xem": "1"})
    assert "Nhập 3 tài liệu" in page.words
    answer(nhap="1", **{"bo-qua": "1"})
    assert _items(engine).keys() == {"Chợ Kỳ Lừa", "Truyện Tây Bắc", "Dế Mèn"}


def test_two_equal_rows_are_one_book_whatever_their_columns_are(engine, planned, review, answer):
    planned("Tên sách,SL,Ô cũ\nChợ,2b,A\nChợ,2b,A\n")
    assert "giống biểu ghi 2" in review(**{"cot-2": "copy.location"}).words
    answer(nhap="1", **{"cot-2": "copy.location", "bo-qua": "1"})
    with reading(engine) as session:
        assert session.scalars(select(Holding.location)).all() == ["A", "A"]
    assert "Nhập 0 tài liệu" in planned("Tên sách,SL,Kho\nChợ,2b,A\n").words


def test_a_pasted_table_is_shown_row_by_row_as_written_and_as_understood(engine, office):
    form = {"dan": "Tên sách\tNXB\nChợ\tVHDT\n", "bst": "dia-chi", "noi-doc": "staff"}
    page = office.send(f"{_HERE}/bieu-ghi", f"{_HERE}/bieu-ghi", form)
    assert "VHDT→ Văn hóa dân tộc" in page.says("td")


def test_answers_that_nobody_has_seen_the_result_of_are_not_applied(engine, planned, answer):
    planned()
    answer(nhap="1", **{"cot-5": "", "bo-qua": "1"})
    assert _items(engine) == {}


def test_a_column_goes_where_it_went_in_the_last_list_of_the_sender(planned, answer):
    text = "Tên sách,Kho cũ\nChợ,A1\n"
    planned(text, **{"noi-gui": "Tràng Định"})
    answer(**{"cot-1": "copy.location", "xem": "1"})
    answer(nhap="1", **{"bo-qua": "1"})
    page = planned(text.replace("Chợ", "Đền"), **{"noi-gui": "Tràng Định"})
    assert 'value="copy.location" selected' in page.html


@pytest.mark.slow
@pytest.mark.parametrize(
    ("rule", "copies", "publisher"),
    [("skip", 0, None), ("copies", 2, None), ("fill", 2, "Kim Đồng")],
)
def test_rules_say_what_happens_to_an_item_that_is_held(
    engine, office, planned, answer, rule, copies, publisher
):
    with work(engine) as session:
        item = make_item(session, "Chợ Kỳ Lừa", access=Access.STAFF)
        item.date = "1998"
    planned()
    answer(**{"luat-title": rule, "xem": "1"})
    answer(nhap="1", **{"bo-qua": "1"})
    held = _items(engine)["Chợ Kỳ Lừa"]
    assert held.other_fields.get("publisher") == publisher
    with reading(engine) as session:
        query = select(Holding).where(Holding.item_id == held.id)
        assert len(session.scalars(query).all()) == copies
    office.send(f"{_HERE}/lan/1", f"{_HERE}/lan/1/hoan-tac", {})
    assert _items(engine).keys() == {"Chợ Kỳ Lừa"}
    assert "publisher" not in _items(engine)["Chợ Kỳ Lừa"].other_fields
    with reading(engine) as session:
        assert session.scalars(select(Holding)).all() == []


@pytest.mark.slow
def test_a_list_handed_in_again_changes_nothing(engine, planned, answer):
    planned()
    answer(nhap="1", **{"bo-qua": "1"})
    page = planned()
    assert "2 dòng không đổi gì" in page.words
    assert "Nhập 0 tài liệu" in page.words


def test_a_cell_of_several_lines_that_nobody_touched_stays(engine, planned, answer):
    planned('Tên sách,Số ĐKCB,SL\nChợ,"1\n2",5\n')
    answer(nhap="1", **{"bo-qua": "1", "o-0-1": "1; 2"})
    with reading(engine) as session:
        numbers = session.scalars(select(Holding.registration)).all()
    assert {number for number in numbers if number} == {"1", "2"}


def test_the_preview_keeps_numbers_beside_the_texts_of_cells(engine, planned, answer):
    book = openpyxl.Workbook()
    for row in (("Tên sách", "Năm", "Môn loại", "Giá"), ("Chợ", 1998, 959.71, 25.125)):
        book.active.append(row)
    book.active["B2"].number_format, book.active["C2"].number_format = "#,##0", "0.000"
    content = io.BytesIO()
    book.save(content)
    assert "959.710" in planned(content.getvalue()).words
    answer(nhap="1", **{"bo-qua": "1"})
    item = _items(engine)["Chợ"]
    assert (item.date, item.other_fields["classification"]) == ("1998", "959.710")
    with reading(engine) as session:
        assert session.scalars(select(Holding.price)).all() == []


@pytest.mark.parametrize("heading", ["collection", "state", "id", "copy_list"])
def test_a_column_named_like_a_part_of_the_item_is_other_information(
    engine, planned, answer, heading
):
    with work(engine) as session:
        make_item(session, "Chợ Kỳ Lừa", date="1998")
    planned(f"Tên sách,Năm XB,{heading}\nChợ Kỳ Lừa,1998,van-ban\n")
    answer(**{"luat-title": "replace", "xem": "1"})
    answer(nhap="1", **{"bo-qua": "1"})
    item = _items(engine)["Chợ Kỳ Lừa"]
    assert item.collection == "dia-chi"
    assert item.other_fields == {f"cột {heading}": "van-ban"}


def test_others_can_write_while_a_list_is_planned(monkeypatch, planned, answer):
    plan, turns = import_plan.plan, []

    def watched(session, *arguments):
        turns.append(session.get_bind().get_execution_options().get("writes"))
        return plan(session, *arguments)

    monkeypatch.setattr(import_plan, "plan", watched)
    planned()
    answer(xem="1")
    assert turns == [None, None]


def test_a_list_that_another_person_answered_meanwhile_is_shown_again(
    engine, monkeypatch, planned, answer
):
    planned()
    read = import_table.read_answers
    monkeypatch.setattr(
        import_table, "read_answers", lambda *arguments: replace(read(*arguments), seen="{}")
    )
    assert "Người khác vừa đổi bảng này" in answer(nhap="1", **{"bo-qua": "1"}).words
    assert _items(engine) == {}


@pytest.mark.parametrize(("is_planned_before", "status"), [(False, 200), (True, 409)])
def test_a_withdrawn_item_gets_nothing_from_a_list(
    engine, planned, answer, is_planned_before, status
):
    with work(engine) as session:
        item_id = make_item(session, "Chợ Kỳ Lừa", date="1998").id
    if is_planned_before:
        planned()
    with work(engine) as session:
        cataloguing.withdraw(session, session.get_one(Item, item_id), BY, "sai")
    if not is_planned_before:
        assert "đã gỡ khỏi thư viện" in planned().words
    answer(status, nhap="1", **{"bo-qua": "1"})
    with reading(engine) as session:
        query = select(Holding).where(Holding.item_id == item_id)
        assert session.scalars(query).all() == []


@pytest.mark.parametrize("listed", ["Sử tập 2", "Sử tập II", "Sử, Quyển 02"])
def test_of_volumes_with_one_isbn_the_one_of_the_title_is_meant(engine, planned, answer, listed):
    with work(engine) as session:
        ids = [
            make_item(session, title, isbn="978-604-2-00001-1").id
            for title in ("Sử Tập 1", "Sử Tập 2", "Sử Tập 3")
        ]
    planned(f'Tên sách,ISBN,Số ĐKCB\n"{listed}",9786042000011,VN.7\n')
    answer(nhap="1")
    with reading(engine) as session:
        assert session.scalars(select(Holding.item_id)).all() == [ids[1]]


@pytest.mark.parametrize(
    ("held", "listed"),
    [
        pytest.param("Làng", "Tên sách,Năm,Số ĐKCB\nLang,1998,VN.7\n", id="other marks"),
        pytest.param("Sử Tập 1", "Tên sách,ISBN,Số ĐKCB\nSử Tập 2,9786042000011,VN.7\n", id="tập"),
        pytest.param(
            "Sử, 1", "Tên sách,Tập,ISBN,Số ĐKCB\nSử,2,9786042000011,VN.7\n", id="volume column"
        ),
    ],
)
def test_another_book_gets_no_copies(engine, planned, answer, held, listed):
    with work(engine) as session:
        item = make_item(session, held, isbn="978-604-2-00001-1")
        item.date, item.number = "1998", "1" if "," in held else None
    planned(listed)
    answer(nhap="1")
    with reading(engine) as session:
        assert session.scalars(select(Holding.item_id)).one() != item.id


def test_a_long_title_may_be_typed_without_marks(engine, planned, answer):
    with work(engine) as session:
        item = make_item(session, "Lịch sử Lạng Sơn")
        item.date = "1998"
    planned("Tên sách,Năm,Số ĐKCB\nLICH SU LANG SON,1998,VN.7\n")
    answer(nhap="1")
    with reading(engine) as session:
        assert session.scalars(select(Holding.item_id)).one() == item.id


def test_a_long_cell_is_not_sent_back_by_the_form(planned):
    page = planned(f"Tên sách,Năm XB\nChợ,{'chưa biết ' * 300}\nĐền,chưa biết\n")
    assert page.all("input", name="o-1-1") and not page.all("input", name="o-0-1")


def test_a_code_that_another_book_has_adds_no_copies_to_it(engine, planned, answer):
    planned("Mã,Tên sách,Số ĐKCB\n1,Chợ Kỳ Lừa,A.1\n")
    answer(nhap="1")
    page = planned("Mã,Tên sách,Số ĐKCB\n1,Dế Mèn,B.1\n")
    assert "một tài liệu có nhan đề khác: “Chợ Kỳ Lừa”" in page.words
    assert "Nhập 0 tài liệu" in page.words

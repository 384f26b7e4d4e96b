"""Pages of the stock: list, labels, cards, stocktakes."""

import io

import openpyxl
import pypdfium2
import pytest

from library.catalogue.description import holdings
from library.catalogue.description.holdings import Copy
from library.database import reading, work
from tests.makers import BY, make_item

_STOCK, _STOCKTAKES = "/can-bo/kho-sach", "/can-bo/kiem-ke"


@pytest.fixture
def book(engine):
    """Enter a book with two copies."""
    copies = (
        Copy("959.711 V115H", "Kho địa chí", registration="LSO1", price=95_000, source="Tặng"),
        Copy("959.711 V115H", "Kho mượn", registration="LSO2", shelf="Giá 3"),
    )
    with work(engine) as session:
        item = make_item(session, "Non nước xứ Lạng", creator="Hoàng Nam", date="2004")
        holdings.replace_copies(session, item, copies, BY)
        return item


def _text(office, address):
    pdf = pypdfium2.PdfDocument(office.fetch(address).get_data())
    return pdf[0].get_textpage().get_text_range()


def test_copies_are_entered_with_their_numbers_price_and_source(office, engine, book):
    page = f"/can-bo/tai-lieu/{book.id}/ban"
    fields = {
        "registration": ["LSO1", "LSO2", "LSO3"],
        "price": ["95.000", "", "12 500 đ"],
        "source": ["Tặng", "", "Ngân sách"],
    }
    form = {name: ["", "", ""] for name in ("barcode", "call_number", "location", "remark")}
    form |= {name: ["", "", ""] for name in ("shelf", "acquired")}
    form |= {"condition": ["good"] * 3, **fields}
    office.send(page, page, form)
    with reading(engine) as session:
        stored = holdings.of_item(session, book.id)
    assert [(copy.registration, copy.price, copy.source) for copy in stored] == [
        ("LSO1", 95_000, "Tặng"),
        ("LSO2", None, ""),
        ("LSO3", 12_500, "Ngân sách"),
    ]


def test_a_price_that_is_no_amount_is_refused_and_kept(office, book):
    page = f"/can-bo/tai-lieu/{book.id}/ban"
    shown = office.send(page, page, {"registration": "LSO1", "price": "rẻ"}, status=400)
    assert "“rẻ” không phải giá tiền" in shown.words
    assert shown.form(page)["price"] == "rẻ"


def test_a_number_that_another_copy_has_is_refused_and_kept(office, engine, book):
    with work(engine) as session:
        other = make_item(session, "Chợ phiên")
    page = f"/can-bo/tai-lieu/{other.id}/ban"
    shown = office.send(page, page, {"registration": "LSO2"}, status=409)
    assert "đã có ở một bản của “Non nước xứ Lạng”" in shown.words
    assert shown.form(page)["registration"] == "LSO2"


def test_readers_see_neither_price_nor_source(browser, book):
    words = browser.visit(f"/tai-lieu/{book.id}").words
    assert "Giá 3" in words
    assert "95.000" not in words
    assert "Tặng" not in words


def test_the_list_is_filtered_and_sums_the_prices(office, book):
    page = office.visit(f"{_STOCK}?kho=Kho+địa+chí")
    assert "1 bản, tổng giá tiền 95.000 đồng" in page.words
    assert "LSO2" not in page.words


def test_the_list_is_sent_as_a_workbook(office, book):
    sent = office.fetch(f"{_STOCK}/so-ban-giay.xlsx").get_data()
    rows = list(openpyxl.load_workbook(io.BytesIO(sent)).active.values)
    assert rows[1][:4] == (1, "LSO1", None, "Non nước xứ Lạng")
    assert rows[1][10] == 95_000


def test_labels_of_the_chosen_copies_are_sent(office, book):
    text = _text(office, f"{_STOCK}/nhan.pdf?tu=LSO2&nhan=ma-vach&giay=a4-3x8")
    assert "LSO2" in text
    assert "LSO1" not in text


def test_unknown_kinds_and_layouts_are_replaced_by_usual_ones(office, book):
    assert "LSO1" in _text(office, f"{_STOCK}/nhan.pdf?nhan=la&giay=phich&bat-dau=-4")


def test_a_card_has_the_description_and_all_numbers(office, book):
    text = _text(office, f"{_STOCK}/phich.pdf")
    assert "Hoàng Nam" in text
    assert "Non nước xứ Lạng" in text
    assert "LSO1, LSO2" in text


@pytest.fixture
def stocktake(office, book):
    """Begin a stocktake of one location, and return its address."""
    office.send(_STOCKTAKES, _STOCKTAKES, {"kho": "Kho địa chí"})
    return f"{_STOCKTAKES}/1"


def test_codes_are_taken_without_scripts(office, stocktake):
    page = office.send(stocktake, stocktake, {"ma": "LSO1 LSO2 X9"})
    assert "LSO1 có: Non nước xứ Lạng" in page.words
    assert "LSO2 sai kho: Non nước xứ Lạng (Kho mượn)" in page.words
    assert "X9 không có trong sổ" in page.words
    assert "1 trên 1 bản đã thấy" in page.words


def test_a_script_gets_the_outcome_as_json(office, stocktake):
    form = {**office.visit(stocktake).form(stocktake), "ma": "X9"}
    answer = office.client.post(stocktake, data=form, headers={"Accept": "application/json"})
    assert answer.json[0]["outcome"] == "unknown"


def test_a_wrong_code_is_removed(office, stocktake):
    office.send(stocktake, stocktake, {"ma": "X9"})
    page = office.send(stocktake, f"{stocktake}/bo", {})
    assert "0 mã không có trong sổ" in page.words


def test_a_closed_stocktake_shows_its_result(office, stocktake):
    page = office.send(stocktake, f"{stocktake}/dong", {"viec": "ket-thuc"})
    assert "1 bản chưa thấy" in page.words
    sent = office.fetch(f"{stocktake}/ket-qua.xlsx").get_data()
    rows = list(openpyxl.load_workbook(io.BytesIO(sent)).active.values)
    assert rows[1][:2] == ("thiếu", "LSO1")

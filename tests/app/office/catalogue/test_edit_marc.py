"""The MARC record of an item is edited line by line, and the description follows."""

import pytest
from werkzeug.datastructures import MultiDict

from app.accounts.passwords import hash_password
from library.catalogue import cataloguing, queries
from library.database import reading, work
from library.exchange.marc21.marc_fields import row_of_record
from library.exchange.marc21.marc_record import as_stored
from library.exchange.marc21.marc_writing import to_record
from library.exchange.records import item_descriptions, marc_edits
from library.staff.models import AuditEntry, StaffSession
from tests.app.browser import Browser, Page, field_values
from tests.library.exchange.marc21.test_marc_merge import lines_of, make_record
from tests.makers import BY, make_item, make_staff

_PASSWORD = "chợ phiên Kỳ Lừa 5"

_RECORD = (
    "001 LSO1",
    "082 04 $a959.711$bV115H",
    "245 10 $aNon nước xứ Lạng :$bký sự /$cHoàng Nam ch.b.",
    "300 ## $a327 tr. ;$c21 cm",
    "911 ## $aNguyễn Thị Hằng",
)


@pytest.fixture
def item(engine):
    """Enter a draft that came with a MARC record."""
    record = make_record(*_RECORD)
    row = row_of_record(1, record)
    with work(engine) as session:
        item = make_item(session, row.told["title"], published=False)
        cataloguing.set_other_fields(session, item, row.other)
        item_descriptions.store_record(session, item, as_stored(record))
        return item


@pytest.fixture
def page(item):
    """Return the address of the record's form."""
    return f"/can-bo/tai-lieu/{item.id}/marc"


def _form(office, page):
    return _lines(office.visit(page), page)


def _lines(shown, page):
    """Return the inputs of the form, with a list for each of the three columns."""
    inputs = [*shown.all("input"), *shown.all("textarea")]
    columns = {
        name: [
            field.get("value") if field.tag == "input" else "".join(field.itertext())
            for field in inputs
            if field.get("name") == name
        ]
        for name in ("nhan", "chi-thi", "nd")
    }
    return {**shown.form(page), **columns}


def _record(engine, item):
    with reading(engine) as session:
        (description,) = item_descriptions.descriptions(session, (item.id,))
        return lines_of(to_record(description))


def _title(engine, item):
    with reading(engine) as session:
        return queries.item_record(session, item.id).title


def test_every_field_is_shown_with_its_vietnamese_name(office, page):
    shown = office.visit(page)
    assert _lines(shown, page)["nd"][2] == "$a959.711$bV115H"
    assert "Chỉ số DDC" in shown.words
    assert "$a nhan đề chính, $b phần còn lại của nhan đề" in shown.words
    assert "Trường riêng của thư viện" in shown.words


def test_a_field_that_the_description_lacks_is_edited(office, engine, item, page):
    form = _form(office, page)
    form["nd"][2] = "$a959.711$bN551N"
    office.send(page, page, form)
    expected = [line.replace("V115H", "N551N") for line in _RECORD]
    assert _record(engine, item) == expected


def test_the_description_follows_an_edited_title(office, engine, item, page):
    form = _form(office, page)
    form["nd"][3] = "$aXứ Lạng :$bdu ký /$cHoàng Nam ch.b."
    office.send(page, page, form)
    assert _title(engine, item) == "Xứ Lạng: du ký"
    assert _record(engine, item)[2] == "245 10 $aXứ Lạng :$bdu ký /$cHoàng Nam ch.b."


def test_an_edited_description_changes_its_subfields_alone(engine, item):
    with work(engine) as session:
        draft = cataloguing.find_item(session, item.id)
        cataloguing.describe(session, draft, {"title": "Xứ Lạng: ký sự"}, BY)
    changed = [line.replace("Non nước xứ Lạng", "Xứ Lạng") for line in _RECORD]
    assert _record(engine, item) == changed


def test_a_line_is_added_and_removed_without_scripts(office, page):
    form = _form(office, page)
    shown = office.send(page, page, {**form, "them": "2"}, status=200)
    assert _lines(shown, page)["nhan"][:4] == ["LDR", "001", "082", ""]
    shown = office.send(page, page, {**_lines(shown, page), "bo": "3"}, status=200)
    assert _lines(shown, page)["nhan"] == form["nhan"]


@pytest.mark.parametrize(
    ("line", "tag", "marks", "content", "message"),
    [
        pytest.param(3, "2x", "10", "$aA", "Nhãn trường gồm ba chữ số", id="tag"),
        pytest.param(3, "245", "!!", "$aA", "Chỉ thị gồm hai ký tự", id="indicators"),
        pytest.param(4, "300", "##", "$a50 $ ", "Sau dấu $ phải là mã", id="subfield code"),
        pytest.param(3, "245", "10", "$bA", "phải có nhan đề", id="no title"),
        pytest.param(0, "LDR", "", "00000", "Phải đủ 24 ký tự", id="leader"),
    ],
)
def test_a_malformed_line_is_refused_and_kept(
    office, engine, item, page, line, tag, marks, content, message
):
    form = _form(office, page)
    form["nhan"][line], form["chi-thi"][line], form["nd"][line] = tag, marks, content
    shown = office.send(page, page, form, status=400)
    assert message in shown.words
    assert _lines(shown, page)["nd"][line] == content
    assert _record(engine, item) == list(_RECORD)


def test_the_same_checks_answer_while_typing(office, page):
    form = _form(office, page)
    form["nd"][2] = "$a959.71x"
    answer = office.client.post(f"{page}/kiem", data=form).json
    assert answer["lines"][2]["name"] == "Chỉ số DDC"
    assert "không phải chỉ số DDC" in answer["lines"][2]["remarks"][0]
    assert answer["problems"] == []


def test_a_class_number_is_explained_and_a_book_number_proposed(office, page):
    form = _form(office, page)
    form["nd"][2] = "$a959.7"
    answer = office.client.post(f"{page}/kiem", data=form).json
    assert answer["lines"][2]["remarks"] == [
        "DDC: lịch sử, địa lý, tiểu sử › lịch sử châu Á, có Việt Nam › lịch sử Việt Nam.",
        "Ký hiệu tác giả theo nhan đề: $bN430N.",
    ]


def test_concurrent_edits_are_detected(office, engine, item, page):
    mine = _form(office, page)
    theirs = _form(office, page)
    theirs["nd"][5] = "$aVi Lan"
    office.send(page, page, theirs)
    mine["nd"][4] = "$a300 tr. ;$c21 cm"
    mine["nd"][5] = "$aHoàng Sơn"
    shown = office.send(page, page, mine, status=409)
    assert "911 ## $aVi Lan" in shown.says("td", class_="typed")
    assert _lines(shown, page)["nd"][4] == "$a300 tr. ;$c21 cm"
    assert "911 ## $aVi Lan" in _record(engine, item)


def test_lines_that_two_people_changed_side_by_side_are_both_saved(office, engine, item, page):
    mine, theirs = (_form(office, page) for _ in range(2))
    theirs["nd"][5] = "$aVi Lan"
    mine["nd"][4] = "$a300 tr. ;$c21 cm"
    office.send(page, page, theirs)
    office.send(page, page, mine)
    record = _record(engine, item)
    assert "911 ## $aVi Lan" in record
    assert any("$a300 tr. ;$c21 cm" in line for line in record)


def test_access_is_not_changed_in_the_record(office, engine, item, page):
    form = _form(office, page)
    form["nhan"][4], form["nd"][4] = "506", "$apublic"
    shown = office.send(page, page, form, status=422)
    assert "chỉ sửa ở trang mô tả" in shown.words


def test_the_audit_log_names_the_changed_lines(office, engine, item, page):
    form = _form(office, page)
    form["nd"][5] = "$aVi Lan"
    office.send(page, page, form)
    with reading(engine) as session:
        entry = session.query(AuditEntry).filter_by(action="item.marc").one()
        assert (entry.before, entry.after) == (
            {"marc": "911 ## $aNguyễn Thị Hằng"},
            {"marc": "911 ## $aVi Lan"},
        )


def test_a_record_without_marc_gets_one_when_it_is_edited(office, engine, page):
    with work(engine) as session:
        other = make_item(session, "Chợ", published=False)
    page = f"/can-bo/tai-lieu/{other.id}/marc"
    form = _form(office, page)
    form = {**form, "nhan": [*form["nhan"], "911"], "chi-thi": [*form["chi-thi"], "##"]}
    form["nd"] = [*form["nd"], "$aVi Lan"]
    office.send(page, page, form)
    assert "911 ## $aVi Lan" in _record(engine, other)


def test_the_changed_fields_are_named(engine, item):
    with reading(engine) as session:
        old = marc_edits.current_record(session, item.id)
    new = make_record(*_RECORD[:3], "300 ## $a12 tr.", "650 #4 $aLễ hội")
    assert marc_edits.changed_texts(old, new) == {"extent": "12 tr.", "subject": "Lễ hội"}


def test_readers_get_the_record_without_the_fields_for_staff(engine, browser):
    private = ("541 ## $aMua$h95.000đ", "852 ## $aThư viện tỉnh$xghi chú nội bộ$pLSO1")
    record = make_record(*_RECORD, *private, "500 ## $aTặng riêng")
    row = row_of_record(1, record)
    with work(engine) as session:
        item = make_item(session, row.told["title"])
        cataloguing.set_other_fields(session, item, row.other)
        item_descriptions.store_record(session, item, as_stored(record))
    sent = browser.fetch(f"/tai-lieu/{item.id}/marc.xml").text
    for public in ("V115H", "Hoàng Nam ch.b.", "Thư viện tỉnh<", "21 cm"):
        assert public in sent
    for hidden in ("95.000đ", "nội bộ", "LSO1<", "Nguyễn Thị Hằng", "Tặng riêng"):
        assert hidden not in sent.replace('tag="001">LSO1<', "")


def test_typed_lines_come_back_after_the_session_has_ended(app, engine, item):
    with work(engine) as session:
        member = make_staff(session, "Vi Lan", "cataloguer", hash_password(_PASSWORD))
    browser, address = Browser(app).sign_in(member), f"/can-bo/tai-lieu/{item.id}/marc"
    pairs = _pairs(browser.visit(address), address)
    typed = MultiDict([(name, text.replace("ký sự", "ghi chép")) for name, text in pairs])
    with work(engine) as session:
        session.query(StaffSession).delete()
    sign_in = _post(browser, address, typed)
    fields = {**sign_in.form("/can-bo/dang-nhap"), "ten": "Vi Lan", "mat-khau": _PASSWORD}
    page = _post(browser, "/can-bo/dang-nhap", fields)
    draft = page.all("button", name="mo-lai")[0].get("value")
    opened = _post(browser, address, {**page.form(address), "mo-lai": draft})
    contents = MultiDict(_pairs(opened, address)).getlist("nd")
    assert contents == typed.getlist("nd")
    _post(browser, address, MultiDict(_pairs(opened, address)))
    assert "ghi chép" in browser.visit(address).html


def _pairs(page, address):
    (form,) = [form for form in page.all("form") if form.get("action") == address][:1]
    return [pair for pair in field_values(form) if pair[0] not in ("them", "bo")]


def _post(browser, address, values):
    with browser.client.post(address, data=values, follow_redirects=True) as response:
        assert response.status_code == 200, response.text
        return Page(response)

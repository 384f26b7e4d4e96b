"""Records of other libraries, looked up by SRU, are taken over field by field."""

import pytest

from app import create_app
from library.catalogue.cataloguing import find_item
from library.database import reading, work
from library.exchange.marc21.marc_record import MarcRecord, data_field
from library.exchange.other_libraries.catalogue_lookup import repaired
from library.installation import set_up
from search_index.index.sync import rebuild
from tests.app.browser import Browser
from tests.app.serving import served
from tests.makers import make_item, make_settings, make_staff


@pytest.fixture(scope="module")
def other_library(tmp_path_factory):
    """Serve another library with one book, and yield the address of its catalogue."""
    settings = make_settings(tmp_path_factory.mktemp("khác") / "nhà")
    database = set_up(settings)
    with work(database) as session:
        make_item(
            session,
            "Địa chí Cao Bằng",
            creator="Hoàng Văn Thụ",
            date="1998",
            publisher="Nxb. Văn hóa",
            description="Sách về tỉnh <b>Cao Bằng</b>.",
        )
    rebuild(settings, database)
    database.dispose()
    site = create_app(settings)
    with served(site) as address:
        yield f"{address}/sru"
    site.extensions["services"].close()


@pytest.fixture
def settings(tmp_path, other_library):
    """Return the settings of a library that knows the other one, and one that is gone."""
    catalogues = f"Thư viện Cao Bằng={other_library}; Đã đóng=http://127.0.0.1:9/sru"
    return make_settings(tmp_path / "nhà", catalogues=catalogues)


@pytest.fixture
def item_id(engine):
    """Enter an item with little description."""
    with work(engine) as session:
        return make_item(session, "Địa chí Cao Bằng", published=False).id


@pytest.fixture
def cataloguer(app, engine):
    """Return the browser of a cataloguer."""
    with work(engine) as session:
        member = make_staff(session)
    return Browser(app).sign_in(member)


def _page(item_id, **values):
    query = "&".join(f"{name}={value}" for name, value in values.items())
    return f"/can-bo/tai-lieu/{item_id}/thu-vien-khac?{query}"


def test_a_record_is_taken_over_field_by_field(cataloguer, engine, item_id):
    hits = cataloguer.visit(_page(item_id, noi=0, theo="nhan-de", tim="cao+bằng"))
    assert "1 biểu ghi ở Thư viện Cao Bằng" in hits.says("h2")
    compared = cataloguer.visit(_page(item_id, noi=0, theo="nhan-de", tim="cao+bằng", thu=1))
    assert "Hoàng Văn Thụ" in compared.words
    chosen = "noi=0&theo=nhan-de&tim=cao+bằng&thu=1&o=creator&o=date"
    address = f"/can-bo/tai-lieu/{item_id}"
    form = cataloguer.visit(f"{address}?{chosen}")
    assert "Đã chép vào biểu mẫu từ Thư viện Cao Bằng, biểu ghi" in form.words
    assert "Sách về tỉnh" not in form.form(address).values()
    shown = cataloguer.send(f"{address}?{chosen}", address, {})
    assert "Biểu ghi chép từ Thư viện Cao Bằng, số (diachi)" in shown.words
    record = cataloguer.visit(f"{address}/bieu-ghi").words
    assert "$a (diachi)" in record
    assert "$a diachi $b vie $e rda $c diachi" in record
    with reading(engine) as session:
        item = find_item(session, item_id)
    assert (item.creator, item.date, item.description) == ("Hoàng Văn Thụ", "1998", None)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"noi": 1, "tim": "a"}, "không kết nối được"),
        ({"noi": 0, "tim": "xyzzy"}, "Không có biểu ghi nào"),
        ({"noi": 0, "tim": '"'}, "Empty term"),
    ],
)
def test_a_catalogue_that_has_nothing_says_so(cataloguer, item_id, values, sentence):
    assert sentence in cataloguer.visit(_page(item_id, **values)).words


@pytest.mark.parametrize("values", [{"noi": 7}, {"noi": "x"}, {"noi": 0, "theo": "mau"}])
def test_an_unknown_catalogue_is_not_found(cataloguer, item_id, values):
    cataloguer.visit(_page(item_id, **values), status=404)


def test_text_older_than_unicode_is_repaired():
    legacy = MarcRecord(
        "00000nam a22000003c 4500",
        (data_field("245", "00", (("a", "§Þa chÝ tØnh L¹ng S¬n vµ nh÷ng lÔ héi cæ truyÒn"),)),),
    )
    assert repaired(legacy).fields[0].first("a") == (
        "Địa chí tỉnh Lạng Sơn và những lễ hội cổ truyền"
    )
    assert repaired(repaired(legacy)) == repaired(legacy)

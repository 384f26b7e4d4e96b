"""Content Search: words inside an item with their boxes, in both versions."""

import pytest

from library.catalogue.models import Access
from tests.app.interfaces.iiif.schemas import complaints


@pytest.mark.parametrize(("version", "schema"), [(1, "search-1.0"), (2, "search-2.0")])
@pytest.mark.parametrize(
    "question", ["ky+lua", "khong+co+chu+nay", "", "%E1%BA%BF%22(&motivation=x"]
)
def test_every_answer_fits_the_standard(book, ask, version, schema, question):
    assert complaints(schema, ask(f"/iiif/search/{version}/{book.id}?q={question}")) == []


def test_version_1_gives_boxes_and_the_words_around_them(book, ask):
    answer = ask(f"/iiif/search/1/{book.id}?q=ky+lua")
    boxes = [resource["on"].partition("/canvas/")[2] for resource in answer["resources"]]
    assert boxes == ["2#xywh=171,180,153,27", "3#xywh=333,180,153,27"]
    hit = answer["hits"][0]
    assert (hit["before"], hit["match"], hit["after"]) == ("Chợ ", "Kỳ Lừa", " ngày phiên")


def test_both_versions_give_the_same_boxes_in_pixels_of_the_canvas(book, sheet, index, ask):
    index()
    for item, words in ((book, "ky+lua"), (sheet, "lang+son")):
        first = ask(f"/iiif/search/1/{item.id}?q={words}")["resources"]
        second = ask(f"/iiif/search/2/{item.id}?q={words}")["items"]
        assert [part["on"] for part in first] == [part["target"] for part in second] != []
        sizes = {c["id"]: (c["width"], c["height"]) for c in ask(f"/iiif/3/{item.id}")["items"]}
        canvas, _, place = first[0]["on"].partition("#xywh=")
        across, down = sizes[canvas]
        x, y, width, _ = map(int, place.split(","))
        place_on_scan = (
            x * 1000 // across,
            round(y * 1400 / down),
            round(width * 1000 / across),
        )
        assert place_on_scan == ((190 if item is book else 100), 200, 170)


def test_version_2_gives_the_same(book, ask):
    answer = ask(f"/iiif/search/2/{book.id}?q=ky+lua&user=x")
    assert [item["body"]["value"] for item in answer["items"]] == ["Kỳ Lừa", "Kỳ Lừa"]
    context = answer["annotations"][0]["items"][0]
    assert context["target"]["selector"][0]["prefix"] == "Chợ "
    assert context["target"]["source"] == answer["items"][0]["id"]
    assert answer["ignored"] == ["user"]


def test_the_words_of_an_item_for_reading_on_site_are_not_searched_elsewhere(browser, enter):
    item = enter(access=Access.LIBRARY)
    with browser.client.get(f"/iiif/search/1/{item.id}?q=ky+lua") as response:
        assert response.status_code == 403
        assert "ngày phiên" not in response.get_data(as_text=True)

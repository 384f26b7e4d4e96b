"""Sitemaps, structured data, link previews, signposting and OpenSearch."""

import gzip
import json

import pytest
from lxml import etree
from protego import Protego
from signposting import find_signposting_http_link

from app.interfaces.search_engines import sitemaps
from app.interfaces.search_engines.structured_data import as_script, schema_type
from library import cli
from library.catalogue.description.licences import licence_address
from library.catalogue.queries import item_record
from library.database import work
from tests.makers import BY, make_item
from tests.xml_schemas import schema_errors

_PLACES = "//*[local-name()='loc']/text()"
_MAX_HEAD_BYTES = 1500


def _metadata(page):
    """Return the tags of a page's head by name, and its structured data."""
    tags = {
        element.get("property") or element.get("name"): element.get("content")
        for element in page.all("meta")
    }
    (script,) = page.all("script", type="application/ld+json")
    return tags, json.loads(script.text)


def test_sitemaps_list_each_public_item_once_with_its_picture(fetch, catalogue):
    listed = etree.fromstring(fetch("/sitemap.xml").data).xpath(_PLACES)
    items, pictures = [], []
    for address in listed:
        content = fetch(address).data
        assert schema_errors(content, "sitemap/all.xsd") == []
        tree = etree.fromstring(content)
        items += tree.xpath("//*[local-name()='url']/*[local-name()='loc']/text()")
        pictures += tree.xpath("//*[local-name()='image']/*/text()")
    ids = {address.rpartition("/")[2] for address in items if "/tai-lieu/" in address}
    assert ids == catalogue.seen
    assert all(fetch(address) for address in [*items, *pictures])
    assert [catalogue.book in address for address in pictures] == [True]


def test_sitemaps_list_published_stories(fetch, engine, tmp_path):
    with work(engine) as session:
        for number, is_public in enumerate((True, False), start=1):
            path = tmp_path / f"{number}.toml"
            path.write_text('title = "Chợ"\n[[parts]]\ntext = "Chợ phiên."', encoding="utf-8")
            cli.import_file(session, path, BY, publish=is_public)
    listed = etree.fromstring(fetch("/sitemap/trang.xml").data).xpath(_PLACES)
    stories = [address for address in listed if "/chuyen-ke" in address]
    assert [address.partition("/chuyen-ke")[2] for address in stories] == ["", "/1"]


def test_the_index_of_sitemaps_is_valid(fetch, catalogue):
    assert schema_errors(fetch("/sitemap.xml").data, "sitemap/siteindex.xsd") == []


def test_a_large_collection_has_several_sitemaps(fetch, engine, monkeypatch):
    monkeypatch.setattr(sitemaps, "ITEMS_PER_SITEMAP", 2)
    with work(engine) as session:
        ids = {make_item(session).id for _ in range(5)}
    parts = [fetch(f"/sitemap/dia-chi/{number}.xml").data for number in (1, 2, 3)]
    listed = [etree.fromstring(part).xpath(_PLACES) for part in parts]
    assert [len(addresses) for addresses in listed] == [2, 2, 1]
    assert {address.rpartition("/")[2] for part in listed for address in part} == ids
    fetch("/sitemap/dia-chi/4.xml", status=404)


def test_an_unchanged_sitemap_is_not_sent_again(fetch, catalogue):
    tag = fetch("/sitemap.xml").headers["ETag"]
    fetch("/sitemap.xml", status=304, headers={"If-None-Match": tag})


def test_robots_are_led_to_the_sitemap(fetch, catalogue):
    robots = Protego.parse(fetch("/robots.txt").text)
    assert [address.rpartition("/")[2] for address in robots.sitemaps] == ["sitemap.xml"]
    assert robots.can_fetch(f"http://localhost/tai-lieu/{catalogue.book}", "Googlebot")
    assert not robots.can_fetch("http://localhost/can-bo", "Googlebot")


def test_an_item_describes_itself_to_search_engines(browser, catalogue):
    tags, data = _metadata(browser.visit(f"/tai-lieu/{catalogue.book}"))
    assert (data["@type"], data["name"]) == ("Book", "Địa chí Lạng Sơn: tập 1")
    assert [author["name"] for author in data["author"]] == ["Nguyễn Văn Bình", "Lê Thị C"]
    assert data["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert data["about"] == ["Lễ hội -- Lịch sử", "Thành cổ"]
    assert tags["og:title"] == tags["citation_title"] == data["name"]
    assert tags["citation_publication_date"] == "1999"


def test_the_picture_of_a_preview_and_the_pdf_open(browser, fetch, catalogue):
    tags, data = _metadata(browser.visit(f"/tai-lieu/{catalogue.book}"))
    assert fetch(tags["og:image"]).mimetype == "image/webp"
    assert fetch(data["encoding"]["contentUrl"]).mimetype == "application/pdf"
    assert tags["citation_pdf_url"] == data["encoding"]["contentUrl"]


def test_pages_for_on_site_reading_are_not_offered(browser, catalogue):
    page = browser.visit(f"/tai-lieu/{catalogue.paper}")
    tags, data = _metadata(page)
    assert "encoding" not in data
    assert "citation_pdf_url" not in tags
    assert data["isAccessibleForFree"] is False
    assert "/anh/" not in tags["og:image"]
    assert 'rel="item"' not in page.headers["Link"]


def test_staff_see_no_metadata_on_an_item_for_staff(office, catalogue):
    page = office.visit(f"/tai-lieu/{catalogue.secret}")
    assert not page.all("script", type="application/ld+json")
    assert "Link" not in page.headers


def test_each_language_has_an_address(browser, fetch, catalogue):
    page = browser.visit(f"/tai-lieu/{catalogue.book}")
    (english,) = page.all("link", hreflang="en")
    assert '<html lang="en"' in fetch(english.get("href")).text
    assert '<html lang="vi"' in fetch(f"/tai-lieu/{catalogue.book}?nn=xx").text
    (canonical,) = page.all("link", rel="canonical")
    assert canonical.get("href").endswith(f"/tai-lieu/{catalogue.book}")


def test_the_links_of_an_item_are_those_of_its_linkset(browser, fetch, catalogue):
    page = browser.visit(f"/tai-lieu/{catalogue.book}")
    header, address = page.headers["Link"], f"http://localhost/tai-lieu/{catalogue.book}"
    signposts = find_signposting_http_link([header], address)
    read = {(str(link.rel), str(link.target)) for link in signposts.signposts}
    answer = fetch(f"/tai-lieu/{catalogue.book}/linkset.json")
    assert answer.content_type == "application/linkset+json"
    item, *files = answer.get_json()["linkset"]
    stated = {
        (relation, target["href"])
        for relation, targets in item.items()
        if relation != "anchor"
        for target in targets
    }
    assert read - {("linkset", f"{address}/linkset.json")} == stated
    assert header.count("rel=") == len(read)
    assert all(fetch(file["anchor"]) for file in files)


@pytest.mark.parametrize(("which", "status"), [("secret", 404), ("draft", 404), ("withdrawn", 410)])
def test_what_is_not_public_has_no_linkset(fetch, catalogue, which, status):
    fetch(f"/tai-lieu/{getattr(catalogue, which)}/linkset.json", status=status)


def test_the_metadata_of_an_item_is_light(browser, catalogue):
    html = browser.visit(f"/tai-lieu/{catalogue.book}").html
    start = html.index('<link rel="canonical"')
    end = html.index("</script>", html.index("application/ld+json")) + len("</script>")
    bare = html[:start] + html[end:]
    sizes = [len(gzip.compress(text.encode(), 6)) for text in (html, bare)]
    assert sizes[0] - sizes[1] <= _MAX_HEAD_BYTES


def test_no_description_ends_the_element_of_structured_data():
    text = as_script({"name": "</script><script>alert(1)</script> & <!--"})
    assert "<" not in text
    assert json.loads(text)["name"].startswith("</script>")


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("Sách", "Book"),
        ("Công báo", "PublicationIssue"),
        ("Thông báo", "Legislation"),
        ("Báo cáo", "Report"),
        ("Bài báo", "Article"),
        ("Tập bản đồ", "Map"),
        ("Bưu ảnh", "Photograph"),
        ("Kế hoạch", "Legislation"),
        (None, "CreativeWork"),
    ],
)
def test_each_kind_has_its_type(session, kind, expected):
    item = make_item(session, kind=kind)
    assert schema_type(item_record(session, item.id)) == expected


def test_licences_have_addresses():
    creative_commons = "https://creativecommons.org"
    texts = ("CC BY-SA 4.0", "cc by-nc-nd 3.0", "CC0", "<https://x.vn/a>.", "http://a\x01", None)
    assert [licence_address(text) for text in texts] == [
        f"{creative_commons}/licenses/by-sa/4.0/",
        f"{creative_commons}/licenses/by-nc-nd/3.0/",
        f"{creative_commons}/publicdomain/zero/1.0/",
        "https://x.vn/a",
        None,
        None,
    ]


def test_a_person_describes_itself(browser, catalogue, engine):
    names = browser.visit("/duyet/tac-gia").all("a")
    (address,) = {a.get("href") for a in names if "Nguyễn Văn Bình" in "".join(a.itertext())}
    _tags, data = _metadata(browser.visit(address))
    assert (data["@type"], data["name"]) == ("Person", "Nguyễn Văn Bình")


def test_browsers_learn_how_to_search(browser, fetch, catalogue):
    (link,) = browser.visit("/").all("link", rel="search")
    tree = etree.fromstring(fetch(link.get("href")).data)
    for template in tree.xpath("//*[local-name()='Url']/@template"):
        assert fetch(template.replace("{searchTerms}", "lang son"))

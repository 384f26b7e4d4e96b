"""JSON API: answers and errors in the form of its OpenAPI document, paging, rights."""

import re

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from library.database import work
from search_index.index import sync
from tests.makers import make_item


@pytest.fixture
def ask(app):
    """Return a function that calls the API, checks the answer by the document, and returns it."""
    client = app.test_client()
    document = client.get("/api/v1/openapi.json").get_json()

    def asked(path, status=200, **options):
        with client.get(f"/api/v1{path}", **options) as response:
            assert response.status_code == status, response.text
            if status != 304:
                schema = _schema(document, path.partition("?")[0], status)
                Draft202012Validator(schema).validate(response.get_json())
        return response

    return asked


def _schema(document, path, status):
    """Return the schema of an answer; an unknown path has that of errors."""
    components = {"components": document["components"]}
    for template, operations in document["paths"].items():
        if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", template), path):
            answer = operations["get"]["responses"][str(status)]
            return {**answer["content"]["application/json"]["schema"], **components}
    return {"$ref": "#/components/schemas/Error", **components}


def test_the_document_is_valid_openapi_and_names_every_address(app):
    document = app.test_client().get("/api/v1/openapi.json").get_json()
    validate(document)
    rules = {
        re.sub(r"<\w+:(\w+)>", r"{\1}", rule.rule.removeprefix("/api/v1"))
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/v1/")
    }
    assert rules - {"/openapi.json"} == set(document["paths"])


def test_an_item_is_described(ask, catalogue):
    item = ask(f"/items/{catalogue.book}").get_json()
    assert item["description"]["creator"] == "Nguyễn Văn Bình; Lê Thị C"
    assert item["rights"]["licence_url"] == "https://creativecommons.org/licenses/by/4.0/"
    assert (item["readable"], item["page_count"]) == (True, 2)


def test_the_text_of_an_item_is_sent_in_parts(ask, catalogue):
    first = ask(f"/items/{catalogue.book}/text?size=1")
    assert [text["number"] for text in first.get_json()["texts"]] == [1]
    (following,) = re.findall(r'/api/v1([^>]+)>; rel="next"', first.headers["Link"])
    last = ask(following)
    assert "thành nhà Mạc" in last.get_json()["texts"][0]["text"]
    assert 'rel="next"' not in last.headers["Link"]


def test_addresses_of_pages_open(ask, catalogue, app):
    (page, _) = ask(f"/items/{catalogue.book}/pages").get_json()["pages"]
    addresses = (page["url"], page["api"], page["alto"], page["images"][0]["url"])
    for address in addresses:
        with app.test_client().get(address) as response:
            assert response.status_code == 200


def test_pages_for_on_site_reading_are_refused_with_the_reason(ask, catalogue):
    assert ask(f"/items/{catalogue.paper}").get_json()["readable"] is False
    for path in ("pages", "pages/1", "text"):
        answer = ask(f"/items/{catalogue.paper}/{path}", status=403).get_json()
        assert "chỉ đọc trên máy tính của thư viện" in answer["error"]


def test_a_search_finds_what_anybody_may_find(ask, catalogue, index):
    index()
    (match,) = ask("/search?q=thanh+nha+mac").get_json()["hits"]
    assert match["id"] == catalogue.book
    assert "Mạc" in match["passage"]
    staff_hits = ask("/search?q=mật&order=newest").get_json()["hits"]
    assert catalogue.secret not in {hit["id"] for hit in staff_hits}


def test_a_member_of_staff_gets_the_answers_of_anybody(office, catalogue):
    for path in (f"items/{catalogue.secret}", f"items/{catalogue.draft}"):
        assert office.fetch(f"/api/v1/{path}").status_code == 404


def test_collections_count_what_is_public(ask, catalogue):
    counts = {row["slug"]: row["items"] for row in ask("/collections").get_json()["collections"]}
    assert counts == {"dia-chi": 1}  # the other one has no profile any more
    listed = ask("/collections/dia-chi/items").get_json()
    assert ([item["id"] for item in listed["items"]], listed["total"]) == ([catalogue.book], 1)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/search", 400),
        ("/search?q=", 400),
        ("/search?q=a&q=b", 400),
        ("/search?q=a&size=101", 400),
        ("/search?q=a&page=0", 400),
        ("/search?q=a&page=%C2%B2", 400),
        ("/search?q=a&page=101", 400),
        ("/search?q=a&order=random", 400),
        ("/search?q=a&limit=5", 400),
        ("/items/zz", 404),
        ("/items/UPPER", 404),
        ("/items/zz/pages/0", 404),
        ("/collections/khong-co/items", 404),
        ("/nothing", 404),
    ],
)
def test_a_wrong_request_gets_a_reason_as_json(ask, catalogue, path, status):
    assert ask(path, status).get_json()["error"]


def test_an_answer_to_another_query_says_so(ask, engine, index):
    with work(engine) as session:
        for _ in range(3):
            make_item(session, texts=("Trận lụt lớn",))
    index()
    answer = ask("/search?q=tr%E1%BA%ADm+l%E1%BB%A5t").get_json()
    assert (answer["answered_query"], answer["total"]) == ("trận lụt", 3)
    assert answer["corrected_query"] is None
    assert ask("/search?q=l%E1%BB%A5t").get_json()["answered_query"] is None


def test_items_that_come_close_stand_apart(ask, engine, index):
    with work(engine) as session:
        close = make_item(session, texts=("Trận mưa lớn ở chợ, rồi lụt.",))
    index()
    answer = ask("/search?q=tr%E1%BA%ADn+l%E1%BB%A5t+x%C6%B0a").get_json()
    assert (answer["hits"], answer["total"]) == ([], 0)
    assert [hit["id"] for hit in answer["near"]] == [close.id]


def test_a_search_for_signs_alone_finds_nothing(ask, catalogue, settings, engine):
    sync.drain(settings, engine)
    assert ask("/search?q=%3F%00%1B").get_json()["total"] == 0


def test_a_withdrawn_item_is_gone(ask, catalogue):
    assert "đã được gỡ" in ask(f"/items/{catalogue.withdrawn}", 410).get_json()["error"]


def test_other_methods_are_refused_as_json(app, catalogue):
    response = app.test_client().delete(f"/api/v1/items/{catalogue.book}")
    assert (response.status_code, response.mimetype) == (405, "application/json")
    assert "GET" in response.headers["Allow"]


def test_an_unchanged_answer_is_not_sent_again(ask, catalogue):
    tag = ask(f"/items/{catalogue.book}").headers["ETag"]
    ask(f"/items/{catalogue.book}", 304, headers={"If-None-Match": tag})


def test_long_lists_are_reached_by_links(ask, engine):
    with work(engine) as session:
        ids = {make_item(session, f"Sách {number}").id for number in range(5)}
    path, seen = "/collections/dia-chi/items?size=2", []
    while path:
        answer = ask(path)
        seen += [item["id"] for item in answer.get_json()["items"]]
        match = re.search(r'/api/v1([^>]+)>; rel="next"', answer.headers["Link"])
        path = match and match[1]
    assert sorted(seen) == sorted(ids)

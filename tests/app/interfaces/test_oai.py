"""OAI-PMH: verbs, errors, deleted records, and harvests that survive changes."""

import base64
import json
import re
from datetime import UTC, datetime, timedelta

import pytest
from lxml import etree
from oaipmh_scythe import Scythe
from sickle import Sickle

from app.interfaces.oai import provider
from library import clock
from library.catalogue.access.publishing import close
from library.catalogue.cataloguing import describe, find_item
from library.database import work
from tests.app.serving import served
from tests.makers import BY, make_item
from tests.xml_schemas import schema_errors

_OAI = "{http://www.openarchives.org/OAI/2.0/}"
_LIST = "verb=ListRecords&metadataPrefix=oai_dc"


@pytest.fixture
def ask(app):
    """Return a function that sends a request and returns the valid answer as a tree."""
    client = app.test_client()

    def asked(query, method="get"):
        if method == "get":
            response = client.get(f"/oai?{query}")
        else:
            kind = "application/x-www-form-urlencoded"
            response = client.post("/oai", data=query, content_type=kind)
        assert response.status_code == 200, response.text
        assert schema_errors(response.data, "oai-pmh/all.xsd") == []
        return etree.fromstring(response.data)

    return asked


def _ids(answer):
    return [node.text.rpartition(":")[2] for node in answer.iter(f"{_OAI}identifier")]


def _states(answer):
    return {
        header.findtext(f"{_OAI}identifier").rpartition(":")[2]: header.get("status")
        for header in answer.iter(f"{_OAI}header")
    }


def _token(answer):
    return answer.findtext(f".//{_OAI}resumptionToken")


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(
    "query",
    [
        "verb=Identify",
        "verb=ListSets",
        "verb=ListMetadataFormats",
        "verb=ListIdentifiers&metadataPrefix=mets",
        *(f"verb=ListRecords&metadataPrefix={prefix}" for prefix in provider.FORMATS),
    ],
)
def test_each_verb_is_answered_in_the_form_of_the_standard(ask, catalogue, query, method):
    answer = ask(query, method)
    verb = query.partition("&")[0].removeprefix("verb=")
    assert answer.find(f"{_OAI}{verb}") is not None


def test_what_is_not_public_is_in_no_list(ask, catalogue):
    listed = {catalogue.book: None, catalogue.paper: None, catalogue.withdrawn: "deleted"}
    assert _states(ask(_LIST)) == listed
    assert catalogue.secret not in etree.tostring(ask(_LIST), encoding="unicode")


def test_a_withdrawn_item_is_reported_as_deleted(ask, catalogue, engine):
    with work(engine) as session:
        close(session, find_item(session, catalogue.book), BY, "lý do của cán bộ")
    answer = ask(_LIST)
    assert _states(answer)[catalogue.book] == "deleted"
    assert "lý do" not in etree.tostring(answer, encoding="unicode")
    record = ask(f"verb=GetRecord&metadataPrefix=mets&identifier={_name(ask, catalogue.book)}")
    assert _states(record) == {catalogue.book: "deleted"}


def _name(ask, item_id):
    (prefix,) = ask("verb=Identify").iter("{*}repositoryIdentifier")
    return f"oai:{prefix.text}:{item_id}"


def test_mets_links_to_files_only_if_anybody_may_download_them(ask, catalogue):
    answer = ask("verb=ListRecords&metadataPrefix=mets")
    links = answer.xpath("//*[local-name()='FLocat']/@*[local-name()='href']")
    assert any(re.search(rf"{catalogue.book}/trang/1/tai-ve/alto.xml$", link) for link in links)
    assert not [link for link in links if catalogue.paper in link]
    ids = set(answer.xpath("//*[local-name()='file']/@ID"))
    assert set(answer.xpath("//*[local-name()='fptr']/@FILEID")) == ids != set()


def test_files_of_a_mets_record_open(ask, catalogue, app):
    answer = ask("verb=ListRecords&metadataPrefix=mets")
    links = answer.xpath("//*[local-name()='FLocat']/@*[local-name()='href']")
    for link in links:
        with app.test_client().get(link) as response:
            assert response.status_code == 200, link


def test_a_set_is_a_collection(ask, catalogue):
    assert set(_states(ask(f"{_LIST}&set=bao"))) == {catalogue.paper}
    specs = [node.text for node in ask("verb=ListSets").iter(f"{_OAI}setSpec")]
    assert specs == ["bao", "dia-chi"]


_BAD = "x" * 2000
_TOO_EARLY = base64.urlsafe_b64encode(
    json.dumps(["oai_dc", "", "", "", "0001-01-01T00:00:00+07:00", "a", 0]).encode()
).decode()
_ERRORS = [
    ("", "badVerb"),
    ("verb=Delete", "badVerb"),
    ("verb=Identify&verb=Identify", "badVerb"),
    ("verb=Identify&set=bao", "badArgument"),
    ("verb=ListRecords", "badArgument"),
    ("verb=GetRecord&metadataPrefix=oai_dc", "badArgument"),
    (f"{_LIST}&metadataPrefix=mets", "badArgument"),
    (f"{_LIST}&from=2026-13-01", "badArgument"),
    (f"{_LIST}&from=2026-01-01T00:00:00%2B07:00", "badArgument"),
    (f"{_LIST}&from=2026-01-01&until=2026-01-02T00:00:00Z", "badArgument"),
    (f"{_LIST}&from=2026-01-02&until=2026-01-01", "badArgument"),
    (f"{_LIST}&until=9999-12-31", None),
    (f"{_LIST}&from=0001-01-01", None),
    (f"{_LIST}&from=%00", "badArgument"),
    (f"{_LIST}&set=", "badArgument"),
    (f"{_LIST}&resumptionToken=abc", "badArgument"),
    (f"{_LIST}&until=1999-01-01", "noRecordsMatch"),
    (f"{_LIST}&from=2999-01-01", "noRecordsMatch"),
    (f"{_LIST}&set=khong-co", "noRecordsMatch"),
    ("verb=ListRecords&metadataPrefix=mods", "cannotDisseminateFormat"),
    ("verb=GetRecord&identifier=oai:x.y:1&metadataPrefix=oai_dc", "idDoesNotExist"),
    ("verb=ListMetadataFormats&identifier=%E1%BB%87", "idDoesNotExist"),
    ("verb=ListMetadataFormats&identifier=a%01%0Bb", "idDoesNotExist"),
    ("verb=ListRecords&resumptionToken=abc", "badResumptionToken"),
    ("verb=ListRecords&resumptionToken=W10", "badResumptionToken"),
    ("verb=ListRecords&resumptionToken=%C3%A9", "badResumptionToken"),
    (f"verb=ListIdentifiers&resumptionToken={_BAD}", "badResumptionToken"),
    (f"verb=ListIdentifiers&resumptionToken={_TOO_EARLY}", "badResumptionToken"),
    ("verb=ListSets&resumptionToken=x", "badResumptionToken"),
]


@pytest.mark.slow
def test_each_wrong_request_gets_the_error_of_the_standard(ask, catalogue):
    answers = [(query, ask(query).find(f"{_OAI}error")) for query, _ in _ERRORS]
    codes = [(query, None if error is None else error.get("code")) for query, error in answers]
    assert codes == _ERRORS


def test_signs_that_xml_does_not_allow_spoil_no_list(ask, engine):
    with work(engine) as session:
        make_item(session, "Tên\x0bsách", kind="sách\x01")
    for prefix in provider.FORMATS:
        assert _ids(ask(f"verb=ListRecords&metadataPrefix={prefix}"))


def test_items_for_staff_have_no_identifier(ask, catalogue):
    for item_id in (catalogue.secret, catalogue.draft):
        query = f"verb=GetRecord&metadataPrefix=oai_dc&identifier={_name(ask, item_id)}"
        assert ask(query).find(f"{_OAI}error").get("code") == "idDoesNotExist"


def test_from_and_until_include_their_second(ask, engine, monkeypatch):
    moment = datetime(2026, 5, 4, 3, 2, 1, 900_000, UTC)
    monkeypatch.setattr(clock, "now", lambda: moment)
    with work(engine) as session:
        item_id = make_item(session).id
    for window in (
        "from=2026-05-04T03:02:01Z&until=2026-05-04T03:02:01Z",
        "from=2026-05-04&until=2026-05-04",
    ):
        assert set(_states(ask(f"{_LIST}&{window}"))) == {item_id}
    assert not _states(ask(f"{_LIST}&until=2026-05-04T03:02:00Z"))


def _harvest(ask, change=lambda seen: None):
    answer = ask(_LIST)
    seen = [*_states(answer)]
    change(seen)
    while token := _token(answer):
        answer = ask(f"verb=ListRecords&resumptionToken={token}")
        seen += _states(answer)
    return seen


@pytest.fixture
def many(engine, monkeypatch):
    """Enter nine items, and send three records at a time."""
    start = datetime(2026, 1, 1, tzinfo=UTC)
    ticks = (start + timedelta(seconds=number // 40) for number in range(10**9))
    monkeypatch.setattr(clock, "now", lambda: next(ticks))
    form = provider.FORMATS["oai_dc"]
    small = type(form)(form.prefix, form.schema, form.space, 3, form.write)
    monkeypatch.setitem(provider.FORMATS, "oai_dc", small)
    with work(engine) as session:
        return [make_item(session, f"Tài liệu {number}").id for number in range(9)]


def test_a_harvest_by_tokens_is_complete(ask, many):
    seen = _harvest(ask)
    assert sorted(seen) == sorted(many)


def test_changes_in_the_middle_of_a_harvest_lose_nothing(ask, many, engine):
    again = []

    def change(seen):
        again.append(seen[0])
        last = next(item_id for item_id in many if item_id not in seen)
        with work(engine) as session:
            describe(session, find_item(session, seen[0]), {"title": "Tên mới"}, BY)
            close(session, find_item(session, last), BY, "gỡ")
            many.append(make_item(session, "Mới").id)

    seen = _harvest(ask, change)
    assert sorted(seen) == sorted([*many, *again])  # sent again with its new datestamp


@pytest.mark.slow
def test_two_harvesters_get_every_record_while_records_change(app, engine, many):
    def change(number):
        with work(engine) as session:
            title = {"title": f"Tên mới {number}"}
            describe(session, find_item(session, many[number % 9]), title, BY)

    harvested = []
    with served(app) as site:
        for number, record in enumerate(Sickle(f"{site}/oai").ListRecords(metadataPrefix="oai_dc")):
            harvested.append(record.header.identifier)
            if number < 6:
                change(number)
        with Scythe(f"{site}/oai") as scythe:
            again = [
                record.header.identifier for record in scythe.list_records(metadata_prefix="oai_dc")
            ]
    assert {name.rpartition(":")[2] for name in harvested} == set(many)
    assert set(again) == set(harvested)
    assert len(again) == len(many)


@pytest.mark.parametrize("prefix", provider.FORMATS)
def test_long_records_come_in_answers_of_limited_length(ask, catalogue, monkeypatch, prefix):
    one_answer = ask(f"verb=ListRecords&metadataPrefix={prefix}")
    monkeypatch.setattr(provider, "_RECORD_BYTES", 1)
    answer, ids = ask(f"verb=ListRecords&metadataPrefix={prefix}"), []
    while len(ids) < 3:
        (record,) = answer.iter(f"{_OAI}record")
        ids.append(record.findtext(f".//{_OAI}identifier"))
        token = _token(answer)
        if token:
            answer = ask(f"verb=ListRecords&resumptionToken={token}")
    assert not token
    assert ids == [node.text for node in one_answer.iter(f"{_OAI}identifier")]

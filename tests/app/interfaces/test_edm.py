"""Records in EDM name the rights of an item and its open files."""

import pytest
from lxml import etree


@pytest.fixture
def records(app, catalogue):
    """Return the records of all public items in EDM."""
    response = app.test_client().get("/oai?verb=ListRecords&metadataPrefix=edm")
    return etree.fromstring(response.data)


def test_edm_names_the_rights_and_only_files_that_anybody_may_see(records, catalogue):
    aggregations = records.xpath("//*[local-name()='Aggregation']")
    links = {
        aggregation.xpath("string(*[local-name()='isShownAt']/@*)"): aggregation
        for aggregation in aggregations
    }
    book, paper = (
        next(links[link] for link in links if link.endswith(item))
        for item in (catalogue.book, catalogue.paper)
    )
    rights = [
        aggregation.xpath("string(*[local-name()='rights']/@*)") for aggregation in (book, paper)
    ]
    assert rights == [
        "http://creativecommons.org/licenses/by/4.0/",
        "http://rightsstatements.org/vocab/CNE/1.0/",
    ]
    assert len(book.xpath("*[local-name()='isShownBy' or local-name()='object']")) == 2
    assert not paper.xpath("*[local-name()='isShownBy' or local-name()='object']")


def test_files_of_an_edm_record_open(records, catalogue, app):
    names = ("isShownAt", "isShownBy", "object", "isReferencedBy")
    links = [
        link
        for name in names
        for link in records.xpath(f"//*[local-name()='{name}']/@*[local-name()='resource']")
    ]
    for link in links:
        with app.test_client().get(link) as response:
            assert response.status_code == 200, link
    assert len(links) == 2 + 3

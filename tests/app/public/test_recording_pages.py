"""Pages of a recording have no scan, no words and no PDF: no address breaks because of that."""

import pytest
from sqlalchemy import select

from library.accessions.models import Accession
from library.catalogue.models import Access, Item
from library.database import work
from tests.ingest.days import run_pipeline, submit
from tests.ingest.recordings.clips import make_clip

pytestmark = pytest.mark.slow

_NEEDS_POST = frozenset({"item_id", "number"})


def _addresses(app, item_id):
    """Yield every address of a page or an item, whatever it shows."""
    for rule in app.url_map.iter_rules():
        if "GET" in rule.methods and "item_id" in rule.arguments <= _NEEDS_POST:
            with app.test_request_context():
                values = {"item_id": item_id, "number": 1}
                yield app.url_map.bind("localhost").build(
                    rule.endpoint, {name: values[name] for name in rule.arguments}
                )


def test_no_address_of_a_recording_breaks(settings, engine, app, browser, office, tmp_path):
    submit(settings, engine, make_clip(tmp_path / "hát.wav", seconds=1), publish=True)
    run_pipeline(settings, engine)
    with work(engine) as session:
        item = session.scalars(select(Item)).one()
        item.access = Access.PUBLIC
        item_id, number = item.id, session.scalars(select(Accession.number)).one()
    answers = {
        (who, address): visitor.fetch(address).status_code
        for who, visitor in (("reader", browser), ("staff", office))
        for address in (*_addresses(app, item_id), f"/can-bo/lan-nhap/{number}")
    }
    assert {place: code for place, code in answers.items() if code == 500} == {}
    shown = (f"/tai-lieu/{item_id}", f"/tai-lieu/{item_id}/trang/1")
    assert [answers["reader", address] for address in shown] == [200, 200]

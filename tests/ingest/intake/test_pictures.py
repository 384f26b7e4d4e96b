"""Tests that a page is made again when it is catalogued as a picture."""

import pytest
from sqlalchemy import select

from library.catalogue import cataloguing
from library.catalogue.models import Derivative, DerivativeKind, Item
from library.database import reading, work
from tests.ingest.days import ledger_steps, run_pipeline, submit
from tests.ingest.papers import LETTER, scan
from tests.makers import BY

pytestmark = pytest.mark.slow


def _pdfs(engine) -> set[str]:
    with reading(engine) as session:
        query = select(Derivative.digest).where(Derivative.kind == DerivativeKind.LEAF)
        return set(session.scalars(query))


def test_a_page_is_made_again_when_its_item_becomes_a_picture(settings, engine, tmp_path):
    scan(LETTER).save(tmp_path / "trang.png")
    submit(settings, engine, tmp_path / "trang.png")
    run_pipeline(settings, engine)
    as_print, steps = _pdfs(engine), len(ledger_steps(engine, "derive"))
    with work(engine) as session:
        item = session.scalars(select(Item)).one()
        cataloguing.describe(session, item, {"kind": "Ảnh"}, BY)
    run_pipeline(settings, engine)
    assert (steps, len(ledger_steps(engine, "derive"))) == (1, 2)
    assert not as_print & _pdfs(engine)

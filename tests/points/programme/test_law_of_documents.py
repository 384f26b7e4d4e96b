"""Every document cites what is in force on its day, on each day on which the law changes."""

from datetime import date

import pytest

from library.database import reading
from library.installation import set_up
from library.law import law_register
from points.programme.paper_templates import templates
from tests.architecture.plan import CHECKOUT
from tests.makers import make_settings
from tests.points.programme import law_documents as law

_BOUNDARIES = [day for day in law.boundary_days() if law.FIRST <= day <= law.LAST]
_NAMES_OF_PLANS = ("149/KH-UBND",)
"""Documents that pages name as examples of searches and of plans."""


@pytest.fixture(scope="module")
def offices(tmp_path_factory):
    """Return a database with the plans and points of the province."""
    database = set_up(make_settings(tmp_path_factory.mktemp("law")))
    law.fill_offices(database)
    yield database
    database.dispose()


@pytest.mark.slow
def test_no_document_cites_what_is_not_in_force_on_its_day(offices):
    with reading(offices) as session:
        wrong = {
            f"{day} {name}: {citation.sentence}"
            for day in _BOUNDARIES
            for name, text in law.documents(session, day, every_kind=False)
            for citation in law_register.wrong_citations(text, day)
        }
    assert sorted(wrong) == []


def test_every_template_is_composed_on_some_day(offices):
    with reading(offices) as session:
        names = {
            name.split()[1]
            for day in (date(2019, 2, 1), date(2026, 2, 1))
            for name, _ in law.documents(session, day)
            if name.startswith("report ")
        }
    assert names == set(templates())


def test_no_page_names_an_act_or_body_by_itself():
    day = date(2026, 1, 1)
    pages = (CHECKOUT / "app" / "templates").rglob("*.html")
    literal = {
        f"{path.relative_to(CHECKOUT)}: {citation.text}"
        for path in pages
        for citation in law_register.wrong_citations(path.read_text(encoding="utf-8"), day)
        if citation.text not in _NAMES_OF_PLANS
    }
    assert sorted(literal) == []

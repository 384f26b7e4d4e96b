"""Items that were there before there were records get theirs."""

import sqlite3
from contextlib import closing

from sqlalchemy import select

from library.catalogue.authorities import records
from library.catalogue.authorities.models import Authority
from library.database import reading, work
from library.installation import downgrade, upgrade
from tests.makers import make_item


def test_names_that_were_there_before_get_their_records(settings, engine):
    with work(engine) as session:
        item = make_item(session, creator="Vi Hồng; vi hồng; Lê Quý Đôn", place="Lạng Sơn")
    downgrade(engine, "0036")
    with closing(sqlite3.connect(settings.home / "diachi.sqlite")) as database, database:
        database.execute("""UPDATE item SET other_fields = '{"subject": ["Then", 7]}'""")
    upgrade(engine)
    with reading(engine) as session:
        found = [(one.field, one.name) for one in records.mentions(session, item.id)]
        assert found == [
            ("creator", "Vi Hồng"),
            ("creator", "Lê Quý Đôn"),
            ("place", "Lạng Sơn"),
            ("subject", "Then"),
        ]


def test_what_is_catalogued_afterwards_gets_new_records(engine):
    downgrade(engine, "0036")
    upgrade(engine)
    with work(engine) as session:
        make_item(session, creator="Vi Hồng")
        assert [one.name for one in session.scalars(select(Authority))] == ["Vi Hồng"]

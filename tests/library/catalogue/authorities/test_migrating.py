"""Items that were there before there were records get theirs."""

import sqlite3
from contextlib import closing

from sqlalchemy import select

from library.catalogue.authorities import authority_records, linking
from library.catalogue.authorities.extract_names import key_of
from library.catalogue.authorities.models import Authority
from library.catalogue.models import Item
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
        found = [(one.field, one.name) for one in authority_records.mentions(session, item.id)]
        assert found == [
            ("creator", "Vi Hồng"),
            ("creator", "Lê Quý Đôn"),
            ("place", "Lạng Sơn"),
            ("subject", "Then"),
        ]


def test_long_names_that_were_taken_for_one_are_parted(settings, engine):
    long = "Nguyễn Văn An, Trần Thị Bình, " * 10
    names = (f"{long}Lê Chi", f"{long}Lê Chính")
    with work(engine) as session:
        items = [make_item(session, creator=name) for name in names]
        one, other = session.scalars(select(Authority.id).order_by(Authority.id))
    downgrade(engine, "0047")
    with closing(sqlite3.connect(settings.home / "diachi.sqlite")) as database, database:
        taken = "UPDATE item_authority SET authority_id = ?, origin_id = ?"
        database.execute(taken, (one, one))
        database.execute("DELETE FROM authority WHERE id = ?", (other,))
        database.execute("UPDATE authority SET key = substr(key, 1, 200)")
    upgrade(engine)
    with work(engine) as session:
        held = session.scalars(select(Authority).order_by(Authority.id))
        assert {one.name: one.key for one in held} == {name: key_of(name) for name in names}
        for item, name in zip(items, names, strict=True):
            assert [said.name for said in authority_records.mentions(session, item.id)] == [name]
            assert not linking.link(session, session.get_one(Item, item.id))


def test_what_is_catalogued_afterwards_gets_new_records(engine):
    downgrade(engine, "0036")
    upgrade(engine)
    with work(engine) as session:
        make_item(session, creator="Vi Hồng")
        assert [one.name for one in session.scalars(select(Authority))] == ["Vi Hồng"]

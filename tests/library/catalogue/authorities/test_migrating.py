"""Tests of the migrations that create authority records for existing items."""

from sqlalchemy import select, text

from library.catalogue.authorities import authority_records, linking
from library.catalogue.authorities.extract_names import key_of
from library.catalogue.authorities.models import Authority
from library.catalogue.models import Item
from library.database import reading, work
from library.schema_version import downgrade, upgrade
from tests.makers import make_item


def test_existing_names_get_records(engine):
    with work(engine) as session:
        item = make_item(session, creator="Vi Hồng; vi hồng; Lê Quý Đôn", place="Lạng Sơn")
    downgrade(engine, "0036")
    with work(engine) as session:
        session.execute(text("""UPDATE item SET other_fields = '{"subject"\\: ["Then", 7]}'"""))
    upgrade(engine)
    with reading(engine) as session:
        mentioned = [
            (mention.field, mention.name)
            for mention in authority_records.mentions(session, item.id)
        ]
        assert mentioned == [
            ("creator", "Vi Hồng"),
            ("creator", "Lê Quý Đôn"),
            ("place", "Lạng Sơn"),
            ("subject", "Then"),
        ]


def test_long_names_merged_by_mistake_are_separated(engine):
    long = "Nguyễn Văn An, Trần Thị Bình, " * 10
    names = (f"{long}Lê Chi", f"{long}Lê Chính")
    with work(engine) as session:
        items = [make_item(session, creator=name) for name in names]
        first_id, second_id = session.scalars(select(Authority.id).order_by(Authority.id))
    downgrade(engine, "0047")
    with work(engine) as session:
        joined = {"kept": first_id, "joined": second_id}
        statement = "UPDATE item_authority SET authority_id = :kept, origin_id = :kept"
        session.execute(text(statement), joined)
        session.execute(text("DELETE FROM authority WHERE id = :joined"), joined)
        session.execute(text("UPDATE authority SET key = substr(key, 1, 200)"))
    upgrade(engine)
    with work(engine) as session:
        records = session.scalars(select(Authority).order_by(Authority.id))
        assert {record.name: record.key for record in records} == {
            name: key_of(name) for name in names
        }
        for item, name in zip(items, names, strict=True):
            assert [mention.name for mention in authority_records.mentions(session, item.id)] == [
                name
            ]
            assert not linking.link(session, session.get_one(Item, item.id))


def test_items_catalogued_after_the_migration_get_records(engine):
    downgrade(engine, "0036")
    upgrade(engine)
    with work(engine) as session:
        make_item(session, creator="Vi Hồng")
        assert [record.name for record in session.scalars(select(Authority))] == ["Vi Hồng"]

"""Headings of MARC records meet the names the catalogue knows, whichever they use."""

from pymarc import Field, Indicators, Record, Subfield

from library.catalogue import cataloguing
from library.catalogue.authorities import authority_records, edit_records
from library.catalogue.authorities.edit_records import Told
from library.catalogue.authorities.models import AuthorityKind
from library.exchange.marc_fields import row_of_record
from tests.makers import BY, make_item


def _field(tag, **parts):
    return Field(tag, Indicators(" ", " "), [Subfield(code, text) for code, text in parts.items()])


def _row():
    record = Record()
    record.add_field(
        _field("245", a="Vân đài loại ngữ /"),
        _field("100", a="Quế Đường,", d="1726-1784."),
        _field("710", a="UBND tỉnh Lạng Sơn.", b="Ban Tuyên giáo"),
        _field("650", a="Lịch sử", z="Lạng Sơn"),
        _field("651", a="Ôn Châu."),
    )
    return row_of_record(1, record)


def test_a_heading_that_is_a_variant_meets_its_record(session):
    told = Told("Lê Quý Đôn", AuthorityKind.PERSON, variants=("Quế Đường",))
    edit_records.enter(session, told, BY)
    row = _row()
    item = make_item(session, **{name: row.told[name] for name in ("creator", "issuing_body")})
    cataloguing.describe_beside(session, item, row.other)
    named = {(one.field, one.name) for one in authority_records.mentions(session, item.id)}
    assert item.creator == "Lê Quý Đôn"
    assert named == {
        ("creator", "Lê Quý Đôn"),
        ("issuing_body", "UBND tỉnh Lạng Sơn. Ban Tuyên giáo"),
        ("subject", "Lịch sử"),
        ("subject", "Lạng Sơn"),
        ("coverage", "Ôn Châu"),
    }

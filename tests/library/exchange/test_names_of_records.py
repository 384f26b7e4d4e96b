"""Names in MARC records are linked to authority records, also by variant forms."""

from pymarc import Field, Indicators, Record, Subfield

from library.catalogue import cataloguing
from library.catalogue.authorities import authority_records, edit_records
from library.catalogue.authorities.edit_records import AuthorityDetails
from library.catalogue.authorities.models import AuthorityKind
from library.exchange.marc21.marc_fields import row_of_record
from library.exchange.marc21.read_marc import from_marc
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
    (read,) = from_marc(record.as_marc(), "a.mrc").records.values()
    return row_of_record(1, read)


def test_a_variant_name_in_marc_is_linked_to_its_authority_record(session):
    details = AuthorityDetails("Lê Quý Đôn", AuthorityKind.PERSON, variants=("Quế Đường",))
    edit_records.enter(session, details, BY)
    row = _row()
    item = make_item(session, **{name: row.told[name] for name in ("creator", "issuing_body")})
    cataloguing.set_other_fields(session, item, row.other)
    linked_names = {
        (mention.field, mention.name) for mention in authority_records.mentions(session, item.id)
    }
    assert item.creator == "Lê Quý Đôn"
    assert linked_names == {
        ("creator", "Lê Quý Đôn"),
        ("issuing_body", "UBND tỉnh Lạng Sơn. Ban Tuyên giáo"),
        ("subject", "Lịch sử -- Lạng Sơn"),
        ("coverage", "Ôn Châu"),
    }

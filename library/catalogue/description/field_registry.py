"""Registry of description fields: one row per field says everything that depends on the field.

Forms, lists, authority records, MARC 21, Dublin Core, column headings, search terms and JSON lines
follow these rows. A new core field is one row here, a column of `Item`, a migration, and a line of
`app/templates/components/description.html`. MARC 041, 082, 1XX, 245, 264, 300, 506, 650 and 856
combine several fields and are written in `library/exchange/marc21/marc_writing.py`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from library.catalogue.authorities.models import AuthorityKind


@dataclass(frozen=True, slots=True)
class MarcField:
    """The MARC 21 field in which a value is written."""

    tag: str
    indicators: str
    code: str
    repeated: bool = False
    """True when each of several values gets a field of its own."""


@dataclass(frozen=True, slots=True)
class DublinCoreTerm:
    """The Dublin Core or MARC relator term in which a value is written."""

    prefix: str
    """Namespace prefix: dc, dcterms or marcrel."""
    name: str
    order: int
    """Position in a written record, from 1; a new field goes last."""
    repeated: bool = False
    """True when each of several values gets an element of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DescriptionField:
    """One field of a description; attributes at their default do not apply to it."""

    name: str
    label: str = ""
    """Vietnamese label on forms and in lists; without one the field has no input of its own."""
    help: str = ""
    kind: str = "text"
    """Kind of input, as in the `kind` of a field in `profile.toml`."""
    column: bool = False
    """True for a column of `Item`; other values are stored in `Item.other_fields`."""
    required: bool = False
    bibliographic: bool = False
    """True when readers see it as a bibliographic fact, even without a field of the collection.

    Other values in `Item.other_fields` (notes, provenance) may be for staff only: readers see them
    where the collection has a field for them.
    """
    authority: AuthorityKind | None = None
    """Kind of authority record to which its names are linked, unless a name says otherwise."""
    searchable: bool = False
    """True when searches include it."""
    can_be_missing: bool = False
    """True when staff may search for items in which it is empty."""
    headings: tuple[str, ...] = ()
    """Column headings, besides the label and the name, by which it is known in a spreadsheet."""
    json_keys: tuple[str, ...] = ()
    """Keys by which it is known in JSON lines, the preferred first."""
    marc: MarcField | None = None
    marc_sources: tuple[tuple[str, str], ...] = ()
    """Tags and subfield codes from which it is read."""
    dublin_core: DublinCoreTerm | None = None
    dublin_core_sources: tuple[tuple[str, str], ...] = ()
    """Further terms (prefix, name) from which it is read."""

    @property
    def dublin_core_terms(self) -> tuple[tuple[str, str], ...]:
        """Every term (prefix, name) from which it is read: the one it is written in, and others."""
        term = self.dublin_core
        return ((term.prefix, term.name), *self.dublin_core_sources) if term else ()


FIELDS: tuple[DescriptionField, ...] = (
    DescriptionField(
        name="title",
        label="Nhan đề",
        column=True,
        required=True,
        searchable=True,
        headings=("nhan đề", "tiêu đề", "tên tài liệu", "trích yếu", "title"),
        json_keys=("title", "nhan_de"),
        dublin_core=DublinCoreTerm("dc", "title", 1),
    ),
    DescriptionField(
        name="kind",
        label="Loại tài liệu",
        column=True,
        searchable=True,
        can_be_missing=True,
        headings=("loại", "loại tài liệu", "loại văn bản", "thể loại", "type", "kind"),
        json_keys=("kind", "loai_van_ban", "type"),
        marc=MarcField("655", " 4", "a"),
        marc_sources=(("655", "a"),),
        dublin_core=DublinCoreTerm("dc", "type", 2),
    ),
    DescriptionField(
        name="number",
        label="Số, ký hiệu",
        column=True,
        searchable=True,
        can_be_missing=True,
        headings=(
            *("số", "số hiệu", "ký hiệu", "số ký hiệu", "số và ký hiệu", "số văn bản"),
            "number",
        ),
        json_keys=("number", "so_hieu"),
        marc=MarcField("024", "8 ", "a"),
        marc_sources=(("086", "a"), ("088", "a")),
        dublin_core=DublinCoreTerm("dc", "identifier", 3),
    ),
    DescriptionField(
        name="series",
        label="Báo, tạp chí, bộ sách",
        help="Viết giống nhau ở mọi số, mọi tập: chúng được xếp thành lịch báo.",
        column=True,
        can_be_missing=True,
        headings=("tên báo", "tên tạp chí", "báo, tạp chí", "bộ sách", "tùng thư", "series"),
        json_keys=("series", "ten_bao"),
        marc=MarcField("490", "0 ", "a"),
        marc_sources=(("490", "a"), ("440", "a"), ("773", "t")),
        dublin_core=DublinCoreTerm("dcterms", "isPartOf", 4),
    ),
    DescriptionField(
        name="issuing_body",
        label="Cơ quan ban hành",
        column=True,
        authority=AuthorityKind.BODY,
        searchable=True,
        can_be_missing=True,
        headings=("cơ quan ban hành", "nơi ban hành", "issuing body"),
        json_keys=("issuing_body", "co_quan_ban_hanh"),
        dublin_core=DublinCoreTerm("marcrel", "isb", 6, repeated=True),
    ),
    DescriptionField(
        name="creator",
        label="Tác giả",
        column=True,
        authority=AuthorityKind.PERSON,
        searchable=True,
        can_be_missing=True,
        headings=("tác giả", "người viết", "creator", "author", "contributor author"),
        json_keys=("creator", "author", "tac_gia"),
        dublin_core=DublinCoreTerm("dc", "creator", 5, repeated=True),
    ),
    DescriptionField(
        name="date",
        label="Ngày, tháng hoặc năm",
        help=(
            "Biết đến đâu ghi đến đó: 22/8/2017, 8/2017, 1886, khoảng 1920, 192?, 1920-1925, "
            "thế kỷ 19, Bảo Đại thứ 5."
        ),
        kind="date",
        column=True,
        searchable=True,
        can_be_missing=True,
        headings=(
            *("ngày", "ngày tháng", "ngày ban hành", "năm", "năm xuất bản", "ngày xuất bản"),
            *("date", "date issued", "issued", "date created", "created", "year"),
        ),
        json_keys=("date", "ngay_ban_hanh_iso", "ngay_ban_hanh"),
        dublin_core=DublinCoreTerm("dc", "date", 10),
        dublin_core_sources=(("dcterms", "issued"), ("dcterms", "created")),
    ),
    DescriptionField(
        name="place",
        label="Nơi ban hành, xuất bản",
        column=True,
        authority=AuthorityKind.PLACE,
        can_be_missing=True,
        json_keys=("place", "noi_ban_hanh"),
        dublin_core=DublinCoreTerm("marcrel", "pup", 9),
    ),
    DescriptionField(
        name="language",
        label="Ngôn ngữ",
        help="vi, fr, zh, tyz …",
        column=True,
        required=True,
        headings=("ngôn ngữ", "tiếng", "language", "language iso", "lang"),
        json_keys=("language",),
        dublin_core=DublinCoreTerm("dc", "language", 11),
    ),
    DescriptionField(
        name="description",
        label="Mô tả, tóm tắt",
        kind="long",
        column=True,
        can_be_missing=True,
        headings=("mô tả", "tóm tắt", "description", "description abstract", "abstract"),
        json_keys=("description", "tom_tat"),
        marc=MarcField("520", "  ", "a"),
        marc_sources=(("520", "a"),),
        dublin_core=DublinCoreTerm("dc", "description", 14),
        dublin_core_sources=(("dcterms", "abstract"),),
    ),
    DescriptionField(
        name="url",
        label="Địa chỉ nguồn",
        kind="url",
        column=True,
        headings=(
            *("địa chỉ", "địa chỉ nguồn", "liên kết"),
            *("url", "uri", "link", "identifier uri"),
        ),
        json_keys=("url",),
    ),
    DescriptionField(
        name="licence",
        label="Giấy phép, quyền",
        column=True,
        can_be_missing=True,
        headings=(
            *("giấy phép", "quyền sử dụng", "bản quyền"),
            *("licence", "license", "rights"),
        ),
        json_keys=("licence", "license"),
        marc=MarcField("540", "  ", "a"),
        marc_sources=(("540", "a"),),
        dublin_core=DublinCoreTerm("dc", "rights", 20),
        dublin_core_sources=(("dcterms", "license"), ("dcterms", "rights")),
    ),
    DescriptionField(
        name="access",
        label="Nơi đọc",
        column=True,
        headings=("nơi đọc", "quyền đọc", "access", "access rights", "accessrights"),
        marc_sources=(("506", "a"),),
        dublin_core=DublinCoreTerm("dcterms", "accessRights", 21),
    ),
    DescriptionField(
        name="opens",
        label="Mở từ ngày",
        help="Để trống nếu mở ngay. Trước ngày này bạn đọc chỉ thấy biểu ghi và ngày mở.",
        column=True,
        headings=("mở từ ngày", "ngày mở", "embargo until", "date available", "available"),
        marc_sources=(("506", "g"),),
        dublin_core=DublinCoreTerm("dcterms", "available", 22),
    ),
    DescriptionField(
        name="subject",
        label="Đề mục, từ khóa",
        authority=AuthorityKind.SUBJECT,
        help="Phụ đề viết sau hai gạch: Lễ hội -- Lịch sử.",
        headings=("đề mục", "chủ đề", "từ khóa", "từ khoá", "subject", "keywords"),
        dublin_core=DublinCoreTerm("dc", "subject", 12, repeated=True),
    ),
    DescriptionField(
        name="coverage",
        label="Địa danh",
        authority=AuthorityKind.PLACE,
        headings=("địa danh", "nơi chốn", "coverage", "coverage spatial", "spatial"),
        marc=MarcField("651", " 4", "a", repeated=True),
        dublin_core=DublinCoreTerm("dc", "coverage", 13, repeated=True),
        dublin_core_sources=(("dcterms", "spatial"), ("dcterms", "temporal")),
    ),
    DescriptionField(
        name="contributor",
        label="Người cộng tác, người ký",
        authority=AuthorityKind.PERSON,
        headings=("người ký", "cộng tác", "contributor"),
        dublin_core=DublinCoreTerm("dc", "contributor", 7, repeated=True),
    ),
    DescriptionField(
        name="publisher",
        label="Nhà xuất bản",
        authority=AuthorityKind.BODY,
        headings=("nhà xuất bản", "publisher"),
        marc_sources=(("260", "b"), ("264", "b")),
        dublin_core=DublinCoreTerm("dc", "publisher", 8),
    ),
    DescriptionField(
        name="edition",
        label="Lần xuất bản",
        bibliographic=True,
        headings=("lần xuất bản", "lần in", "edition"),
        marc=MarcField("250", "  ", "a"),
        marc_sources=(("250", "a"),),
        dublin_core=DublinCoreTerm("dcterms", "hasVersion", 16),
    ),
    DescriptionField(
        name="extent",
        label="Số trang, khổ",
        bibliographic=True,
        headings=("số trang", "khổ", "format", "extent", "format extent"),
        dublin_core=DublinCoreTerm("dcterms", "extent", 15),
        dublin_core_sources=(("dc", "format"),),
    ),
    DescriptionField(
        name="isbn",
        label="ISBN",
        bibliographic=True,
        headings=("isbn", "identifier isbn"),
        marc=MarcField("020", "  ", "a", repeated=True),
        marc_sources=(("020", "a"),),
    ),
    DescriptionField(
        name="issn",
        label="ISSN",
        bibliographic=True,
        headings=("issn", "identifier issn"),
        marc=MarcField("022", "  ", "a", repeated=True),
        marc_sources=(("022", "a"),),
    ),
    DescriptionField(
        name="classification",
        label="Chỉ số phân loại (DDC)",
        help="Ba chữ số, rồi dấu chấm: 959.7, 398.2.",
        bibliographic=True,
        headings=("chỉ số phân loại", "ký hiệu phân loại", "ddc", "subject ddc"),
        marc_sources=(("082", "a"), ("084", "a")),
    ),
    DescriptionField(
        name="book_number",
        label="Ký hiệu tác giả (Cutter)",
        bibliographic=True,
        headings=("ký hiệu tác giả", "cutter"),
        marc_sources=(("082", "b"), ("084", "b")),
    ),
    DescriptionField(
        name="responsibility",
        label="Thông tin trách nhiệm",
        help="Chép như trên trang tên sách: Hoàng Nam ch.b. ; Lê B s.t.",
        bibliographic=True,
        headings=("thông tin trách nhiệm",),
        marc_sources=(("245", "c"),),
    ),
    DescriptionField(
        name="note",
        label="Ghi chú",
        headings=("ghi chú", "note", "notes"),
        marc=MarcField("500", "  ", "a"),
        marc_sources=(("500", "a"),),
        dublin_core=DublinCoreTerm("dcterms", "provenance", 17),
    ),
    DescriptionField(
        name="contents",
        label="Mục lục",
        help="Mỗi dòng một mục, số trang in ở cuối: Chương 1. Núi sông … 5. Thụt vào hai dấu cách "
        "là mục con. Để trống thì máy lập mục lục từ trang mục lục in sẵn hoặc từ các đề mục.",
        kind="long",
        headings=("mục lục", "table of contents"),
    ),
    DescriptionField(
        name="relation",
        label="Liên quan",
        headings=("relation", "relation ispartof", "thuộc"),
        marc=MarcField("787", "0 ", "t"),
        marc_sources=(("787", "t"),),
        dublin_core=DublinCoreTerm("dc", "relation", 19),
    ),
    DescriptionField(
        name="source",
        label="Nguồn",
        headings=("nguồn", "source"),
        marc=MarcField("786", "0 ", "t"),
        marc_sources=(("786", "t"),),
        dublin_core=DublinCoreTerm("dc", "source", 18),
    ),
    DescriptionField(
        name="identifier", headings=("mã", "mã số", "mã tài liệu", "identifier", "identifier other")
    ),
    # names that collections give to fields of their own
    DescriptionField(name="nguoi_ky", authority=AuthorityKind.PERSON),
    DescriptionField(name="signer", authority=AuthorityKind.PERSON),
    DescriptionField(name="de_muc", authority=AuthorityKind.SUBJECT),
    DescriptionField(name="tu_khoa", authority=AuthorityKind.SUBJECT),
    DescriptionField(name="dia_danh", authority=AuthorityKind.PLACE),
)


def names(having: Callable[[DescriptionField], object]) -> tuple[str, ...]:
    """Return the names of the fields for which the condition is true, in the registry's order."""
    return tuple(field.name for field in FIELDS if having(field))


def authority_fields(*, columns: bool) -> dict[str, AuthorityKind]:
    """Return the fields that hold names, persons first; either columns of `Item` or the others."""
    holding = [field for field in FIELDS if field.authority and field.column is columns]
    kinds = list(AuthorityKind)
    fields: Iterable[DescriptionField] = sorted(holding, key=lambda f: kinds.index(f.authority))
    return {field.name: field.authority for field in fields}


DESCRIPTION_FIELDS = names(lambda field: field.column)
"""Fields that every description has: columns of `Item`."""

OTHER_LABELLED_FIELDS = names(lambda field: field.label and not field.column)
"""Labelled fields that are stored in `Item.other_fields`."""

BIBLIOGRAPHIC = names(lambda field: field.bibliographic)
"""Fields of records from other libraries that readers see as they are."""

SEARCHABLE = names(lambda field: field.searchable)
"""Columns of `Item` in which a search finds words."""

CAN_BE_MISSING = names(lambda field: field.can_be_missing)
"""Columns of `Item` by whose absence staff may search."""

REQUIRED = frozenset(names(lambda field: field.required))
LABELS = {field.name: field.label for field in FIELDS if field.label}

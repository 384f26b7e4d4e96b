"""Files that are not taken in: what each is and what to do, in the same words everywhere."""

from dataclasses import dataclass
from pathlib import Path, PurePath

from library.accessions.grouping import SNIFF_BYTES, FileType, detect_type

_SENTENCE = "“{0}” là {1}, hệ thống không đọc được. {2}"
_UNKNOWN = (
    "“{0}” không thuộc loại tệp mà hệ thống đọc được. "
    "Hãy lưu lại thành PDF, TIFF, JPEG hoặc PNG rồi nộp lại."
)


@dataclass(frozen=True, slots=True)
class RefusedType:
    """A type of file that is not read: its noun, the remedy, and how it is recognised."""

    noun: str
    remedy: str
    suffixes: tuple[str, ...]
    marks: tuple[bytes, ...] = ()

    def sentence(self, name: str) -> str:
        """Return the refusal of a file with this name."""
        return _SENTENCE.format(name, self.noun, self.remedy)


def _type(noun: str, remedy: str, suffixes: str, *marks: bytes) -> RefusedType:
    return RefusedType(noun, f"Hãy {remedy} rồi nộp lại.", tuple(suffixes.split()), marks)


CAMERA_RAW = _type(
    "ảnh thô của máy ảnh",
    "xuất ảnh thành TIFF hoặc JPEG",
    ".dng .cr2 .cr3 .crw .nef .nrw .arw .srf .orf .rw2 .raf .pef .srw .raw",
)
"""Most are TIFF files whose first page is only a small picture."""

MACRO_SHEET, MACRO_TEXT, MACRO_SLIDES = (
    _type(
        "bảng tính Excel có macro",
        "mở bằng Excel, lưu thành .xlsx hoặc PDF",
        ".xlsm .xltm .xlam",
    ),
    _type("văn bản Word có macro", "mở bằng Word, lưu thành .docx hoặc PDF", ".docm .dotm"),
    _type(
        "bản trình chiếu PowerPoint có macro",
        "mở bằng PowerPoint, lưu thành .pptx hoặc PDF",
        ".pptm .potm .ppsm .ppam",
    ),
)
OUTLOOK = _type(
    "thư của Outlook", "mở bằng Outlook, lưu thư thành .eml hoặc PDF", ".msg .oft .pst .ost .olm"
)
COMPRESSED_FILE = _type("một tệp nén riêng lẻ", "giải nén nó", ".gz .bz2 .xz .z")

REFUSED_TYPES = (
    *(CAMERA_RAW, MACRO_SHEET, MACRO_TEXT, MACRO_SLIDES, OUTLOOK),
    _type("bảng tính Excel nhị phân", "mở bằng Excel, lưu thành .xlsx", ".xlsb"),
    _type(
        "ảnh đĩa",
        "mở nó như một đĩa, chép tài liệu trong đó ra một thư mục",
        ".iso .img .nrg .mdf .mds .cue .dmg .vhd .vhdx .vmdk .vdi",
        b"conectix",
        b"KDMV",
    ),
    _type(
        "chương trình máy tính",
        "chỉ chọn tài liệu; tài liệu nằm trong chương trình thì mở ra, lưu thành PDF",
        ".exe .msi .dll .com .scr .bat .cmd .ps1 .vbs .sh .apk .jar .deb .rpm .app .swf",
        *(b"MZ\x90\0", b"MZP\0", b"\x7fELF", b"\xca\xfe\xba\xbe", b"FWS", b"CWS"),
    ),
    _type(
        "bản vẽ thiết kế trên máy tính",
        "mở bằng chương trình vẽ, in ra PDF",
        ".dwg .dxf .dgn .dwf .rvt .skp .3ds .stl .step .stp .igs",
        b"AC10",
    ),
    _type(
        "hình vẽ của chương trình đồ họa",
        "xuất hình ra PDF, TIFF hoặc PNG",
        ".psd .psb .ai .indd .qxd .cdr .xcf .svg .svgz .eps .ps .wmf .emf .vsd .vsdx .pub .pmd",
        *(b"8BPS", b"%!PS", b"\xc5\xd0\xd3\xc6", b"gimp xcf"),
    ),
    _type(
        "dữ liệu bản đồ số",
        "mở bằng chương trình bản đồ, xuất tờ bản đồ ra PDF hoặc TIFF",
        ".shp .shx .tab .gdb .gpkg .kml .kmz .gpx .geojson .qgs .qgz .mxd .ecw .sid",
    ),
    _type(
        "cơ sở dữ liệu",
        "xuất các bảng cần giữ ra Excel (.xlsx) hoặc PDF",
        ".mdb .accdb .dbf .db .sqlite .sqlite3 .fdb",
        *(b"SQLite format 3", b"\0\x01\0\0Standard Jet", b"\0\x01\0\0Standard ACE"),
    ),
    _type("bảng dữ liệu dạng chữ", "mở bằng Excel, lưu thành .xlsx", ".csv .tsv .json .jsonl"),
    _type(
        "sách điện tử loại không phải EPUB",
        "chuyển sang EPUB hoặc PDF",
        ".mobi .prc .azw .azw3 .kfx .lit .fb2 .chm .ibooks .xps .oxps",
        b"ITSF",
    ),
    _type(
        "tệp của chương trình soạn thảo ít dùng",
        "mở bằng chính chương trình đã tạo ra nó, lưu thành PDF",
        ".pages .numbers .key .wps .wpd .et .dps .one .mpp .hwp .tex .odg .odf",
        b"\xffWPC",
    ),
    _type(
        "tệp nén loại ít dùng",
        "giải nén, nộp cả thư mục, hoặc nén lại bằng ZIP",
        ".cab .lzh .lha .arj .ace .zst .lz .lzma .sit .sitx .wim .zpaq",
        *(b"MSCF", b"**ACE**", b"\x28\xb5\x2f\xfd", b"LZIP"),
    ),
    _type(
        "kho lưu trang web",
        "mở bằng ReplayWeb.page, in các trang cần giữ ra PDF",
        ".warc .wacz .arc",
        b"WARC/",
    ),
    _type(
        "một phần của tệp nén nhiều phần",
        "chép đủ các phần, giải nén, nộp cả thư mục",
        ".001 .002 .003 .z01 .z02 .r00 .r01 .r02",
    ),
    COMPRESSED_FILE,
    _type(
        "bản ghi âm hay phim loại ít dùng",
        "chuyển nó sang WAV, FLAC, MP3 hay MP4",
        ".ape .tta .dts .dsf .dff .voc .ra .ram .rm .rmvb .mid .midi .mxf .shn .spx .gsm .mod .tod",
        *(b"MAC ", b"TTA1", b"MThd", b".RMF", b"Creative Voice File", b"\x06\x0e\x2b\x34"),
    ),
    _type("phông chữ", "chỉ chọn tài liệu", ".ttf .otf .woff .woff2 .fon .pfb"),
    _type("lối tắt", "chép chính tệp mà nó trỏ tới", ".lnk .url .webloc .desktop", b"L\0\0\0\x01"),
    _type("tệp tải về còn dở", "đợi tải xong", ".part .crdownload .download .partial .torrent"),
    _type(
        "tệp đã mã hóa hay chữ ký số tách rời",
        "mở bằng chương trình đã mã hóa, nộp tệp đã mở",
        ".gpg .pgp .asc .p7m .p7s .p7b .enc .aes",
        b"-----BEGIN PGP",
    ),
)


def refused_type(name: str, first_bytes: bytes) -> RefusedType | None:
    """Return the refused type of a file; None for a file that may be read, or of no known type."""
    suffix = PurePath(name).suffix.lower()
    if suffix in CAMERA_RAW.suffixes:
        return CAMERA_RAW
    for kind in REFUSED_TYPES:
        if kind.marks and first_bytes.startswith(kind.marks):
            return kind
    if detect_type(name, first_bytes) is not None:
        return None
    return next((kind for kind in REFUSED_TYPES if suffix in kind.suffixes), None)


def refusal(name: str, first_bytes: bytes) -> str:
    """Return the sentence that refuses a file, by its type if that is known."""
    kind = refused_type(name, first_bytes)
    return kind.sentence(name) if kind else _UNKNOWN.format(name)


def refusal_of(path: Path, name: str) -> str:
    """Return the sentence that refuses the file at a path."""
    with path.open("rb") as content:
        return refusal(name, content.read(SNIFF_BYTES))


def begins_as_image(path: Path) -> bool:
    """Return True if a file begins as an image does, whatever follows."""
    with path.open("rb") as content:
        return detect_type("", content.read(SNIFF_BYTES)) is FileType.IMAGE


def refusals_by_suffix() -> dict[str, str]:
    """Return the refusals, each with a place for the name, by their suffixes joined by spaces."""
    return {" ".join(kind.suffixes): kind.sentence("{0}") for kind in REFUSED_TYPES}

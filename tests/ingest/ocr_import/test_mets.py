"""Tests of METS: page files, their order, and descriptive metadata."""

from ingest.ocr_import import mets_layout as mets

HEAD = (
    '<mets xmlns="http://www.loc.gov/METS/" xmlns:xlink="http://www.w3.org/1999/xlink" '
    'xmlns:mods="http://www.loc.gov/mods/v3" xmlns:dc="http://purl.org/dc/elements/1.1/">'
)


def make(*parts):
    """Return a METS file."""
    return (HEAD + "".join(parts) + "</mets>").encode()


def group(use, **files):
    """Return a file group, by file name."""
    inside = "".join(
        f'<file ID="{name}" MIMETYPE="{_kind(path)}"><FLocat xlink:href="{path}"/></file>'
        for name, path in files.items()
    )
    return f'<fileSec><fileGrp USE="{use}">{inside}</fileGrp></fileSec>'


def structure(*divs, kind="PHYSICAL"):
    """Return a structure map of divisions."""
    return f'<structMap TYPE="{kind}"><div TYPE="book">{"".join(divs)}</div></structMap>'


def page(*files, **values):
    """Return a division that points to files."""
    attributes = "".join(f' {name}="{value}"' for name, value in values.items())
    pointers = "".join(f'<fptr FILEID="{file}"/>' for file in files)
    return f'<div TYPE="page"{attributes}>{pointers}</div>'


def described(inside):
    """Return a section of descriptive metadata."""
    return f'<dmdSec ID="d1"><mdWrap><xmlData>{inside}</xmlData></mdWrap></dmdSec>'


def _kind(path):
    return "text/xml" if path.endswith(".xml") else "image/tiff"


def read(*parts):
    """Return the parsed METS file made of these parts."""
    return mets.read(make(*parts), "mets.xml")


def test_a_page_has_its_image_its_words_and_its_label():
    files = group("master", i1="images/1.tif", t1="file:alto/1.xml")
    (mets_page,) = read(files, structure(page("i1", "t1", ORDERLABEL="iv"))).pages
    assert (mets_page.images, mets_page.layout, mets_page.label) == (
        ("images/1.tif",),
        "alto/1.xml",
        "iv",
    )


def test_pages_follow_the_order_of_the_structure_map():
    files = group("master", a="1.tif", b="2.tif", c="3.tif")
    pages = [page("b", ORDER="10"), page("c", ORDER="2"), page("a", ORDER="1")]
    assert [mets_page.images[0] for mets_page in read(files, structure(*pages)).pages] == [
        *("1.tif", "3.tif", "2.tif"),
    ]


def test_the_best_image_comes_first_and_a_thumbnail_last():
    files = (
        group("THUMBS", a="t.jpg") + group("Use", b="u.jpg") + group("MASTER", c="m%201.tif")
    ).replace("</fileSec><fileSec>", "")
    (mets_page,) = read(files, structure(page("a", "b", "c"))).pages
    assert mets_page.images == ("m 1.tif", "u.jpg", "t.jpg")


def test_nested_pointers_count_once():
    files = group("master", a="1.tif")
    inside = '<div><fptr><par><area FILEID="a"/><area FILEID="a"/></par></fptr></div>'
    assert len(read(files, structure(inside)).pages) == 1


def test_a_logical_map_is_used_only_without_a_physical_one():
    files = group("master", a="1.tif")
    assert len(read(files, structure(page("a"), kind="LOGICAL")).pages) == 1
    both = structure(page("a"), page("a"), kind="LOGICAL") + structure(page("a"))
    assert len(read(files, both).pages) == 1


def test_mods_fields_are_read():
    fields = read(
        described(
            "<mods:mods><mods:titleInfo><mods:title>Báo Lạng Sơn</mods:title></mods:titleInfo>"
            "<mods:name><mods:namePart>Ty Văn hoá</mods:namePart>"
            '<mods:namePart type="date">1960</mods:namePart></mods:name>'
            "<mods:originInfo><mods:dateIssued>1965</mods:dateIssued></mods:originInfo></mods:mods>"
        )
    ).fields
    assert fields == (("title", "Báo Lạng Sơn"), ("creator", "Ty Văn hoá"), ("date", "1965"))


def test_dublin_core_fields_are_read():
    fields = read(described("<dc:title>Báo</dc:title><dc:type>Báo in</dc:type>")).fields
    assert fields == (("title", "Báo"), ("kind", "Báo in"))


def test_a_section_without_a_title_is_ignored():
    assert read(described("<dc:date>1965</dc:date>")).fields == ()

"""METS says which files are pages, in what order, and what the whole is."""

from ingest.ocr_import import mets

HEAD = (
    '<mets xmlns="http://www.loc.gov/METS/" xmlns:xlink="http://www.w3.org/1999/xlink" '
    'xmlns:mods="http://www.loc.gov/mods/v3" xmlns:dc="http://purl.org/dc/elements/1.1/">'
)


def make(*parts):
    """Return a METS file."""
    return (HEAD + "".join(parts) + "</mets>").encode()


def group(use, **files):
    """Return a group of files by their names."""
    inside = "".join(
        f'<file ID="{name}" MIMETYPE="{_kind(path)}"><FLocat xlink:href="{path}"/></file>'
        for name, path in files.items()
    )
    return f'<fileSec><fileGrp USE="{use}">{inside}</fileGrp></fileSec>'


def structure(*divs, kind="PHYSICAL"):
    """Return a map of divisions."""
    return f'<structMap TYPE="{kind}"><div TYPE="book">{"".join(divs)}</div></structMap>'


def page(*files, **told):
    """Return a division that shows these files."""
    attributes = "".join(f' {name}="{value}"' for name, value in told.items())
    pointers = "".join(f'<fptr FILEID="{file}"/>' for file in files)
    return f'<div TYPE="page"{attributes}>{pointers}</div>'


def described(inside):
    """Return a section that describes."""
    return f'<dmdSec ID="d1"><mdWrap><xmlData>{inside}</xmlData></mdWrap></dmdSec>'


def _kind(path):
    return "text/xml" if path.endswith(".xml") else "image/tiff"


def read(*parts):
    """Return what such a file says."""
    return mets.read(make(*parts), "mets.xml")


def test_a_page_has_its_image_its_words_and_its_label():
    files = group("master", i1="images/1.tif", t1="file:alto/1.xml")
    (leaf,) = read(files, structure(page("i1", "t1", ORDERLABEL="iv"))).leaves
    assert (leaf.images, leaf.layout, leaf.label) == (("images/1.tif",), "alto/1.xml", "iv")


def test_the_order_is_what_the_map_says():
    files = group("master", a="1.tif", b="2.tif", c="3.tif")
    pages = [page("b", ORDER="10"), page("c", ORDER="2"), page("a", ORDER="1")]
    assert [leaf.images[0] for leaf in read(files, structure(*pages)).leaves] == [
        *("1.tif", "3.tif", "2.tif"),
    ]


def test_the_best_image_comes_first_and_a_thumbnail_last():
    files = (
        group("THUMBS", a="t.jpg") + group("Use", b="u.jpg") + group("MASTER", c="m%201.tif")
    ).replace("</fileSec><fileSec>", "")
    (leaf,) = read(files, structure(page("a", "b", "c"))).leaves
    assert leaf.images == ("m 1.tif", "u.jpg", "t.jpg")


def test_parts_of_a_page_point_to_its_file_too():
    files = group("master", a="1.tif")
    inside = '<div><fptr><par><area FILEID="a"/><area FILEID="a"/></par></fptr></div>'
    assert len(read(files, structure(inside)).leaves) == 1


def test_the_map_of_the_contents_is_used_when_there_is_no_other():
    files = group("master", a="1.tif")
    assert len(read(files, structure(page("a"), kind="LOGICAL")).leaves) == 1
    both = structure(page("a"), page("a"), kind="LOGICAL") + structure(page("a"))
    assert len(read(files, both).leaves) == 1


def test_mods_describes():
    told = read(
        described(
            "<mods:mods><mods:titleInfo><mods:title>Báo Lạng Sơn</mods:title></mods:titleInfo>"
            "<mods:name><mods:namePart>Ty Văn hoá</mods:namePart>"
            '<mods:namePart type="date">1960</mods:namePart></mods:name>'
            "<mods:originInfo><mods:dateIssued>1965</mods:dateIssued></mods:originInfo></mods:mods>"
        )
    ).told
    assert told == (("title", "Báo Lạng Sơn"), ("creator", "Ty Văn hoá"), ("date", "1965"))


def test_dublin_core_describes():
    told = read(described("<dc:title>Báo</dc:title><dc:type>Báo in</dc:type>")).told
    assert told == (("title", "Báo"), ("kind", "Báo in"))


def test_a_section_without_a_title_describes_nothing():
    assert read(described("<dc:date>1965</dc:date>")).told == ()

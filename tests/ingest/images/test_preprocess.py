"""Tests of image preparation for OCR: defects are corrected, and clean pages stay unchanged."""

import cv2
import numpy
import pytest
from PIL import Image, ImageFilter

from ingest.images import preprocess
from ingest.images.picture import limit_width
from ingest.record import Treatment
from tests.ingest.papers import LETTER, scan

PAGE = numpy.asarray(scan())


def _lit_from_one_side(picture):
    light = numpy.linspace(0.45, 1.0, picture.shape[1])
    return (picture * light).astype(numpy.uint8)


def _in_a_dark_frame(picture):
    return numpy.pad(picture, 80, constant_values=12)


def _speckled(picture):
    dots = numpy.random.default_rng(7).random(picture.shape) < 0.02
    return numpy.where(dots, 0, picture).astype(numpy.uint8)


def _blurred(picture):
    return numpy.asarray(Image.fromarray(picture).filter(ImageFilter.GaussianBlur(3)))


def test_a_clean_page_needs_no_treatment():
    assert preprocess.plan_treatment(PAGE, 200) == Treatment()


@pytest.mark.parametrize(
    ("spoil", "need"),
    [
        (_lit_from_one_side, "uneven"),
        (_in_a_dark_frame, "dark_border"),
        (_speckled, "speckled"),
        (_blurred, "blurred"),
        (lambda picture: numpy.where(picture < 128, 0, 255).astype(numpy.uint8), "bitonal"),
    ],
)
def test_each_defect_is_detected(spoil, need):
    assert getattr(preprocess.plan_treatment(spoil(PAGE), 200), need)


def test_dark_paper_is_left_as_it_is():
    brown = (PAGE * 0.7 + numpy.linspace(0, 30, PAGE.shape[1])).astype(numpy.uint8)
    assert not preprocess.plan_treatment(brown, 200).uneven


def test_blurred_letters_become_thin_enough_to_part_columns():
    page = numpy.full((600, 600), 255, numpy.uint8)
    page[100:500, 100:292] = page[100:500, 308:500] = 0
    blurred = cv2.GaussianBlur(page, (0, 0), 5)
    cleaned = preprocess.clean(blurred, Treatment(blurred=True))
    _, paper = cv2.threshold(cleaned, 0, 1, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    assert paper[300, 100:500].sum() > 16


def test_a_page_lit_from_one_side_becomes_even():
    dim = _lit_from_one_side(PAGE)
    cleaned = preprocess.clean(dim, preprocess.plan_treatment(dim, 200))
    assert numpy.percentile(cleaned[:, :200], 80) == numpy.percentile(cleaned[:, -200:], 80) == 255


def test_a_dark_frame_becomes_paper():
    framed = _in_a_dark_frame(PAGE)
    cleaned = preprocess.clean(framed, preprocess.plan_treatment(framed, 200))
    assert cleaned[:60].min() == 255


def test_cleaning_does_not_change_the_input_picture():
    framed = _in_a_dark_frame(PAGE)
    preprocess.clean(framed, preprocess.plan_treatment(framed, 200))
    assert (framed == _in_a_dark_frame(PAGE)).all()


def test_a_dark_shadow_over_text_is_no_frame():
    light = numpy.linspace(0.2, 1.0, 300)
    shadow = PAGE.copy()
    shadow[:, :300] = (shadow[:, :300] * light).astype(numpy.uint8)
    assert not preprocess.plan_treatment(shadow, 200).dark_border


def test_text_in_a_shadow_next_to_a_dark_frame_stays():
    light = numpy.linspace(0.3, 1.0, PAGE.shape[1])
    framed = _in_a_dark_frame((PAGE * light).astype(numpy.uint8))
    cleaned = preprocess.clean(framed, preprocess.plan_treatment(framed, 200))
    assert cleaned[:60].min() == 255
    assert (cleaned[80:-80, 80:400] < 128).mean() > 0.8 * (PAGE[:, :320] < 128).mean()


def test_punched_holes_become_paper():
    punched = PAGE.copy()
    cv2.circle(punched, (60, 400), 24, 20, -1)
    cleaned = preprocess.clean(punched, preprocess.plan_treatment(punched, 200))
    assert cleaned[370:430, 30:90].min() > 240


@pytest.mark.parametrize("degrees", [-5, -2, 2, 5])
def test_skew_is_detected(degrees):
    crooked = numpy.asarray(scan(LETTER).rotate(degrees, expand=True, fillcolor=255))
    assert preprocess.plan_treatment(crooked, 200).skew == pytest.approx(-degrees, abs=0.5)


def test_a_lone_stamp_is_not_deskewed():
    page = numpy.full((2339, 1654), 255, numpy.uint8)
    for angle in range(0, 300, 9):
        cv2.ellipse(page, (900, 1700), (120, 120), 0, angle, angle + 5, 60, 14)
    assert preprocess.plan_treatment(page, 200).skew == 0.0


@pytest.mark.parametrize("shape", [(60, 60), (8000, 50)])
def test_a_page_without_text_lines_has_no_skew(shape):
    assert preprocess.plan_treatment(numpy.full(shape, 128, numpy.uint8), 200).skew == 0.0


def test_a_slight_slope_is_left_to_tesseract():
    crooked = numpy.asarray(scan(LETTER).rotate(0.3, expand=True, fillcolor=255))
    assert preprocess.plan_treatment(crooked, 200).skew == 0.0


def test_deskewing_crops_nothing():
    straight = preprocess.straighten(PAGE, Treatment(skew=5.0))
    assert all(numpy.array(straight.shape) > PAGE.shape)


@pytest.mark.parametrize(("dpi", "scale"), [(100, 2.0), (125, 1.6), (200, 1.0), (400, 0.5)])
def test_pages_are_scaled_to_the_best_resolution_for_tesseract(dpi, scale):
    assert preprocess.plan_treatment(PAGE, dpi).scale == scale


def test_flattening_gives_paper_one_tone_and_keeps_ink():
    page = numpy.full((200, 200), 255, numpy.uint8)
    page[:, :60] = numpy.repeat(numpy.array([250, 247, 200, 90, 0], numpy.uint8), 12)
    assert numpy.unique(preprocess.flatten_paper(page)).tolist() == [0, 90, 200, 255]


def test_a_fax_is_read_with_soft_edges_unless_it_was_shrunk():
    fax = numpy.where(PAGE < 128, 0, 255).astype(numpy.uint8)
    soft = preprocess.prepare_for_tesseract(fax, Treatment(bitonal=True))
    assert ((soft > 0) & (soft < 255)).any()
    assert (preprocess.prepare_for_tesseract(fax, Treatment(bitonal=True, scale=0.5)) == fax).all()


def test_an_evenly_lit_page_is_read_as_it_was_made():
    cleaned = preprocess.clean(PAGE, Treatment(uneven=True))
    assert preprocess.prepare_for_tesseract(cleaned, Treatment(uneven=True)) is cleaned


def test_light_letters_on_dark_paper_stay_as_they_are():
    page = numpy.full((200, 200), 12, numpy.uint8)
    page[90:110, 40:160] = 240
    assert (preprocess.flatten_paper(page) == page).all()


def test_a_picture_is_never_made_wider():
    assert limit_width(PAGE, 5000) is PAGE

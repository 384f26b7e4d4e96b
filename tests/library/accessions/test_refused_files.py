"""Tests of the refusals of files: what each is called, everywhere in the same words."""

import pytest

from library.accessions.grouping import DOCUMENT_SUFFIXES, IMAGE_SUFFIXES
from library.accessions.refused_files import (
    REFUSED_TYPES,
    refusal,
    refusals_by_suffix,
    refused_type,
)


@pytest.mark.parametrize(
    ("name", "content", "noun"),
    [
        ("Dự toán.xlsm", b"PK\x03\x04", "bảng tính Excel có macro"),
        ("Đĩa 1.ISO", bytes(99), "ảnh đĩa"),
        ("cài đặt.exe", b"MZ\x90\0", "chương trình máy tính"),
        ("ảnh.jpg", b"MZ\x90\0", "chương trình máy tính"),
        ("nhà.dwg", b"AC1032", "bản vẽ thiết kế"),
        ("thư.msg", b"\xd0\xcf\x11\xe0", "thư của Outlook"),
        ("IMG_1.DNG", b"II*\0", "ảnh thô của máy ảnh"),
        ("nhật ký.log.gz", b"\x1f\x8b", "tệp nén riêng lẻ"),
        ("bộ.7z.001", b"7z", "một phần của tệp nén nhiều phần"),
        ("trang xã.warc", b"WARC/1.0", "kho lưu trang web"),
        ("lạ.xyz", b"", "không thuộc loại tệp"),
    ],
)
def test_a_refusal_says_what_the_file_is_and_what_to_do(name, content, noun):
    sentence = refusal(name, content)
    assert sentence.startswith(f"“{name}”")
    assert noun in sentence
    assert sentence.endswith("rồi nộp lại.")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", b""),
        ("a.tar.gz", b"\x1f\x8b"),
        ("a.iso", b"%PDF-1.7"),
        ("a.exe", b"\xff\xd8\xff"),
        ("không đuôi", b""),
    ],
)
def test_a_file_that_may_be_read_is_not_refused(name, content):
    assert refused_type(name, content) is None


def test_no_suffix_is_both_refused_and_read():
    refused = [suffix for kind in REFUSED_TYPES for suffix in kind.suffixes]
    assert set(refused).isdisjoint(DOCUMENT_SUFFIXES | IMAGE_SUFFIXES)
    assert len(set(refused)) == len(refused)


def test_the_file_picker_has_the_same_sentences():
    sentences = {
        suffix: sentence.replace("{0}", f"x{suffix}")
        for suffixes, sentence in refusals_by_suffix().items()
        for suffix in suffixes.split()
    }
    assert sentences == {suffix: refusal(f"x{suffix}", b"") for suffix in sentences}

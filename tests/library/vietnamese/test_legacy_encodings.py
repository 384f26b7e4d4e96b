"""Reads text typed in the fonts used before Unicode."""

import pytest

from library.vietnamese.legacy_encodings import OldEncoding, from_old, from_tcvn3, from_vni


@pytest.mark.parametrize(
    ("decode", "drawn", "meant"),
    [
        pytest.param(from_tcvn3, "L¹ng S¬n", "Lạng Sơn", id="TCVN3"),
        pytest.param(from_tcvn3, "§¶ng", "Đảng", id="capital Đ"),
        pytest.param(from_vni, "Laïng Sôn", "Lạng Sơn", id="VNI"),
        pytest.param(from_vni, "Ñoàng Ñaêng", "Đồng Đăng", id="VNI capitals"),
        pytest.param(from_vni, "ñöôøng", "đường", id="VNI letters of one stroke"),
        pytest.param(from_vni, "plain", "plain", id="nothing to do"),
    ],
)
def test_reads_old_fonts(decode, drawn, meant):
    assert decode(drawn) == meant


@pytest.mark.parametrize(
    ("encoding", "written", "meant"),
    [
        (OldEncoding.VISCII, b"\xd0\xb5c l\xa7p, T\xf1 do", "Độc lập, Tự do"),
        (OldEncoding.VPS, b"\xf1\xb6c l\xc6p, T\xbf do", "Độc lập, Tự do"),
    ],
)
@pytest.mark.parametrize("read_as", ["latin-1", "cp1252"])
def test_reads_encodings_of_the_first_programs(encoding, written, meant, read_as):
    assert from_old(written.decode(read_as), encoding) == meant

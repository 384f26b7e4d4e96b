"""Reads text typed in the fonts used before Unicode."""

import pytest

from library.legacy_encodings import from_tcvn3, from_vni


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

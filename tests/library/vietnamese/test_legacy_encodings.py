"""Tests of decoding Vietnamese encodings older than Unicode."""

import pytest

from library.vietnamese.legacy_encodings import LegacyEncoding, decode_legacy, from_tcvn3, from_vni


@pytest.mark.parametrize(
    ("decode", "legacy", "decoded"),
    [
        pytest.param(from_tcvn3, "L¹ng S¬n", "Lạng Sơn", id="TCVN3"),
        pytest.param(from_tcvn3, "§¶ng", "Đảng", id="capital Đ"),
        pytest.param(from_vni, "Laïng Sôn", "Lạng Sơn", id="VNI"),
        pytest.param(from_vni, "Ñoàng Ñaêng", "Đồng Đăng", id="VNI capitals"),
        pytest.param(from_vni, "ñöôøng", "đường", id="VNI letters of one stroke"),
        pytest.param(from_vni, "plain", "plain", id="nothing to do"),
    ],
)
def test_tcvn3_and_vni_are_decoded(decode, legacy, decoded):
    assert decode(legacy) == decoded


@pytest.mark.parametrize(
    ("encoding", "written", "decoded"),
    [
        (LegacyEncoding.VISCII, b"\xd0\xb5c l\xa7p, T\xf1 do", "Độc lập, Tự do"),
        (LegacyEncoding.VPS, b"\xf1\xb6c l\xc6p, T\xbf do", "Độc lập, Tự do"),
    ],
)
@pytest.mark.parametrize("read_as", ["latin-1", "cp1252"])
def test_viscii_and_vps_are_decoded(encoding, written, decoded, read_as):
    assert decode_legacy(written.decode(read_as), encoding) == decoded

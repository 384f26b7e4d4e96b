"""An expiring certificate and a wrong clock are noticed."""

from datetime import timedelta
from email.utils import format_datetime

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from library import clock
from library.monitoring import outside_checks
from library.monitoring.models import ServiceHeartbeat
from tests.makers import make_settings
from tests.receivers import Webhook, listening


def _write_certificate(path, ends):
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "thuvien.example")])
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), 1)
        .not_valid_before(ends - timedelta(days=90))
        .not_valid_after(ends)
        .sign(key, hashes.SHA256())
    )
    path.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))


@pytest.mark.parametrize(("days", "passes"), [(60, True), (10, False), (-1, False)])
def test_a_certificate_that_ends_soon_is_reported(tmp_path, days, passes):
    _write_certificate(tmp_path / "a.pem", clock.now() + timedelta(days=days))
    settings = make_settings(tmp_path, certificate=str(tmp_path / "a.pem"))
    assert outside_checks.check_certificate(settings)[0] is passes


def test_a_certificate_that_cannot_be_read_is_reported(tmp_path):
    (tmp_path / "a.pem").write_text("không phải chứng thư")
    for place in (tmp_path / "a.pem", tmp_path / "b.pem"):
        assert not outside_checks.check_certificate(
            make_settings(tmp_path, certificate=str(place))
        )[0]


def test_a_host_without_tls_is_reported(tmp_path):
    server = Webhook()
    with listening(server):
        place = "127.0.0.1:{1}".format(*server.server_address)
        assert not outside_checks.check_certificate(make_settings(tmp_path, certificate=place))[0]


def test_without_settings_nothing_outside_is_asked(settings):
    assert outside_checks.check_certificate(settings) is None
    assert outside_checks.compare_with_probe(settings) is None


def test_a_clock_set_back_is_noticed_by_what_was_written_before(session):
    assert outside_checks.compare_with_records(session)[0]
    at = clock.now() + timedelta(hours=3)
    session.add(ServiceHeartbeat(name="site", started=at, at=at, memory_bytes=1))
    session.flush()
    assert "chạy lùi" in outside_checks.compare_with_records(session)[1]


@pytest.mark.parametrize(
    ("hours", "status", "passes"), [(0, 204, True), (0, 404, True), (5, 204, False)]
)
def test_the_clock_is_compared_with_that_of_the_probe(tmp_path, hours, status, passes):
    server = Webhook()
    server.status = status
    server.date = format_datetime(clock.now() + timedelta(hours=hours))
    with listening(server):
        settings = make_settings(tmp_path, clock_probe=server.url)
        assert outside_checks.compare_with_probe(settings)[0] is passes


def test_a_probe_that_does_not_answer_is_reported(tmp_path):
    settings = make_settings(tmp_path, clock_probe="http://127.0.0.1:9/")
    assert "không hỏi được giờ" in outside_checks.compare_with_probe(settings)[1]

"""Identity of a station."""

from kit.station.station_identity import Identity, read_identity, station_key, write_identity

_IDENTITY = Identity("tram-1", "kon-tum", "https://dia-chi.example.vn", b"\x01" * 32, None)


def test_an_identity_is_read_as_it_was_written(settings):
    assert read_identity(settings) is None
    write_identity(settings, _IDENTITY)
    assert read_identity(settings) == _IDENTITY


def test_nobody_else_reads_the_key_of_the_station(settings):
    station_key(settings)
    folder = settings.home / "station"
    assert [path.stat().st_mode & 0o077 for path in (folder, folder / "station.key")] == [0, 0]

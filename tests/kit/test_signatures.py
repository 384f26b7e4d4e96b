"""Keys of the province and of stations."""

from concurrent.futures import ThreadPoolExecutor

from kit.signatures import is_signed, private_key, public_bytes


def test_a_key_is_made_once_and_only_its_owner_may_read_it(tmp_path):
    file = tmp_path / "kit" / "province.key"
    first, again = private_key(file), private_key(file)
    assert public_bytes(first) == public_bytes(again)
    assert file.stat().st_mode & 0o777 == 0o600


def test_processes_that_start_at_once_share_one_key(tmp_path):
    file = tmp_path / "kit" / "province.key"
    with ThreadPoolExecutor(8) as threads:
        keys = set(threads.map(lambda _: public_bytes(private_key(file)), range(8)))
    assert len(keys) == 1


def test_a_signature_belongs_to_its_key_and_its_content(tmp_path):
    key, other = private_key(tmp_path / "a.key"), private_key(tmp_path / "b.key")
    signature = key.sign("gói 1".encode())
    assert is_signed(public_bytes(key), signature, "gói 1".encode())
    assert not is_signed(public_bytes(key), signature, "gói 2".encode())
    assert not is_signed(public_bytes(other), signature, "gói 1".encode())
    assert not is_signed(b"no key", signature, "gói 1".encode())

"""Settings are validated, and an invalid value is reported by name."""

import subprocess
import sys

import pytest

from library.errors import SettingError, SettingRemovedError
from library.settings import read_settings, usable_settings
from tests.makers import make_settings


def test_everything_is_in_the_home_folder(tmp_path):
    settings = read_settings({"DIACHI_HOME": str(tmp_path)})
    places = (settings.masters, settings.derivatives, settings.index, settings.temporary)
    assert {place.parent for place in places} == {tmp_path}
    assert settings.database_url == f"sqlite:///{tmp_path / 'diachi.sqlite'}"


def test_every_setting_has_a_default():
    assert read_settings({}).port == 8000


def test_the_bundled_collections_are_the_default():
    assert (read_settings({}).collections / "van-ban" / "profile.toml").is_file()


def test_a_setting_of_an_earlier_version_is_reported_with_its_replacement(tmp_path):
    old = {"DIACHI_HOME": str(tmp_path), "DIACHI_S3_SECRET": "x", "DIACHI_BACKUP_KEEP_DAILY": "7"}
    with pytest.raises(SettingRemovedError, match="không còn dùng; hãy ghi DIACHI_"):
        read_settings(old)
    settings, errors = usable_settings(old)
    assert settings.backup_keep == (14, 8, 24, 48)
    assert [error.args[0] for error in errors] == ["DIACHI_BACKUP_KEEP_DAILY", "DIACHI_S3_SECRET"]


@pytest.mark.parametrize(
    ("chosen", "complaint"),
    [
        pytest.param({"port": "tám"}, "DIACHI_PORT.*“tám”", id="not a number"),
        pytest.param({"workers": "0"}, "DIACHI_WORKERS.*từ 1 trở lên", id="too small"),
        pytest.param(
            {"engine": "lucene"},
            "DIACHI_ENGINE.*Chỉ nhận: tantivy, opensearch",
            id="unknown engine",
        ),
        pytest.param({"backup_keep": "0,8,24"}, "BACKUP_KEEP.*từ 1", id="no daily copy"),
        pytest.param({"backup_keep": "14"}, "BACKUP_KEEP.*14,8,24", id="days alone"),
        pytest.param({"watch": "/"}, "DIACHI_WATCH.*thư mục riêng", id="around the data"),
        pytest.param({"mail_server": "smtp://thu.vn:x"}, "DIACHI_MAIL_SERVER", id="not a port"),
        pytest.param({"masters_copy": "{home}/masters"}, "chính kho gốc", id="no copy at all"),
        pytest.param({"https": "có"}, "DIACHI_HTTPS", id="not a yes or no"),
        pytest.param({"ark_naan": "một"}, "DIACHI_ARK_NAAN.*arks.org", id="not a number of ARK"),
        pytest.param({"catalogues": "NLV=nlv.gov.vn"}, "DIACHI_CATALOGUES", id="not an address"),
        pytest.param({"oai_sources": "A=z3950://a/b"}, "DIACHI_OAI_SOURCES", id="not the web"),
        pytest.param({"engine": "opensearch"}, "Cần thêm DIACHI_OPENSEARCH_URL", id="no cluster"),
        pytest.param({"opensearch_url": "os1:9200"}, "https://máy:9200", id="no address of a node"),
        pytest.param({"opensearch_prefix": "Thư viện"}, "DIACHI_OPENSEARCH_PREFIX", id="no prefix"),
        pytest.param({"hosts": "https://diachi.vn/"}, "DIACHI_HOSTS", id="not a host name"),
    ],
)
def test_an_invalid_value_is_reported_with_the_allowed_ones(tmp_path, chosen, complaint):
    with pytest.raises(SettingError, match=complaint):
        make_settings(
            tmp_path, **{name: value.format(home=tmp_path) for name, value in chosen.items()}
        )


@pytest.mark.parametrize("typed", ["s3:/kho", "kho", "s3://Kho Tệp", "s3://kho//a", "file:///a"])
def test_an_address_of_files_that_is_no_bucket_is_refused(tmp_path, typed):
    with pytest.raises(SettingError, match=r"DIACHI_FILES.*s3://tên-thùng"):
        make_settings(tmp_path, files=typed)


@pytest.mark.slow
def test_files_in_a_bucket_without_the_extra_name_the_command_that_installs_it(tmp_path):
    program = (
        "import sys; sys.modules['obstore'] = None\n"
        "from library.settings import read_settings\n"
        "from library.storage.stores import master_store\n"
        "try: master_store(read_settings({'DIACHI_FILES': 's3://kho-tep'}))\n"
        "except Exception as error: print(error)"
    )
    command = [sys.executable, "-c", program]
    process = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "make scale" in process.stdout


def test_a_password_in_an_address_of_opensearch_is_not_repeated(tmp_path):
    with pytest.raises(SettingError) as caught:
        make_settings(tmp_path, opensearch_url="https://a:bimat@os1:9200,os2")
    assert "bimat" not in str(caught.value)

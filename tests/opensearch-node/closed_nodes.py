"""Close nodes as `diachi setup` closes them: with its files of security, and its certificates.

.venv/bin/python tests/opensearch-node/closed_nodes.py FOLDER PLUGIN VERSION NODE ...: FOLDER/NODE
gets the plugin and its configuration, FOLDER the authority and the administrator's certificate.
Prints the settings that all nodes need, name=value.
"""

import sys
import tomllib
from pathlib import Path
from zipfile import ZipFile

from scale.setting_up.shared_keys import Pair, make_authority, make_certificate

_ROLE = Path(__file__).parents[2] / "deploy" / "roles" / "search.toml"
_SETTINGS = """
http.type=org.opensearch.security.http.SecurityHttpServerTransport
transport.type=org.opensearch.security.ssl.http.netty.SecuritySSLNettyTransport
"""


def main(folder: Path, plugin: Path, version: str, *names: str) -> None:
    """Prepare the folders of all nodes."""
    authority = make_authority()
    files = {Path(row["to"]): row["text"] for row in tomllib.loads(_ROLE.read_text())["files"]}
    _write_pair(folder, "admin", make_certificate(authority, "diachi-admin", "admin"))
    (folder / "ca.pem").write_text(authority[0])
    for name in names:
        _install(plugin, folder / name / "plugins" / "opensearch-security", version)
        config = folder / name / "config"
        config.mkdir(mode=0o700)
        (folder / name / "plugins" / "opensearch-security" / "config").rename(
            config / "opensearch-security"
        )
        for place, text in files.items():
            if place.parent.name == "opensearch-security":
                text = text.replace('["diachi-*"]', '["diachi-*", "test-*"]')
                (config / place.parent.name / place.name).write_text(text)
        certificate = make_certificate(authority, "diachi", name, ("127.0.0.1", "localhost"))
        (config / "diachi").mkdir()
        _write_pair(config / "diachi", "node", certificate)
        (config / "diachi" / "ca.pem").write_text(authority[0])
    print(_SETTINGS.strip())
    for line in files[Path("/etc/opensearch/opensearch.yml")].splitlines():
        if line.startswith("plugins.security"):
            print(line.replace(": ", "=", 1))


def _install(plugin: Path, place: Path, version: str) -> None:
    """Unpack the plugin, which is of another patch version, as one of the nodes' own."""
    ZipFile(plugin).extractall(place)
    description = place / "plugin-descriptor.properties"
    lines = description.read_text().splitlines()
    kept_lines = [line for line in lines if not line.startswith("opensearch.version=")]
    description.write_text("\n".join((*kept_lines, f"opensearch.version={version}\n")))


def _write_pair(folder: Path, name: str, pair: Pair) -> None:
    for suffix, text in zip(("pem", "key"), pair, strict=True):
        (folder / f"{name}.{suffix}").write_text(text)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), *sys.argv[3:])

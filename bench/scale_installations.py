"""Installations of the three sizes on loopback: their services, machines and sites to be killed."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

from sqlalchemy import Engine, NullPool, create_engine, make_url

from bench.form import log_progress
from library.database import open_database
from library.installation import secret_key
from library.settings import Settings, read_settings
from tests.nginx import running_nginx

_COMMAND = (sys.executable, "-c", "from library.cli import main; main()")
_GUNICORN = Path(sys.executable).with_name("gunicorn")
_CHECKOUT = Path(__file__).parents[1]
_CPU = Path("/sys/fs/cgroup/cpu")
"""Control group of processor time (cgroup version 1), where a machine gets a part of a core."""

_PERIOD_US = 20_000
_REPORT_SECONDS = 15.0


@dataclass(frozen=True, slots=True)
class Installation:
    """One installation: its variables, shared by all its machines."""

    name: str
    home: Path
    variables: dict[str, str]

    @property
    def settings(self) -> Settings:
        """Settings of the first machine."""
        return read_settings(self._environment(self.home))

    def database(self) -> Engine:
        """Return an engine of the database."""
        return open_database(self.settings.database_url)

    def run(self, *arguments: str, **variables: str) -> None:
        """Run a command to its end; raise CalledProcessError if it fails."""
        environment = {**self._environment(self.home), **variables}
        subprocess.run([*_COMMAND, *arguments], env=environment, check=True, stdout=sys.stderr)

    def start(
        self, *arguments: str, machine: str = "", log: str = "", **variables: str
    ) -> subprocess.Popen:
        """Start a long command on a machine with a data folder of its own, in its own session."""
        home, log = self.machine_home(machine), log or machine or arguments[-1]
        return self._start([*_COMMAND, *arguments], home, log, variables)

    def start_pipeline(self, machine: str) -> subprocess.Popen:
        """Start the pipeline service on a machine of this name."""
        return self.start("ingest", "watch", machine=machine, DIACHI_WORKSHOP=machine)

    def start_site(self, machine: str, port: int, processes: int) -> subprocess.Popen:
        """Start gunicorn on a machine."""
        home = self.machine_home(machine)
        variables = {
            "DIACHI_BIND": f"127.0.0.1:{port}",
            "DIACHI_SITE_PROCESSES": str(processes),
            "DIACHI_COPY_SECONDS": "1",
        }
        config = _CHECKOUT / "deploy" / "gunicorn.conf.py"
        command = [_GUNICORN, "--config", config, "app.server.wsgi:make_site()"]
        return self._start(command, home, f"site-{machine}", variables)

    def machine_home(self, machine: str) -> Path:
        """Return the data folder of a machine; stores in folders are those of the first one."""
        if not machine:
            return self.home
        home = self.home.with_name(f"{self.home.name}-{machine}")
        home.mkdir(exist_ok=True)
        shutil.copy(self.home / "secret_key", home)
        if "DIACHI_FILES" not in self.variables:
            for store in ("masters", "derivatives"):
                with suppress(FileExistsError):
                    (home / store).symlink_to(self.home / store)
        (home / "tmp").mkdir(exist_ok=True)
        return home

    def _start(
        self, command: list[object], home: Path, name: str, variables: dict[str, str]
    ) -> subprocess.Popen:
        with (self.home / f"{name}.log").open("a") as log:
            return subprocess.Popen(
                command,
                env={**self._environment(home), **variables},
                cwd=_CHECKOUT,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def _environment(self, home: Path) -> dict[str, str]:
        outside = {key: value for key, value in os.environ.items() if key[:7] != "DIACHI_"}
        return {**outside, "DIACHI_WORKERS": "1", **self.variables, "DIACHI_HOME": str(home)}


def embedded(folder: Path) -> Installation:
    """Return an installation with SQLite, Tantivy and local files."""
    return _opened(Installation("embedded", folder / "embedded", {}))


def strong_server(folder: Path) -> Installation:
    """Return an installation with PostgreSQL, Tantivy and local files."""
    return _opened(Installation("one strong server", folder / "strong", _database("strong")))


def many_machines(folder: Path, name: str = "many", s3_url: str = "") -> Installation:
    """Return an installation with PostgreSQL, OpenSearch and a bucket."""
    return _opened(unopened(folder, name, s3_url))


def unopened(folder: Path, name: str, s3_url: str = "") -> Installation:
    """Return the place of such an installation: an empty database, a prefix and a bucket."""
    place = urlsplit(s3_url or os.environ["TEST_S3_URL"])
    variables = {
        **_database(name),
        "DIACHI_ENGINE": "opensearch",
        "DIACHI_OPENSEARCH_URL": os.environ["OPENSEARCH_URL"],
        "DIACHI_OPENSEARCH_PREFIX": f"bench-{uuid4().hex[:8]}",
        "DIACHI_OPENSEARCH_SHARDS": "1",
        "DIACHI_FILES": f"s3://diachi-bench/{uuid4().hex}",
        "DIACHI_S3_ENDPOINT": f"http://{place.hostname}:{place.port}",
        "DIACHI_S3_KEY": place.username or "",
        "DIACHI_S3_SECRET": place.password or "",
    }
    return Installation("many machines", folder / name, variables)


def wait(
    is_so: Callable[[], bool],
    seconds: float = 7200.0,
    state: Callable[[], str] | None = None,
) -> None:
    """Wait until something is so, reporting the state meanwhile; raise TimeoutError."""
    start = reported = time.monotonic()
    while not is_so():
        now = time.monotonic()
        if now - start > seconds:
            raise TimeoutError
        if state is not None and now - reported > _REPORT_SECONDS:
            log_progress(state())
            reported = now
        time.sleep(0.2)


def kill(process: subprocess.Popen) -> None:
    """Kill a process and all that it started, without a chance to tidy up."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@contextmanager
def part_of_a_core(process: subprocess.Popen, part: float) -> Iterator[None]:
    """Hold a process and all that it starts to a part of a core until the block ends."""
    group = _CPU / f"diachi-bench-{uuid4().hex[:8]}"
    group.mkdir()
    (group / "cpu.cfs_period_us").write_text(str(_PERIOD_US))
    (group / "cpu.cfs_quota_us").write_text(str(int(_PERIOD_US * part)))
    (group / "cgroup.procs").write_text(str(process.pid))
    try:
        yield
    finally:
        kill(process)
        wait(lambda: not (group / "cgroup.procs").read_text(), 10)
        group.rmdir()


@contextmanager
def balancer(folder: Path, sites: list[int]) -> Iterator[str]:
    """Run nginx with deploy/nginx-many.conf before sites on these ports; yield its address."""
    folder.mkdir()
    snippet = (_CHECKOUT / "deploy" / "nginx-many.conf").read_text()
    (folder / "many.conf").write_text(snippet.replace("/opt/diachi", str(_CHECKOUT)))
    servers = "".join(f"server 127.0.0.1:{site} max_fails=2 fail_timeout=2s;" for site in sites)
    outside = (
        f"proxy_cache_path {folder}/kept keys_zone=diachi_pages_kept:1m use_temp_path=off;"
        f"upstream diachi {{ zone diachi 64k; least_conn; {servers} }}"
    )
    server = (
        f"proxy_set_header Host $host; include {folder}/many.conf;"
        "location / { proxy_pass http://diachi; }"
    )
    with running_nginx(folder, outside, server) as port:
        yield f"http://127.0.0.1:{port}"


def _database(name: str) -> dict[str, str]:
    """Create a database on the server of `bin/with-postgresql`."""
    url = make_url(os.environ["TEST_DATABASE_URL"])
    database = f"bench_{name}_{uuid4().hex[:8]}"
    engine = create_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {database}")
    address = url.set(database=database).render_as_string(hide_password=False)
    return {"DIACHI_DATABASE_URL": address}


def _opened(installation: Installation) -> Installation:
    installation.home.mkdir(parents=True)
    installation.run("init")
    secret_key(installation.settings)  # otherwise made when it is first needed
    return installation

"""A replicated object store of several nodes for tests: SeaweedFS, on free ports."""

import json
import socket
import subprocess
import sys
import time
from contextlib import ExitStack, closing
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

_WEED = Path(sys.executable).with_name("weed")
KEY, SECRET = "test", "test-secret"
_START_SECONDS = 40
_GRPC_OFFSET = 10_000
"""SeaweedFS adds it to each port for its own calls."""

_MASTER = ("-defaultReplication", "001", "-volumeSizeLimitMB", 64, "-telemetry=false")
_S3_ONLY = ("-s3.port.iceberg", 0, "-s3.port.lance", 0, "-s3.cacheCapacityMB", 0)


class Cluster:
    """A master, three volume servers that hold each file twice, and a server that speaks S3."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        folder.mkdir()
        self._folder, self._stack = folder, stack
        self._master, filer, self.port, *self._volume_ports = _free_ports(6)
        keys = folder / "keys.json"
        credentials = [{"accessKey": KEY, "secretKey": SECRET}]
        actions = ["Admin", "Read", "Write", "List", "Tagging"]
        identity = {"name": "test", "credentials": credentials, "actions": actions}
        keys.write_text(json.dumps({"identities": [identity]}))
        self._start("master", self._master, "-mdir", folder, *_MASTER)
        _wait_for(f"http://127.0.0.1:{self._master}/cluster/status")
        address = f"127.0.0.1:{self._master}"
        for port in self._volume_ports:
            (folder / str(port)).mkdir()
        self._volumes = [self._start_volume(port) for port in self._volume_ports]
        self.wait_until_whole()
        words = ("-master", address, "-defaultStoreDir", folder, "-s3", "-s3.port", self.port)
        self._start("filer", filer, *words, "-s3.config", keys, *_S3_ONLY)
        _wait_for(f"http://127.0.0.1:{self.port}/")

    def kill_volume(self, number: int) -> None:
        """Kill a volume server without a chance to tidy up."""
        _stop(self._volumes[number])

    def start_volume(self, number: int) -> None:
        """Start a killed volume server again, on the same port and folder."""
        self._volumes[number] = self._start_volume(self._volume_ports[number])

    def wait_until_whole(self) -> None:
        """Wait until all volume servers have told the master what they hold."""
        _wait_for_volumes(self._master)

    def _start_volume(self, port: int) -> subprocess.Popen:
        place, master = self._folder / str(port), f"127.0.0.1:{self._master}"
        return self._start("volume", port, "-dir", place, "-max", 30, "-mserver", master)

    def _start(self, part: str, port: int, *words: object) -> subprocess.Popen:
        place = ("-ip", "127.0.0.1", "-ip.bind", "127.0.0.1", "-port", port)
        log = (self._folder / f"{part}-{port}.log").open("a")
        self._stack.callback(log.close)
        command = [_WEED, part, *map(str, (*place, *words))]
        process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)
        self._stack.callback(_stop, process)
        return process


def _stop(process: subprocess.Popen) -> None:
    process.kill()
    process.wait()


def _free_ports(count: int) -> list[int]:
    """Return ports that are free together with the ports for calls among the servers."""
    ports: list[int] = []
    while len(ports) < count:
        with closing(socket.socket()) as unused, closing(socket.socket()) as grpc:
            unused.bind(("127.0.0.1", 0))
            port = unused.getsockname()[1] % 20_000 + 20_000
            try:
                grpc.bind(("127.0.0.1", port + _GRPC_OFFSET))
            except OSError:
                continue
        ports.append(port)
    return ports


def _wait_for(address: str) -> str:
    end = time.monotonic() + _START_SECONDS
    while time.monotonic() < end:
        try:
            with urlopen(address, timeout=5) as answer:  # noqa: S310  (our own server)
                return answer.read().decode()
        except HTTPError as error:
            error.close()
            return ""  # it refuses, so it answers
        except URLError:
            time.sleep(0.2)
    raise TimeoutError(address)


def _wait_for_volumes(master: int) -> None:
    end = time.monotonic() + _START_SECONDS
    while time.monotonic() < end:
        status = _wait_for(f"http://127.0.0.1:{master}/dir/status")
        racks = json.loads(status)["Topology"]["DataCenters"] or [{"Racks": []}]
        nodes = [node for rack in racks[0]["Racks"] for node in rack["DataNodes"]]
        if len(nodes) == 3:
            return
        time.sleep(0.2)
    raise TimeoutError("volume servers")

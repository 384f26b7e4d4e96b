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

_MASTER = ("-volumeSizeLimitMB", 64, "-telemetry=false")
_S3_ONLY = ("-s3.port.iceberg", 0, "-s3.port.lance", 0, "-s3.cacheCapacityMB", 0)


class Cluster:
    """A master, three volume servers that hold each file twice, and a server that speaks S3."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        folder.mkdir()
        self._folder, self._stack = folder, stack
        master, filer, self.port, *volume_ports = _free_ports(6)
        keys = folder / "keys.json"
        credentials = [{"accessKey": KEY, "secretKey": SECRET}]
        actions = ["Admin", "Read", "Write", "List", "Tagging"]
        identity = {"name": "test", "credentials": credentials, "actions": actions}
        keys.write_text(json.dumps({"identities": [identity]}))
        self._start("master", master, "-mdir", folder, "-defaultReplication", "001", *_MASTER)
        _wait_for(f"http://127.0.0.1:{master}/cluster/status")
        address = f"127.0.0.1:{master}"
        self.volumes = []
        for port in volume_ports:
            place = folder / str(port)
            place.mkdir()
            words = ("-dir", place, "-max", 30, "-mserver", address)
            self.volumes.append(self._start("volume", port, *words))
        _wait_for_volumes(master)
        words = ("-master", address, "-defaultStoreDir", folder, "-s3", "-s3.port", self.port)
        self._start("filer", filer, *words, "-s3.config", keys, *_S3_ONLY)
        _wait_for(f"http://127.0.0.1:{self.port}/")

    def _start(self, part: str, port: int, *words: object) -> subprocess.Popen:
        place = ("-ip", "127.0.0.1", "-ip.bind", "127.0.0.1", "-port", port)
        log = (self._folder / f"{part}-{port}.log").open("w")
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
        except HTTPError:
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

"""A real cluster of OpenSearch whose nodes can be killed, stopped and cut off."""

import json
import os
import signal
import subprocess
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import ProxyHandler, Request, build_opener

from tests.nginx import free_port

_PROGRAM = Path(__file__).parents[1] / "bin" / "opensearch-node"
_NAMES = ("os1", "os2", "os3")
_START_SECONDS = 120
_open = build_opener(ProxyHandler({})).open


class Nodes:
    """Three nodes of bin/opensearch-node, on ports of 127.0.0.1 or on a network of their own."""

    def __init__(
        self,
        folder: Path,
        stack: ExitStack,
        *settings: str,
        version: str = "",
        has_network: bool = False,
    ) -> None:
        """Start the nodes; a network of their own, which can be cut, needs root."""
        self.folder, self._stack, self._settings = folder, stack, settings
        self._network = _Network(stack) if has_network else None
        self._addresses = self._network.addresses if self._network else ["127.0.0.1"] * len(_NAMES)
        self._http, self._transport = ([free_port() for _ in _NAMES] for _ in range(2))
        self.urls = tuple(map("http://{}:{}".format, self._addresses, self._http))
        self._processes: dict[int, subprocess.Popen] = {}
        self._versions = dict.fromkeys(range(len(_NAMES)), version)
        subprocess.run([_PROGRAM], check=True, env=_environment(version))
        for number in range(len(_NAMES)):
            self.start(number)
        self.wait_for("wait_for_nodes=3", _START_SECONDS)

    def start(self, number: int, version: str = "") -> None:
        """Start a node, which keeps the data and, unless another is named, the version it had."""
        version = self._versions[number] = version or self._versions[number]
        home = self.folder / _NAMES[number]
        home.mkdir(exist_ok=True)
        hosts = map("{}:{}".format, self._addresses, self._transport)
        settings = {
            "path.home": home / f"home-{version}",
            "path.data": home / "data",
            "path.logs": home / "logs",
            "path.repo": self.folder / "snapshots",
            "cluster.name": "diachi-faults",
            "node.name": _NAMES[number],
            "network.host": self._addresses[number],
            "http.port": self._http[number],
            "transport.port": self._transport[number],
            "http.type": "netty4",
            "transport.type": "netty4",
            "discovery.seed_hosts": ",".join(hosts),
            "cluster.initial_cluster_manager_nodes": ",".join(_NAMES),
        }
        words = [*(f"{name}={value}" for name, value in settings.items()), *self._settings]
        with (self.folder / f"{_NAMES[number]}.log").open("a") as log:
            self._processes[number] = subprocess.Popen(
                [*self._prefix(number), _PROGRAM, *words],
                stdout=log,
                stderr=log,
                env=_environment(version),
            )
        self._stack.callback(self.kill, number)

    def wait_until_up(self, number: int) -> None:
        """Wait until a node answers: the others may not have noticed yet that it was gone."""
        ends = time.monotonic() + _START_SECONDS
        while time.monotonic() < ends:
            try:
                _open(self.urls[number], timeout=4).close()
            except HTTPError as error:
                error.close()
                time.sleep(0.5)
            except (URLError, TimeoutError, ConnectionError):
                time.sleep(0.5)
            else:
                return
        raise TimeoutError(_NAMES[number])

    def start_missing(self) -> None:
        """Start the nodes that do not run."""
        missing = [number for number, node in self._processes.items() if node.poll() is not None]
        for number in missing:
            self.start(number)
        for number in missing:
            self.wait_until_up(number)

    def restart_each(self, wish: str) -> None:
        """End and start one node after the other, each once the cluster is as wished again."""
        for number in self._processes:
            self.end(number)
            self.start_missing()
            self.wait_for(wish, _START_SECONDS)

    def kill(self, number: int) -> None:
        """Kill a node with 9."""
        self._processes[number].kill()
        self._processes[number].wait()

    def end(self, number: int) -> None:
        """End a node in order, as systemd does."""
        self._processes[number].terminate()
        self._processes[number].wait()

    def freeze(self, number: int) -> None:
        """Let a node stand still: its connections stay open, nothing answers."""
        self._processes[number].send_signal(signal.SIGSTOP)

    def thaw(self, number: int) -> None:
        """Let a frozen node go on."""
        self._processes[number].send_signal(signal.SIGCONT)

    def cut(self, number: int) -> None:
        """Take a node off the network."""
        self._network.run("link", "set", self._network.links[number], "down")

    def join(self, number: int) -> None:
        """Put a node back on the network."""
        self._network.run("link", "set", self._network.links[number], "up")

    def part(self, number: int) -> None:
        """Cut a node off from the other nodes; readers still reach it."""
        self._routes("add", number)

    def unite(self, number: int) -> None:
        """Let a node reach the other nodes again."""
        self._routes("del", number)

    def set(self, settings: dict[str, str | None]) -> None:
        """Change settings of the running cluster."""
        self.ask("PUT", "/_cluster/settings", {"transient": settings})

    def make_snapshot(self, index: str) -> None:
        """Make a snapshot of an index."""
        place = {"type": "fs", "settings": {"location": str(self.folder / "snapshots")}}
        self.ask("PUT", "/_snapshot/tests", place)
        address = f"/_snapshot/tests/{index}?wait_for_completion=true"
        self.ask("PUT", address, {"indices": index})

    def restore_snapshot(self, index: str) -> None:
        """Put the state of the snapshot in the place of an index, with its aliases."""
        self.ask("DELETE", f"/{index}")
        self.ask("POST", f"/_snapshot/tests/{index}/_restore?wait_for_completion=true", {})

    def manager(self) -> int:
        """Return the number of the node that manages the cluster."""
        return _NAMES.index(self.ask("GET", "/_cat/cluster_manager?format=json")[0]["node"])

    def ask(self, method: str, path: str, body: object = None, seconds: float = 30.0) -> Any:
        """Return the answer of the first node that answers."""
        data = None if body is None else json.dumps(body).encode()
        for url in self.urls:
            headers = {"content-type": "application/json"}
            request = Request(url + path, data, headers, method=method)  # noqa: S310  (our own)
            try:
                with _open(request, timeout=seconds) as answer:
                    return json.load(answer)
            except HTTPError as error:
                error.close()  # its socket would be left open
                last = error
            except (URLError, TimeoutError, ConnectionError) as error:
                last = error
        raise last

    def wait_for(self, wish: str, seconds: float) -> None:
        """Wait until the health of the cluster is as wished: wait_for_status=green."""
        ends = time.monotonic() + seconds
        while time.monotonic() < ends:
            try:
                health = self.ask("GET", f"/_cluster/health?{wish}&timeout=2s", seconds=4)
            except (URLError, TimeoutError, ConnectionError):
                health = {"timed_out": True}
            if not health["timed_out"]:
                return
            time.sleep(0.5)
        raise TimeoutError(wish)

    def _prefix(self, number: int) -> list[str]:
        return self._network.prefix(number) if self._network else []

    def _routes(self, verb: str, number: int) -> None:
        for other, address in enumerate(self._addresses):
            if other != number:
                words = ("route", verb, "blackhole", f"{address}/32")
                subprocess.run([*self._prefix(number), "ip", *words], check=True)


class _Network:
    """A bridge, and a namespace for each node; its addresses are not routed anywhere else."""

    def __init__(self, stack: ExitStack) -> None:
        mark = f"{os.getpid() % 100_000}"
        net = f"10.213.{os.getpid() % 250}"
        self.addresses = [f"{net}.{number + 1}" for number in range(len(_NAMES))]
        self._bridge, self._spaces = f"dcb{mark}", [f"dc{mark}-{name}" for name in _NAMES]
        self.links = [f"dv{mark}-{name}" for name in _NAMES]
        self.run("link", "add", self._bridge, "type", "bridge")
        stack.callback(self.run, "link", "del", self._bridge)
        self.run("addr", "add", f"{net}.254/24", "dev", self._bridge)
        self.run("link", "set", self._bridge, "up")
        for space, link, address in zip(self._spaces, self.links, self.addresses, strict=True):
            self.run("netns", "add", space)
            stack.callback(self.run, "netns", "del", space)
            self.run("link", "add", link, "type", "veth", "peer", "name", "eth0", "netns", space)
            self.run("link", "set", link, "master", self._bridge, "up")
            for words in (
                ("addr", "add", f"{address}/24", "dev", "eth0"),
                ("link", "set", "eth0", "up"),
                ("link", "set", "lo", "up"),
            ):
                self.run("-n", space, *words)

    def prefix(self, number: int) -> list[str]:
        """Return the words that run a command in the namespace of a node."""
        return ["ip", "netns", "exec", self._spaces[number]]

    def run(self, *words: str) -> None:
        """Run ip."""
        subprocess.run(["ip", *words], check=True)


def _environment(version: str) -> dict[str, str]:
    return os.environ | ({"OPENSEARCH_VERSION": version} if version else {})

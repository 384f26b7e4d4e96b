"""Machines of the pipeline and of the site, nodes of the object store: some are killed in turn."""

import os
import shutil
import signal
import subprocess
from contextlib import ExitStack
from pathlib import Path

from bench.form import log_progress
from bench.running_site import fetch, free_port
from bench.scale_installations import Installation, balancer, kill, wait
from library.database import disposed_of
from tests.seaweedfs import Cluster

_NODES = 3
_SITE_PROCESSES = 2
_SITE_SECONDS = 120
_OK = 200


class Machines:
    """Two machines of the pipeline, two of the site behind nginx, and an object store.

    What is killed comes back: machines at once, a node of the object store two kills later. A
    second machine of the site or a second node is killed only when the first is back, since
    files stand on two nodes.
    """

    def __init__(self, installation: Installation, cluster: Cluster, block: ExitStack) -> None:
        self._installation, self._cluster = installation, cluster
        self._ports = {"web-1": free_port(), "web-2": free_port()}
        self._processes: dict[str, subprocess.Popen] = {}
        self._fallen_node: int | None = None
        self.kills: dict[str, int] = {}
        for name in ("xuong-1", "xuong-2", *self._ports):
            self._start(name)
        block.callback(lambda: [kill(process) for process in self._processes.values()])
        folder = installation.home.with_name("balancer")
        self.address = block.enter_context(balancer(folder, list(self._ports.values())))

    def kill_something(self, number: int) -> None:
        """Kill a machine of the pipeline, a node, a part of the site, or connections, in turn."""
        acts = (self._kill_pipeline, self._kill_node, self._kill_site, self._end_connections)
        kind, name = acts[number % len(acts)](number // len(acts))
        self.kills[kind] = self.kills.get(kind, 0) + 1
        log_progress(f"kill {number + 1}: {name}")

    def restore(self) -> None:
        """Start the node of the object store that was killed last, and wait until it is back."""
        if self._fallen_node is not None:
            self._cluster.start_volume(self._fallen_node)
            self._cluster.wait_until_whole()
            log_progress(f"node {self._fallen_node + 1} is back")
            self._fallen_node = None

    def _kill_pipeline(self, turn: int) -> tuple[str, str]:
        name = ("xuong-1", "xuong-2")[turn % 2]
        kill(self._processes[name])
        self._start(name)
        return "pipeline machines", name

    def _kill_node(self, turn: int) -> tuple[str, str]:
        self.restore()
        self._fallen_node = turn % _NODES
        self._cluster.kill_volume(self._fallen_node)
        return "nodes of the object store", f"node {self._fallen_node + 1}"

    def _kill_site(self, turn: int) -> tuple[str, str]:
        """Kill one process of the site, or a whole machine that comes back with an empty cache."""
        for port in self._ports.values():
            wait(lambda port=port: _is_up(port), _SITE_SECONDS)
        name = ("web-1", "web-2")[turn // 2 % 2]
        process = self._processes[name]
        if turn % 2:
            os.kill(_children(process)[0], signal.SIGKILL)
            return "processes of the site", f"a process of {name}"
        kill(process)
        shutil.rmtree(self._installation.machine_home(name) / "files-cache", ignore_errors=True)
        self._start(name)
        return "machines of the site", name

    def _end_connections(self, _turn: int) -> tuple[str, str]:
        self.restore()
        with disposed_of(self._installation.database()) as engine, engine.connect() as connection:
            connection.exec_driver_sql(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        return "all connections of the database", "all connections"

    def _start(self, name: str) -> None:
        if name in self._ports:
            process = self._installation.start_site(name, self._ports[name], _SITE_PROCESSES)
        else:
            process = self._installation.start_pipeline(name)
        self._processes[name] = process


def _is_up(port: int) -> bool:
    return fetch(f"http://127.0.0.1:{port}/")[0] == _OK


def _children(process: subprocess.Popen) -> list[int]:
    """Return the processes that a process started."""
    tasks = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    return [int(child) for child in tasks.read_text().split()]

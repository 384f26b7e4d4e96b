"""A private nginx for tests and benchmarks."""

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from socket import create_connection, socket

_TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


def free_port() -> int:
    """Return a port of 127.0.0.1 that nobody listens on."""
    with socket() as unused:
        unused.bind(("127.0.0.1", 0))
        return unused.getsockname()[1]


@contextmanager
def running_nginx(folder: Path, outside: str, server: str) -> Iterator[int]:
    """Run nginx in an existing folder until the block ends; yield its port.

    `outside` are the lines of its http block beside the server block, `server` those inside it.
    """
    port = free_port()
    user = "user root;" if os.geteuid() == 0 else ""
    temporary = "".join(f"{name}_temp_path {folder}/{name};" for name in _TEMPORARY)
    (folder / "nginx.conf").write_text(
        f"{user} daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log warn;\n"
        f"events {{ worker_connections 256; }}\n"
        f"http {{ access_log off; {temporary}\n{outside}\n"
        f"server {{ listen 127.0.0.1:{port};\n{server}\n}} }}\n"
    )
    command = ["nginx", "-p", folder, "-e", folder / "start.log", "-c", folder / "nginx.conf"]
    with subprocess.Popen(command) as process:
        try:
            _wait_for(port)
            yield port
        finally:
            process.terminate()


def _wait_for(port: int) -> None:
    for _ in range(100):
        try:
            create_connection(("127.0.0.1", port), 1).close()
        except ConnectionRefusedError:
            time.sleep(0.05)
        else:
            return

"""gunicorn for one strong server and for many machines: processes of the site behind nginx.

    gunicorn --config /opt/diachi/deploy/gunicorn.conf.py 'app.server.wsgi:make_site()'

`systemctl reload diachi-site` (SIGHUP) starts new processes and lets the old ones finish what they
answer: no request fails.
"""

import multiprocessing
import os

bind = os.environ.get("DIACHI_BIND", "127.0.0.1:8000")  # one machine: unix:/run/diachi/site.sock
worker_class = "gthread"
workers = int(os.environ.get("DIACHI_SITE_PROCESSES", multiprocessing.cpu_count()))
threads = int(os.environ.get("DIACHI_SITE_THREADS", "8"))

# Each process opens the database, the index and the stores for itself.
preload_app = False

# A process whose loop hangs for this long is replaced; threads that work do not stop the loop.
timeout = 60
graceful_timeout = 60
keepalive = 65  # longer than nginx keeps its connections

# What grows is given back now and then, never in all processes at once.
max_requests = 20_000
max_requests_jitter = 4_000

# nginx has the log of requests, without readers' addresses.
accesslog = None
errorlog = "-"
proc_name = "diachi-site"


def worker_exit(_server, worker):
    """Write what still waits in the memory of a process before it ends."""
    if getattr(worker, "wsgi", None) is not None:  # without one it could not start
        worker.wsgi.extensions["close"]()

"""The child process: loads generated nodes and runs them, one at a time, until the host closes the line."""

from __future__ import annotations

import os
import platform
import signal
import sys
import threading
import traceback
from typing import Any

from .channel import Channel, Closed, FilePipe, Pipe
from .encoding import decode
from .execution import Execution, outcome_json
from .handlers import Handlers, ReadFile, read_file
from .node import Node
from .run import Run

STACK_BYTES = 256 * 1024 * 1024
# Address space beyond what nodes may use: the interpreter, its libraries, the stack.
SLACK_MEGABYTES = 1024
RECURSION_LIMIT = 50_000
WATCH_SECONDS = 0.5


class Child:
    def __init__(self, channel: Channel, read: ReadFile) -> None:
        self._channel = channel
        self._read = read
        self._nodes: dict[tuple[str, str], Node] = {}
        self._handlers: dict[str | None, Handlers] = {}

    def serve(self) -> None:
        while True:
            message = self._channel.receive()
            if message["type"] == "load":
                self._load(message["units"])
            elif message["type"] == "run":
                self._run(message)
            else:
                raise ValueError(f"{message['type']} while nothing runs")

    def _load(self, units: list[dict[str, Any]]) -> None:
        for unit in units:
            # No file has this name: tracebacks show the node, and no handler's file can be meant.
            module: dict[str, Any] = {"__name__": f"node {unit['node']}"}
            exec(compile(unit["unit"], f"<{unit['node']}>", "exec"), module)
            self._nodes[(unit["node"], unit["hash"])] = module["node"]

    def _run(self, message: dict[str, Any]) -> None:
        nodes = {name: self._nodes[(name, hash)] for name, hash in message["callees"].items()}
        node = self._nodes[(message["node"], message["hash"])]
        folder = message["handlers"]
        handlers = self._handlers.setdefault(folder, Handlers(folder, self._read))
        execution = Execution(self._channel, nodes, handlers, message["mode"])
        run = Run(execution, node)
        continuation = message["continuation"]
        if continuation is None:
            run.started(message["inputs"], message["hash"])
            outputs, error = run.execute({name: decode(value) for name, value in message["inputs"].items()})
        else:
            outputs, error = run.resume(continuation["frames"])
        execution.finish(run.node_place, f',"kind":"result","outcome":{outcome_json(outputs, error)}}}')


def serve(pipe: Pipe, name: str, version: str, pid: int, threads: bool, read: ReadFile) -> None:
    """Speaks with the host until it is gone."""
    if threads:
        # Only this thread needs a deep stack; those of handlers get the usual one.
        threading.stack_size(0)
    channel = Channel(pipe, threads)
    channel.send({"type": "ready", "name": name, "version": version, "pid": pid})
    try:
        Child(channel, read).serve()
    except Closed:
        pass
    except MemoryError:
        # In the host's words for it; what is left of this process may not even send a message.
        os.write(2, b"heap out of memory\n")
        os._exit(1)
    except Exception:
        # A bug of this package: the run is over, and the host is told where.
        channel.send({"type": "fatal", "message": traceback.format_exc(limit=-6)})


def limit_memory(megabytes: int) -> None:
    """The backstop of the host's own watch, which a single allocation could outrun; where the system has one."""
    try:
        import resource

        limit = (megabytes + SLACK_MEGABYTES) * 1024 * 1024
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    except (ImportError, OSError, ValueError):
        pass


def end_with_host() -> None:
    """A handler in an endless loop never sees the line close: this process ends with the one that started it."""
    host = os.getppid()
    try:
        import ctypes

        # Where the system offers it (PR_SET_PDEATHSIG), as C code that keeps the interpreter's lock stops the thread below.
        ctypes.CDLL(None).prctl(1, signal.SIGKILL, 0, 0, 0)
    except (ImportError, OSError, AttributeError, TypeError):
        pass
    threading.Thread(target=_watch, args=(host,), daemon=True).start()


def _watch(host: int) -> None:
    pause = threading.Event()
    while os.getppid() == host:
        pause.wait(WATCH_SECONDS)
    os._exit(1)


def main() -> None:
    end_with_host()
    limit_memory(int(sys.argv[1]))
    # An interrupt in the terminal is for the host, which then closes the line.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.setrecursionlimit(RECURSION_LIMIT)
    threading.stack_size(STACK_BYTES)
    pipe = FilePipe()
    name = f"{platform.python_implementation()} {platform.python_version()}"
    # A thread of its own, as only those can be given a deeper stack.
    thread = threading.Thread(target=serve, args=(pipe, name, platform.python_version(), os.getpid(), True, read_file))
    thread.start()
    thread.join()

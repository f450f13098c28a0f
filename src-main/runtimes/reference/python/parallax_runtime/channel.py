"""The child's side of the protocol: JSON lines out in batches, JSON lines in when something is waited for."""

from __future__ import annotations

import json
import os
import threading
from collections import deque
from time import perf_counter_ns
from typing import Any, Protocol

BATCH = 512
PAUSE_SECONDS = 0.02


class Closed(Exception):
    """The host is gone."""


class Pipe(Protocol):
    """Two blocking lines, one each way."""

    def read_line(self) -> bytes | str | None: ...

    def write(self, text: str) -> None: ...


class FilePipe:
    """Standard input and output, taken away from everybody else: what handlers print goes to standard error."""

    def __init__(self) -> None:
        self._in = os.fdopen(os.dup(0), "rb", buffering=1 << 16)
        self._out = os.dup(1)
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, 0)
        os.close(nothing)
        os.dup2(2, 1)

    def read_line(self) -> bytes | None:
        return self._in.readline() or None

    def write(self, text: str) -> None:
        data = memoryview(text.encode("ascii"))
        while data:
            data = data[os.write(self._out, data) :]


class Channel:
    """Collects events and sends them; a thread sends what a long computation leaves waiting, where there are threads."""

    def __init__(self, pipe: Pipe, threads: bool) -> None:
        self._pipe = pipe
        self._pending: deque[str] = deque()
        self._sending = threading.Lock()
        self._computing = threading.Event()
        self._threads = threads
        self._sent = perf_counter_ns()
        if threads:
            threading.Thread(target=self._send_regularly, daemon=True).start()

    def receive(self) -> dict[str, Any]:
        self._computing.clear()
        line = self._pipe.read_line()
        if line is None:
            raise Closed
        message = json.loads(line)
        self._computing.set()
        return message

    def event(self, text: str) -> None:
        self._pending.append(text)
        if len(self._pending) >= BATCH:
            self.flush()
        elif not self._threads and perf_counter_ns() - self._sent > PAUSE_SECONDS * 1e9:
            self.flush()

    def flush(self) -> None:
        """Sends what is pending."""
        with self._sending:
            events = self._taken()
            if events:
                self._write(events, "null")

    def wait(self, wait: str, last: str = "", line: str = "") -> None:
        """Sends what is pending, with the event that comes last, and says what is waited for: in one message."""
        with self._sending:
            events = self._taken()
            if last:
                events.append(last)
            self._write(events, f'"{wait}"', line)

    def _taken(self) -> list[str]:
        # Only what lies there now: while one thread sends, the other goes on appending.
        return [self._pending.popleft() for _ in range(len(self._pending))]

    def _write(self, events: list[str], wait: str, line: str = "") -> None:
        self._pipe.write(f'{{"type":"events","events":[{",".join(events)}],"wait":{wait}{line}}}\n')
        self._sent = perf_counter_ns()

    def send(self, message: dict[str, Any]) -> None:
        with self._sending:
            self._pipe.write(json.dumps(message, separators=(",", ":")) + "\n")

    def _send_regularly(self) -> None:
        pause = threading.Event()
        while True:
            self._computing.wait()
            pause.wait(PAUSE_SECONDS)
            if self._computing.is_set() and self._pending:
                self.flush()

"""The same child inside Pyodide: a Node process lends its streams, and reads handlers' files, which Python cannot see."""

from __future__ import annotations

import sys

import parallax_pipe

from .host import serve


class NodePipe:
    def read_line(self) -> str | None:
        return parallax_pipe.read_line()

    def write(self, text: str) -> None:
        parallax_pipe.write(text)


def main() -> None:
    version = sys.version.split()[0]
    serve(NodePipe(), f"Pyodide {version}", version, parallax_pipe.pid, threads=False, read=parallax_pipe.read_file)

"""The same child inside Pyodide: a Node process lends its streams, and reads handlers' files, which Python cannot see."""

from __future__ import annotations

import sys
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_loader
from types import ModuleType
from typing import Any

import parallax_pipe

from .host import serve


class NodePipe:
    def read_line(self) -> str | None:
        return parallax_pipe.read_line()

    def write(self, text: str) -> None:
        parallax_pipe.write(text)


class Neighbours:
    """Imports modules that lie beside a handler, from the folders of sys.path that only Node sees."""

    def find_spec(self, name: str, path: Any = None, target: ModuleType | None = None) -> ModuleSpec | None:
        if path is not None:
            return None
        for folder in sys.path:
            file = f"{folder}/{name}.py"
            source = parallax_pipe.read_file(file)
            if source is not None:
                return spec_from_loader(name, Source(file, source))
        return None


class Source:
    def __init__(self, file: str, text: str) -> None:
        self._file = file
        self._text = text

    def create_module(self, spec: ModuleSpec) -> None:
        return None

    def exec_module(self, module: ModuleType) -> None:
        exec(compile(self._text, self._file, "exec"), module.__dict__)


def main() -> None:
    sys.meta_path.append(Neighbours())
    version = sys.version.split()[0]
    serve(NodePipe(), f"Pyodide {version}", version, parallax_pipe.pid, threads=False, read=parallax_pipe.read_file)

"""One execution: what all nodes of a run share. Time, mode, gates, answers, and where other nodes and handlers are."""

from __future__ import annotations

from collections.abc import Mapping
from time import perf_counter_ns
from typing import TYPE_CHECKING, Any

from .channel import Channel
from .encoding import encode, quote

if TYPE_CHECKING:
    from .handlers import Handlers
    from .node import Node


class Execution:
    def __init__(self, channel: Channel, nodes: Mapping[str, Node], handlers: Handlers, mode: str) -> None:
        self.channel = channel
        self.nodes = nodes
        self.handlers = handlers
        self.began = perf_counter_ns()
        self.set_mode(mode)

    def set_mode(self, mode: str) -> None:
        self.mode = mode
        self._at_events = mode == "event" or mode == "line"
        self._at_steps = self._at_events or mode == "step"

    def emit(self, place: str, body: str) -> None:
        """`place` opens the event's object and ends before the time, `body` follows it."""
        event = f"{place}{(perf_counter_ns() - self.began) // 1000}{body}"
        if self._at_events:
            self._gate(event)
        else:
            self.channel.event(event)

    def emit_step(self, place: str, body: str) -> None:
        """As `emit`, where a step is entered."""
        event = f"{place}{(perf_counter_ns() - self.began) // 1000}{body}"
        if self._at_steps:
            self._gate(event)
        else:
            self.channel.event(event)

    def ask(self, place: str, body: str) -> dict[str, Any]:
        """Sends an effect's request and waits for its answer."""
        self.channel.wait("effect", f"{place}{(perf_counter_ns() - self.began) // 1000}{body}")
        return self.channel.receive()["answer"]

    def finish(self, place: str, body: str) -> None:
        self.channel.wait("end", f"{place}{(perf_counter_ns() - self.began) // 1000}{body}")

    def line(self, file: str, line: int, variables: list[tuple[str, str]]) -> None:
        """Stops at a line of a handler."""
        shown = ",".join([f"[{quote(name)},{quote(text)}]" for name, text in variables])
        self.channel.wait("line", line=f',"line":{{"file":{quote(file)},"line":{line},"locals":[{shown}]}}')
        self.set_mode(self.channel.receive()["mode"])

    def _gate(self, event: str) -> None:
        self.channel.wait("gate", event)
        self.set_mode(self.channel.receive()["mode"])


def outcome_json(outputs: dict[str, Any] | None, error: Any) -> str:
    if outputs is not None:
        return f'{{"success":true,"outputs":{encode_record(outputs)}}}'
    return f'{{"success":false,"error":{error_json(error)}}}'


def error_json(error: Any) -> str:
    return f'{{"code":{quote(error.code)},"message":{quote(error.message)},"fields":{encode_record(error.fields)}}}'


def encode_record(record: dict[str, Any]) -> str:
    """A record that readers take as one whatever its keys are."""
    return f"{{{','.join([f'{quote(key)}:{encode(value)}' for key, value in record.items()])}}}"

"""Asking the outside world: every effect goes to the host, which answers."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from .conversion import Conversion
from .encoding import decode, encode, encode_bindings, quote
from .errors import StepError, mismatch
from .execution import encode_record, outcome_json
from .model import Retry
from .resume import Frame
from .values import ABSENT, Value, type_name

if TYPE_CHECKING:
    from .run import Run

MAX_CALLS = 64


class Effects:
    """The part of a Run that asks for effects and calls nodes and handlers."""

    # Functions of expressions

    def current_timestamp(self: Run) -> Value:
        return self._ask('{"type":"clock","operation":"timestamp"}')

    def current_year(self: Run) -> Value:
        return self._ask('{"type":"clock","operation":"year"}')

    def uuid(self: Run) -> Value:
        return self._ask('{"type":"id","operation":"uuid"}')

    def random(self: Run) -> Value:
        return self._ask('{"type":"random","operation":"decimal"}')

    # Operations

    def database(self: Run, sql: str, parameters: list[Value], rows: bool, database: str | None = None) -> Value:
        """`{rows, changes}`."""
        return self._ask(
            f'{{"type":"database","database":{encode(database)},"sql":{quote(sql)},'
            f'"parameters":{encode(parameters)},"rows":{encode(rows)}}}'
        )

    def choose(self: Run, rows: list[Value], *blocks: str) -> str:
        """Which block a query's result leads to; binds `query_result` where the step has that block."""
        block = "if_found" if rows else "if_empty"
        if block in blocks:
            self.bind("query_result", rows[0] if rows else None)
        return block

    def http(
        self: Run,
        method: str,
        provider: str | None = None,
        url: Value = ABSENT,
        endpoint: Value = ABSENT,
        parameters: Value = ABSENT,
        headers: Value = ABSENT,
        timeout_ms: int | None = None,
        retry: Retry | None = None,
    ) -> Value:
        """The body of the response, which is also bound as `response`."""
        told = {
            "url": _argument("url", url, str, None),
            "endpoint": _argument("endpoint", endpoint, str, ""),
            "parameters": _argument("parameters", parameters, dict, None),
            "headers": _argument("headers", headers, dict, {}),
        }
        answer = self._ask(
            f'{{"type":"http","provider":{encode(provider)},"url":{encode(told["url"])},'
            f'"endpoint":{encode(told["endpoint"])},"method":{quote(method)},'
            f'"parameters":{encode(told["parameters"])},"headers":{encode_record(told["headers"])},'
            f'"timeoutMs":{encode(timeout_ms)},"retry":{_retry_json(retry)},"breakers":[{self._breakers()}]}}'
        )
        body = answer["body"]
        self.bind("response", body)
        return body

    def llm_chat(
        self: Run,
        *,
        model: Value = ABSENT,
        request: Value,
        route: str = "primary",
        losses: str = "warn",
        timeout_ms: int | None = None,
        retry: Retry | None = None,
    ) -> Value:
        """The record of a language model's answer."""
        targets = [] if model is ABSENT else [_argument("model", model, str, None)]
        told = _argument("request", request, dict, {})
        return self._ask(
            f'{{"type":"llm","operation":"chat","targets":{encode(targets)},"route":{quote(route)},'
            f'"losses":{quote(losses)},"request":{encode_record(told)},"timeoutMs":{encode(timeout_ms)},'
            f'"retry":{_retry_json(retry)},"breakers":[{self._breakers()}]}}'
        )

    def publish(self: Run, topic: Value, payload: Value) -> Value:
        if type(topic) is not str:
            raise mismatch("topic", type_name(topic))
        return self._ask(f'{{"type":"publish","topic":{quote(topic)},"payload":{encode(payload)}}}')

    def subscribe(self: Run, topic: Value, timeout_ms: int | None = None) -> Value:
        if type(topic) is not str:
            raise mismatch("topic", type_name(topic))
        return self._ask(f'{{"type":"subscribe","topic":{quote(topic)},"timeoutMs":{encode(timeout_ms)}}}')

    def call(self: Run, node: str, inputs: dict[str, Value]) -> Value:
        """Runs another node in a frame of its own: the record of its outputs."""
        callee = self._callee(node)
        if self.contracts.violated is not None:
            raise self.precondition_violated()
        self.emit(f',"kind":"call_started","node":{quote(node)},"inputs":{encode_record(inputs)}}}')
        return self._called(node, callee.execute(inputs))

    def resume_call(self: Run, node: str, frame: Frame) -> Value:
        return self._called(node, self._callee(node).resume(frame.callees))

    def handler(self: Run, name: str, parameters: dict[str, Value]) -> Value:
        """What `handlers/NAME.py` returns."""
        handlers = self.execution.handlers
        found = handlers.find(name)
        self.emit(f',"kind":"handler_called","handler":{quote(name)},"parameters":{encode_bindings(parameters)}}}')
        self.execution.channel.flush()
        return handlers.call(self.execution, name, found, parameters)

    def _callee(self: Run, node: str) -> Run:
        found = self.execution.nodes.get(node)
        if found is None:
            raise StepError("unknown_node", f"no node {node}")
        if self.depth >= MAX_CALLS:
            raise StepError("recursion_limit", f"calls nest deeper than {MAX_CALLS}")
        return type(self)(self.execution, found, f"{self.step_path}/call", self.context, self.depth + 1)

    def _called(self: Run, node: str, outcome: tuple[Any, Any]) -> Value:
        outputs, error = outcome
        self.emit(f',"kind":"call_returned","node":{quote(node)},"outcome":{outcome_json(outputs, error)}}}')
        if outputs is None:
            raise StepError(error.code, error.message, error.fields)
        return outputs

    def _ask(self: Run, request: str) -> Value:
        """One effect: refused under a violated precondition, except in contracts themselves."""
        if self.contracts.violated is not None and not self.in_contract:
            raise self.precondition_violated()
        if self.place is self.node_place:
            number = self.node_effects
            self.node_effects += 1
        else:
            number = self.effects
            self.effects += 1
        answer = self.execution.ask(self.place, f',"kind":"effect_requested","effect":{number},"request":{request}}}')
        told = json.dumps(answer, separators=(",", ":"))
        self.emit(f',"kind":"effect_answered","effect":{number},"answer":{told}}}')
        if not answer["ok"]:
            error = answer["error"]
            fields = {name: decode(value) for name, value in error["fields"].items()}
            raise StepError(error["code"], error["message"], fields)
        value = decode(answer["value"])
        Conversion("input", {}).check_parts(value, "answer")
        return value

    def _breakers(self: Run) -> str:
        return ",".join(
            f'{{"code":{quote(policy.code)},"threshold":{policy.threshold},"open_ms":{policy.open_ms}}}'
            for policy in self.node.error_handling
            if policy.action == "circuit_breaker"
        )


def _argument(name: str, value: Value, wanted: type, default: Value) -> Value:
    """An argument that the step may leave out, but not write with another type."""
    if value is ABSENT:
        return default
    if type(value) is not wanted:
        raise mismatch(name, type_name(value))
    return value


def _retry_json(retry: Retry | None) -> str:
    if retry is None:
        return "null"
    return (
        f'{{"max_attempts":{retry.max_attempts},"backoff":{quote(retry.backoff)},'
        f'"initial_delay_ms":{retry.initial_delay_ms},"max_delay_ms":{encode(retry.max_delay_ms)}}}'
    )

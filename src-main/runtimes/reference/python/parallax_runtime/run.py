"""A running node: what its generated functions are given as `run`."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from .contracts import Contracts, Probes
from .conversion import Conversion
from .effects import Effects
from .encoding import encode, encode_bindings, quote
from .errors import Ended, Returned, RunError, Signal, StepError, mismatch
from .execution import Execution, error_json
from .handling import Handling, Retried
from .loops import Loop
from .model import Condition
from .node import Node, Step
from .resume import Cursor, Frame, decode_bindings
from .values import ABSENT, Value, elements, type_name
from .variables import ContractVariables, Variables

__all__ = ["Frame", "Run"]


class Run(Effects, Handling):
    """One run of one node. A called node has a Run of its own."""

    def __init__(self, execution: Execution, node: Node, path: str = "", occ: str = "", depth: int = 0) -> None:
        self.execution = execution
        self.node = node
        self.depth = depth
        # Path and occurrence of this node itself; its steps lie below.
        self.path = path
        self.node_place = self.place = _place(path, occ)
        self.step_path = path
        # Occurrence of the block under way: what the occurrence of the next step begins with.
        self.context = occ
        self.effects = 0
        self.node_effects = 0
        self.in_contract = False
        self.compensating = False
        # Completed steps that have compensations: the step, its occurrence, what was bound.
        self.compensations: list[tuple[Step, str, dict[str, Value]]] = []
        self.variables = Variables(self, {})
        self.contract_names = ContractVariables(self.variables, {})
        self.contracts = Contracts(self)

    # The run as a whole

    def started(self, inputs: dict[str, Any], hash: str) -> None:
        """The first event of a trace; `inputs` as they were given, not yet decoded."""
        given = json.dumps(inputs, separators=(",", ":"))
        self.emit(f',"kind":"run_started","node":{quote(self.node.id)},"hash":{quote(hash)},"inputs":{given}}}')

    def execute(self, inputs: dict[str, Any]) -> tuple[dict[str, Value] | None, RunError | None]:
        """From the beginning: outputs, or the error."""
        try:
            values = self._take_inputs(inputs)
        except StepError as failure:
            return None, failure.error
        return self._conclude(lambda: self._begin(values))

    def resume(self, frames: list[dict[str, Any]]) -> tuple[dict[str, Value] | None, RunError | None]:
        """From the step that the continuation's frames say."""
        own, callees = frames[0], frames[1:]
        self.variables.scope.update(decode_bindings(own["scope"]))
        self.contract_names.entry = decode_bindings(own["entry"])
        self.contracts.violated = own["violated"]
        self.contracts.evaluated = set(own["evaluated"])
        self.node_effects = own["effects"]
        for each in own["compensations"]:
            step = self.node.steps[self.own_path(each["step"])]
            self.compensations.append((step, each["occ"], decode_bindings(each["bound"])))
        frame = Frame([Cursor(each) for each in own["cursors"]], callees)
        return self._conclude(lambda: self._flow(frame))

    def own_path(self, path: str) -> str:
        """The path of a step within its own node."""
        return path[len(self.path) + 1 :] if self.path else path

    def emit(self, body: str) -> None:
        self.execution.emit(self.place, body)

    def _take_inputs(self, inputs: dict[str, Any]) -> dict[str, Value]:
        conversion = Conversion("input", self.node.types)
        values = conversion.taken(self.node.inputs, inputs)
        for name in inputs:
            if name not in values:
                raise conversion.failure(name, " is not declared")
        return values

    def _begin(self, values: dict[str, Value]) -> dict[str, Value]:
        self.variables.scope.update(values)
        self.contract_names.entry = dict(values)
        self.emit(f',"kind":"inputs_bound","node":{quote(self.node.id)},"values":{encode_bindings(values)}}}')
        for machine in self.node.state_machines.values():
            if machine.variable not in self.variables:
                self.variables[machine.variable] = machine.initial
        self.contracts.at_entry(values)
        return self._flow(None)

    def _flow(self, frame: Frame | None) -> dict[str, Value]:
        self.node.body(self, frame)
        # Nothing returned: the outputs are the variables of their names, taken at the node's own place.
        try:
            self._may_succeed()
            return self._outputs({})
        except StepError as failure:
            self.emit(f',"kind":"error_raised","error":{error_json(failure.error)}}}')
            raise Ended(failure.error) from None

    def _conclude(self, body: Callable[[], dict[str, Value]]) -> tuple[dict[str, Value] | None, RunError | None]:
        outputs: dict[str, Value] | None = None
        error: RunError | None = None
        try:
            try:
                outputs = body()
            except Returned as returned:
                outputs, error = returned.outputs, returned.error
            if outputs is not None:
                self.contracts.at_success(outputs)
        except Ended as ended:
            outputs, error = None, ended.error
        for code, message in self.contracts.notes():
            self.note(code, message)
        return outputs, error

    def note(self, code: str, message: str) -> None:
        self.emit(f',"kind":"note","code":"{code}","message":{quote(message)}}}')

    # Steps and blocks

    def sequence(self, frame: Frame | None, *steps: Step) -> None:
        """The steps of a block, from the one that the frame names."""
        inner = frame.inner if frame else None
        if inner is None:
            for step in steps:
                self._perform(step, None)
            return
        first = next(index for index, step in enumerate(steps) if step.name == inner.cursor.step)
        self._perform(steps[first], inner)
        for step in steps[first + 1 :]:
            self._perform(step, None)

    def _perform(self, step: Step, frame: Frame | None) -> None:
        """Enters a step, tries it until it is over, and leaves it."""
        outside = (self.place, self.step_path, self.context, self.effects, self.variables.bound)
        attempt = frame.cursor.attempt if frame else 0
        retries = frame.cursor.retries if frame else {}
        inside = frame if frame and frame.block else None
        try:
            while not self._tried(step, attempt, inside, retries, outside[2], outside[4]):
                attempt += 1
                inside = None
        finally:
            self.place, self.step_path, self.context, self.effects, self.variables.bound = outside

    def _tried(
        self, step: Step, attempt: int, inside: Frame | None, retries: dict[str, int], context: str, bound: dict[str, Value]
    ) -> bool:
        """One attempt from entering to leaving; False when another one is due."""
        occ = f"{context}.{attempt}" if context else str(attempt)
        self.context = occ
        self.step_path = f"{self.path}/{step.path}" if self.path else step.path
        self.place = _place(self.step_path, occ)
        if inside:
            self.effects = inside.cursor.effects
            self.variables.bound = {**bound, **inside.cursor.bound}
        else:
            self.effects = 0
            self.variables.bound = bound
            self.execution.emit_step(self.place, f',"kind":"step_entered","operation":"{step.operation}"}}')
        try:
            left = self._attempt(step, inside, retries)
        except Retried:
            self._leave("retried")
            return False
        except Signal as signal:
            self._leave("returned" if isinstance(signal, Returned) else "failed")
            raise
        self._leave(left)
        if left == "completed" and step.compensation is not None and not self.compensating:
            self.compensations.append((step, occ, self.variables.bound))
        return True

    def _leave(self, outcome: str) -> None:
        self.emit(f',"kind":"step_left","outcome":"{outcome}"}}')

    def _attempt(self, step: Step, inside: Frame | None, retries: dict[str, int]) -> str:
        """One attempt at a step: `completed` or `continued`, or an exception that says how it ended."""
        left = "completed"
        occ = self.context
        try:
            if inside and self.resume_handler(step, inside):
                left = "continued"
            elif step.takes_frame:
                step.body(self, self.variables, inside)
            else:
                step.body(self, self.variables)
        except StepError as failure:
            # A loop may have failed within a round; its handlers stand beside its rounds.
            self.context = occ
            self.handle(step, failure.error, retries)
            left = "continued"
        self.contracts.after_step()
        return left

    # What operations are made of

    def assigned(self, name: str, value: Value) -> None:
        self.emit(f',"kind":"assigned","name":{quote(name)},"value":{encode(value)}}}')

    def bind(self, name: str, value: Value) -> None:
        """Binds a name until the step is left."""
        self.variables.bound = {**self.variables.bound, name: value}
        self.emit(f',"kind":"bound","name":{quote(name)},"value":{encode(value)}}}')

    def any_fails(self, *guards: Condition) -> bool:
        """Evaluates guards up to the first that does not hold."""
        return self._first_failing(guards) is not None

    def require(self, *guards: Condition) -> None:
        """As `any_fails`, failing the step."""
        failed = self._first_failing(guards)
        if failed is not None:
            raise StepError("validation_failed", f"guard failed: {failed}", {"guard": failed})

    def decide(self, condition: Condition, frame: Frame | None = None) -> bool:
        """The value of a step's condition; what it was, where a run goes on in the block it led to."""
        return frame.block == "then" if frame else self._decide(0, condition, "condition")

    def _first_failing(self, guards: tuple[Condition, ...]) -> str | None:
        for index, guard in enumerate(guards):
            if not self._decide(index, guard, "guard"):
                return guard.text
        return None

    def _decide(self, index: int, condition: Condition, operator: str) -> bool:
        probes = Probes()
        value = condition.evaluate(self, self.variables, probes)
        if value is not True and value is not False:
            raise mismatch(operator, type_name(value))
        shown = "true" if value else "false"
        self.emit(f',"kind":"guard","index":{index},"value":{shown},"probes":{probes.json()}}}')
        return value

    def loop(self, name: str, items: Value) -> Loop:
        visited = elements(items, "for_each")
        self.emit(f',"kind":"loop_started","items":{encode(visited)}}}')
        return Loop(self, name, visited)

    def resume_loop(self, name: str, frame: Frame) -> Loop:
        return Loop(self, name, frame.cursor.items, frame)

    def next_state(self, machine: str, *, expected: Value = ABSENT, to: Value) -> str:
        """Checks that the machine may go from where it is to `to`."""
        declared = self.node.state_machines[machine]
        current = self.variables[declared.variable]
        for state in (to, current) if expected is ABSENT else (expected, to, current):
            if type(state) is not str:
                raise mismatch("state_machine_transition", type_name(state))
        if expected is not ABSENT and current != expected:
            raise StepError(
                "invalid_transition", f"{machine}: expected state {expected}, found {current}", {"machine": machine}
            )
        if (current, to) not in declared.transitions:
            fields = {"machine": machine, "from": current, "to": to}
            raise StepError("invalid_transition", f"{machine}: cannot go from {current} to {to}", fields)
        return to

    def enter_state(self, machine: str, state: str) -> None:
        declared = self.node.state_machines[machine]
        current = self.variables[declared.variable]
        self.emit(
            f',"kind":"state_transition","machine":{quote(machine)},"from":{quote(current)},"to":{quote(state)}}}'
        )
        self.variables[declared.variable] = state

    # Returning

    def succeed(self, outputs: Callable[[], dict[str, Value]]) -> None:
        """Returns from the node with these outputs, evaluated unless a precondition is violated."""
        self._may_succeed()
        raise Returned(self._outputs(outputs()), None)

    def fail(self, code: Value, message: Value = "", fields: dict[str, Value] | None = None) -> None:
        """Returns from the node with an error that it declares."""
        conversion = Conversion("output", self.node.types)
        if type(code) is not str:
            raise conversion.mismatch("string", type_name(code), "error_code")
        declared = self.node.errors
        if declared.codes is not None and code not in declared.codes:
            raise StepError("invalid_output", f"error code {code} is not declared")
        if type(message) is not str:
            raise conversion.mismatch("string", type_name(message), "message")
        types = {field.name: field.type for field in declared.fields}
        given = {name: value for name, value in (fields or {}).items() if value is not None}
        taken = {name: conversion.convert(types[name], value, name) if name in types else value for name, value in given.items()}
        for value in taken.values():
            encode(value)
        raise Returned(None, RunError(code, message, taken))

    def _may_succeed(self) -> None:
        if self.contracts.violated is not None:
            raise self.precondition_violated()

    def precondition_violated(self, cause: str | None = None) -> Ended:
        contract = self.contracts.violated
        fields = {"contract": contract} if cause is None else {"contract": contract, "cause": cause}
        return Ended(RunError("precondition_violated", f"precondition violated: {contract}", fields))

    def _outputs(self, given: dict[str, Value]) -> dict[str, Value]:
        conversion = Conversion("output", self.node.types)
        outputs: dict[str, Value] = {}
        for field in self.node.outputs:
            name = field.name
            value = given[name] if name in given else self.variables[name] if name in self.variables else None
            if value is None and field.required and field.type.kind != "any":
                raise StepError("missing_output", f"output {name} is missing", {"output": name})
            outputs[name] = None if value is None else conversion.field(field, value, name)
        for name, value in given.items():
            if name not in outputs:
                outputs[name] = value
        for value in outputs.values():
            # What cannot be told is refused here, where the run can still end with an error.
            encode(value)
        return outputs


def _place(path: str, occ: str) -> str:
    return f'{{"step":{quote(path)},"occ":"{occ}","time":'

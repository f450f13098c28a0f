"""Constraints, preconditions, invariants and postconditions of a running node."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from .encoding import encode, quote, text
from .errors import Ended, RunError, StepError
from .model import Condition, Contract, Field, Record, Type
from .values import UNKNOWN, Set, Value, key_value

if TYPE_CHECKING:
    from .run import Run

_VIOLATED = {
    "constraint": ("postcondition_violated", "output constraint violated"),
    "invariant": ("invariant_violated", "invariant violated"),
    "postcondition": ("postcondition_violated", "postcondition violated"),
}


class Probes:
    """The values of a condition's parts, as its evaluation reports them."""

    __slots__ = ("_seen",)

    def __init__(self) -> None:
        self._seen: dict[int, Value] = {}

    def __call__(self, slot: int, value: Value) -> Value:
        if value is not UNKNOWN:
            self._seen[slot] = value
        return value

    def json(self) -> str:
        return f"[{','.join([f'[{slot},{encode(self._seen[slot])}]' for slot in sorted(self._seen)])}]"


class Contracts:
    """Evaluates a node's contracts; every evaluation is an event."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._node = run.node
        self.evaluated: set[str] = set()
        # Text of the first violated precondition or input constraint.
        self.violated: str | None = None

    def at_entry(self, inputs: dict[str, Value]) -> None:
        for verdict, condition in self._constraints(self._node.inputs, inputs):
            self._note_entry(verdict, condition.text)
        for index, contract in enumerate(self._node.preconditions):
            if contract.condition is not None:
                self._note_entry(self._judge("precondition", index, contract.condition), contract.text)

    def _note_entry(self, verdict: str, condition_text: str) -> None:
        if verdict == "violated" and self.violated is None:
            self.violated = condition_text

    def after_step(self) -> None:
        self._invariants()

    def at_success(self, outputs: dict[str, Value]) -> None:
        """Ends the run where one is violated."""
        names = self._run.contract_names
        names.outputs = outputs
        self._invariants()
        names.special = {"success": True, "error": UNKNOWN}
        for verdict, condition in self._constraints(self._node.outputs, outputs):
            self._end_if(verdict, "constraint", condition.text)
        for index, contract in enumerate(self._node.postconditions):
            if contract.condition is not None:
                verdict = self._judge("postcondition", index, contract.condition)
                self._end_if(verdict, "postcondition", contract.text)

    def notes(self) -> Iterator[tuple[str, str]]:
        """Code and message for each contract that is prose or was never evaluable."""
        tables: tuple[tuple[str, Sequence[Contract]], ...] = (
            ("precondition", self._node.preconditions),
            ("invariant", self._node.invariants),
            ("postcondition", self._node.postconditions),
        )
        for kind, contracts in tables:
            for contract in contracts:
                if contract.condition is None:
                    yield "prose_contract", f"{kind} for readers only: {contract.text}"
        for kind, contracts in tables:
            for index, contract in enumerate(contracts):
                if contract.condition is not None and f"{kind}:{index}" not in self.evaluated:
                    yield "contract_not_evaluable", f"{kind} never evaluable in this run: {contract.text}"

    def _invariants(self) -> None:
        names = self._run.contract_names
        for index, contract in enumerate(self._node.invariants):
            if contract.condition is not None and all(name in names for name in contract.names):
                self._end_if(self._judge("invariant", index, contract.condition), "invariant", contract.text)

    def _end_if(self, verdict: str, kind: str, condition_text: str) -> None:
        if verdict == "violated":
            code, message = _VIOLATED[kind]
            raise Ended(RunError(code, f"{message}: {condition_text}", {"contract": condition_text}))

    def _judge(self, kind: str, index: int, condition: Condition, subject: str = "") -> str:
        probes = Probes()
        error = ""
        verdict = "violated"
        self._run.in_contract = True
        try:
            value = condition.evaluate(self._run, self._run.contract_names, probes)
            if value is UNKNOWN:
                verdict = "unknown"
            elif value is True:
                verdict = "held"
            elif value is not False:
                error = "type_mismatch"
        except StepError as failure:
            error = failure.error.code
        finally:
            self._run.in_contract = False
        if verdict != "unknown":
            self.evaluated.add(f"{kind}:{index}")
        failed = f',"error":{quote(error)}' if error else ""
        self._run.emit(
            f',"kind":"contract","contract":"{kind}","index":{index},"subject":{quote(subject)},'
            f'"text":{quote(condition.text)},"verdict":"{verdict}","probes":{probes.json()}{failed}}}'
        )
        return verdict

    def _constraints(self, fields: Sequence[Field], values: dict[str, Value]) -> Iterator[tuple[str, Condition]]:
        """Judges every constraint on these fields, their types and their parts, depth first."""
        names = self._run.contract_names
        before = names.special
        counts: dict[str, int] = {}
        for condition, subject, bound in self._found(fields, values, ""):
            index = counts.get(subject, 0)
            counts[subject] = index + 1
            names.special = {**before, **bound}
            try:
                verdict = self._judge("constraint", index, condition, subject)
            finally:
                names.special = before
            yield verdict, condition

    def _found(self, fields: Sequence[Field], values: dict, prefix: str) -> Iterator[tuple[Condition, str, dict[str, Value]]]:
        for field in fields:
            value = values.get(field.name)
            if value is None:
                continue
            subject = prefix + field.name
            for condition in field.constraints:
                yield condition, subject, {"value": value, field.name: value}
            yield from self._of_type(field.type, value, subject, field.name)

    def _of_type(self, declared: Type, value: Value, subject: str, name: str) -> Iterator[tuple[Condition, str, dict[str, Value]]]:
        if value is None:
            return
        if declared.kind == "named":
            definition = self._node.types[declared.name]
            for condition in definition.constraints:
                yield condition, subject, {"value": value, declared.name: value, name: value}
            if isinstance(definition, Record):
                yield from self._found(definition.fields, value, f"{subject}.")
            else:
                yield from self._of_type(definition.base, value, subject, name)
        elif type(value) is list or type(value) is Set:
            if declared.element is not None:
                for index, each in enumerate(value):
                    yield from self._of_type(declared.element, each, f"{subject}[{index}]", name)
        elif type(value) is dict and declared.element is not None:
            for key, each in value.items():
                yield from self._of_type(declared.element, each, f"{subject}[{text(key_value(key))}]", name)

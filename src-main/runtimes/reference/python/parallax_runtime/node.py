"""A node as generated code builds it: declarations, contracts, and steps with their handlers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .model import Condition, Contract, DeclaredErrors, Definition, ErrorPolicy, Evaluate, Field, StateMachine
from .values import Value

Operation = Callable[..., None]
Block = Callable[..., None]


@dataclass(frozen=True)
class ErrorHandler:
    """An entry of a step's `on_error`; `*` matches every error."""

    error_type: str
    action: str
    body: Callable[..., Any] | None = None
    code: str = ""
    max_retries: int = 0


class Step:
    """One step: its operation, and what happens when that fails."""

    def __init__(self, path: str, operation: str, body: Operation, takes_frame: bool) -> None:
        self.path = path
        self.name = path.rpartition("/")[2]
        self.operation = operation
        self.body = body
        self.takes_frame = takes_frame
        self.handlers: list[ErrorHandler] = []
        self.compensation: Block | None = None

    def return_on(self, error_type: str) -> Callable[[Operation], Operation]:
        """Decorates what returns from the node on such an error."""
        return self._handler(ErrorHandler(error_type, "return_error"))

    def recover_on(self, error_type: str) -> Callable[[Block], Block]:
        """Decorates the block of steps that handles such an error."""
        return self._handler(ErrorHandler(error_type, "steps"))

    def map_on(self, error_type: str, code: str, message: Callable[..., Value] | None = None) -> None:
        self.handlers.append(ErrorHandler(error_type, "map_to", body=message, code=code))

    def retry_on(self, error_type: str, max_retries: int) -> None:
        self.handlers.append(ErrorHandler(error_type, "retry", max_retries=max_retries))

    def continue_on(self, error_type: str) -> None:
        self.handlers.append(ErrorHandler(error_type, "continue"))

    def compensate_on(self, error_type: str) -> None:
        self.handlers.append(ErrorHandler(error_type, "compensate"))

    def compensate_with(self, block: Block) -> Block:
        """Decorates the block of steps that undoes this step."""
        self.compensation = block
        return block

    def _handler(self, handler: ErrorHandler) -> Callable[[Operation], Operation]:
        def register(body: Operation) -> Operation:
            self.handlers.append(ErrorHandler(handler.error_type, handler.action, body))
            return body

        return register


class Node:
    def __init__(
        self,
        id: str,
        source: str,
        inputs: Sequence[Field] = (),
        outputs: Sequence[Field] = (),
        errors: DeclaredErrors = DeclaredErrors(),
        types: Mapping[str, Definition] | None = None,
        state_machines: Sequence[StateMachine] = (),
        error_handling: Sequence[ErrorPolicy] = (),
    ) -> None:
        self.id = id
        self.source = source
        self.inputs = inputs
        self.outputs = outputs
        self.errors = errors
        self.types = dict(types or {})
        self.state_machines = {machine.name: machine for machine in state_machines}
        self.error_handling = error_handling
        self.preconditions: list[Contract] = []
        self.invariants: list[Contract] = []
        self.postconditions: list[Contract] = []
        self.steps: dict[str, Step] = {}
        self.body: Block = lambda run, frame=None: None

    def precondition(self, text: str, names: tuple[str, ...] = ()) -> Callable[[Evaluate], Condition]:
        return self._contract(self.preconditions, text, names)

    def invariant(self, text: str, names: tuple[str, ...] = ()) -> Callable[[Evaluate], Condition]:
        return self._contract(self.invariants, text, names)

    def postcondition(self, text: str, names: tuple[str, ...] = ()) -> Callable[[Evaluate], Condition]:
        return self._contract(self.postconditions, text, names)

    def prose(self, kind: str, text: str) -> None:
        """A contract for readers: noted in every run, never evaluated."""
        {"precondition": self.preconditions, "invariant": self.invariants, "postcondition": self.postconditions}[
            kind
        ].append(Contract(text, None, ()))

    def _contract(self, contracts: list[Contract], text: str, names: tuple[str, ...]) -> Callable[[Evaluate], Condition]:
        def register(evaluate: Evaluate) -> Condition:
            found = Condition(text, evaluate)
            contracts.append(Contract(text, found, names))
            return found

        return register

    def step(self, path: str, operation: str) -> Callable[[Operation], Step]:
        """Decorates the function that does what the step at `path` does."""

        def register(body: Operation) -> Step:
            found = Step(path, operation, body, takes_frame=body.__code__.co_argcount > 2)
            self.steps[path] = found
            return found

        return register

    def flow(self, body: Block) -> Block:
        """Decorates the function that runs the node's own steps."""
        self.body = body
        return body

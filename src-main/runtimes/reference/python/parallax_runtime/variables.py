"""Where names are looked up: step-local bindings first, then the node's variables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .errors import UnboundName
from .values import UNKNOWN, Value

if TYPE_CHECKING:
    from .run import Run

_MISSING = object()


class Variables:
    """The variables of a running node. Assigning one is an event of the step that does it."""

    __slots__ = ("scope", "bound", "_run")

    def __init__(self, run: Run, scope: dict[str, Value]) -> None:
        self.scope = scope
        # Loop variables, query_result, response, error: never changed in place, so that a step can put back what it found.
        self.bound: dict[str, Value] = {}
        self._run = run

    def __getitem__(self, name: str) -> Value:
        if self.bound:
            found = self.bound.get(name, _MISSING)
            if found is not _MISSING:
                return found
        found = self.scope.get(name, _MISSING)
        if found is _MISSING:
            raise UnboundName(name, set(self.scope) | set(self.bound))
        return found

    def __setitem__(self, name: str, value: Value) -> None:
        self.scope[name] = value
        self._run.assigned(name, value)

    def __contains__(self, name: str) -> bool:
        return name in self.bound or name in self.scope


class ContractVariables:
    """Names in contracts: output fields once known, variables, then inputs at entry; others are unknown."""

    __slots__ = ("special", "outputs", "variables", "entry")

    def __init__(self, variables: Variables, entry: dict[str, Value]) -> None:
        self.special: dict[str, Value] = {}
        self.outputs: dict[str, Value] = {}
        self.variables = variables
        self.entry = entry

    def __getitem__(self, name: str) -> Value:
        for names in (self.special, self.outputs, self.variables.bound, self.variables.scope, self.entry):
            if name in names:
                return names[name]
        return UNKNOWN

    def __contains__(self, name: str) -> bool:
        return name in self.outputs or name in self.variables or name in self.entry

    @property
    def old(self) -> EntryVariables:
        return EntryVariables(self.entry)


class EntryVariables:
    """Names within `old()`: the inputs as the run began."""

    __slots__ = ("_entry",)

    def __init__(self, entry: dict[str, Value]) -> None:
        self._entry = entry

    def __getitem__(self, name: str) -> Value:
        return self._entry.get(name, UNKNOWN)

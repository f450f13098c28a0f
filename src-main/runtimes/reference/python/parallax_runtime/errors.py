"""Errors of the language, and the exceptions by which steps end."""

from __future__ import annotations

from typing import Any


class RunError:
    """An error value: `{code, message, fields}`."""

    __slots__ = ("code", "message", "fields")

    def __init__(self, code: str, message: str, fields: dict[str, Any] | None = None) -> None:
        self.code = code
        self.message = message
        self.fields = fields or {}

    def as_value(self) -> dict[str, Any]:
        return {"code": self.code, "message": self.message, "fields": self.fields}


class StepError(Exception):
    """Something the node's own handlers may still handle."""

    def __init__(self, code: str, message: str, fields: dict[str, Any] | None = None) -> None:
        super().__init__(message)
        self.error = RunError(code, message, fields)


class UnboundName(StepError):
    """A name that nothing binds. The names in scope are completed on the way out, by those who bound some."""

    def __init__(self, name: str, scope: set[str]) -> None:
        super().__init__("unbound_name", "", {"name": name})
        self.scope = scope
        self.also(())

    def also(self, names: tuple[str, ...]) -> None:
        self.scope = self.scope | set(names)
        listed = ", ".join(sorted(name for name in self.scope if not name.startswith("$"))) or "nothing"
        name = self.error.fields["name"]
        self.error.message = f"{name} is not bound; in scope: {listed}"


class Signal(Exception):
    """Not an error of a step: what unwinds the steps of a node."""


class Ended(Signal):
    """The run of the node ends with this error; nobody is asked any more."""

    def __init__(self, error: RunError) -> None:
        super().__init__(error.message)
        self.error = error


class Returned(Signal):
    """The node returns: outputs, or a declared error."""

    def __init__(self, outputs: dict[str, Any] | None, error: RunError | None) -> None:
        super().__init__("return")
        self.outputs = outputs
        self.error = error


def mismatch(operator: str, *types: str) -> StepError:
    return StepError("type_mismatch", f"{operator}: cannot use {' and '.join(types)}")


def argument(function: str, reason: str) -> StepError:
    return StepError("invalid_argument", f"{function}: {reason}")


def memory_limit(message: str) -> Ended:
    return Ended(RunError("memory_limit", message))

"""What happens when a step fails: its own handlers, the node's error_handling, compensations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .conversion import Conversion
from .encoding import quote
from .errors import Ended, Returned, RunError, Signal, StepError
from .execution import error_json
from .node import ErrorHandler, Step
from .resume import Frame
from .values import Value, type_name

if TYPE_CHECKING:
    from .run import Run


class Retried(Signal):
    """The step is tried again."""


class Handling:
    """The part of a Run that deals with errors."""

    def handle(self: Run, step: Step, error: RunError, retries: dict[str, int]) -> None:
        """Returns when the step goes on as `continued`; anything else is an exception."""
        if self.contracts.violated is not None:
            raise self.precondition_violated(error.code)
        self._raised(error)
        for index, handler in enumerate(step.handlers):
            if not _matches(handler, error) or not self._may_retry(handler.action, f"step:{index}", handler.max_retries, retries):
                continue
            self._handled("step", index, handler.action)
            try:
                mapped = self._react(step, handler, error, index)
            except StepError as failure:
                # An error of the handler itself: nobody is asked about that one.
                self._raised(failure.error)
                raise Ended(failure.error) from None
            if mapped is None:
                return
            error = mapped
            break
        for index, policy in enumerate(self.node.error_handling):
            if policy.code != error.code or not self._may_retry(policy.action, f"node:{index}", policy.max_retries, retries):
                continue
            self._handled("node", index, policy.action)
            if policy.action == "retry":
                raise Retried
            if policy.action == "compensate":
                self._compensate(error, None)
            break
        raise Ended(error)

    def resume_handler(self: Run, step: Step, frame: Frame) -> bool:
        """Goes on inside the handler of an error; False when the frame is in the operation itself."""
        block = frame.block or ""
        if block.startswith("on_error_"):
            step.handlers[int(block.removeprefix("on_error_"))].body(self, frame)
            return True
        if block == "compensate":
            value = frame.cursor.bound["error"]
            error = RunError(value["code"], value["message"], value["fields"])
            self._compensate(error, frame)
            raise Ended(error)
        return False

    def _raised(self: Run, error: RunError) -> None:
        self.emit(f',"kind":"error_raised","error":{error_json(error)}}}')

    def _handled(self: Run, by: str, index: int, action: str) -> None:
        self.emit(f',"kind":"error_handled","by":"{by}","index":{index},"action":"{action}"}}')

    @staticmethod
    def _may_retry(action: str, key: str, max_retries: int, retries: dict[str, int]) -> bool:
        """Counts a retry; an entry that has used up its own is as if it did not match."""
        if action != "retry":
            return True
        used = retries.get(key, 0)
        if used >= max_retries:
            return False
        retries[key] = used + 1
        return True

    def _react(self: Run, step: Step, handler: ErrorHandler, error: RunError, index: int) -> RunError | None:
        """The mapped error that goes on to error_handling, or None when the error is dealt with."""
        if handler.action == "retry":
            raise Retried
        if handler.action == "map_to":
            message = error.message if handler.body is None else self._with_error(error, handler)
            if type(message) is not str:
                raise Conversion("output", {}).mismatch("string", type_name(message), "message")
            return RunError(handler.code, message, error.fields)
        if handler.action == "compensate":
            self._compensate(error, None)
            raise Ended(error)
        if handler.action == "return_error":
            try:
                self._with_error(error, handler)
            except Returned as returned:
                if returned.error is None:
                    raise
                raise Ended(returned.error) from None
        if handler.action == "steps":
            self.bind("error", error.as_value())
            handler.body(self, None)
        return None

    def _with_error(self: Run, error: RunError, handler: ErrorHandler) -> Value:
        """What the handler's own function gives; `error` is bound while it runs, and no event says so."""
        outside = self.variables.bound
        self.variables.bound = {**outside, "error": error.as_value()}
        try:
            return handler.body(self, self.variables)
        finally:
            self.variables.bound = outside

    def _compensate(self: Run, error: RunError, frame: Frame | None) -> None:
        """Undoes the completed steps of this run, latest first."""
        if self.compensating:
            return
        self.compensating = True
        outside = (self.place, self.step_path, self.context, self.effects, self.variables.bound)
        while self.compensations:
            step, occ, bound = self.compensations[-1]
            self.step_path = f"{self.path}/{step.path}" if self.path else step.path
            self.place = f'{{"step":{quote(self.step_path)},"occ":"{occ}","time":'
            self.context = occ
            self.variables.bound = bound
            try:
                step.compensation(self, frame)
            except Ended as ended:
                self.note("compensation_failed", f"{self.step_path}: {ended.error.code}: {ended.error.message}")
            except Returned:
                pass
            frame = None
            self.compensations.pop()
        self.place, self.step_path, self.context, self.effects, self.variables.bound = outside
        self.compensating = False


def _matches(handler: ErrorHandler, error: RunError) -> bool:
    wanted = handler.error_type
    found: Value = error.fields.get("class")
    return wanted == "*" or wanted == error.code or wanted == found

"""Writes runs of a Python program as events that `parallax ingest` reads.

One file, no dependencies, Python 3.8 or newer. Nothing in here ever raises into the program it is used in: when an
event cannot be written, the run is no longer recorded, and `run.problem` says why.

    import parallax_emitter as parallax

    with parallax.run("order_total", {"amount": amount}, file="runs.jsonl") as run:
        with run.step("compute_tax"):
            tax = run.assign("tax", amount * rate)
        run.result(total=amount + tax)

Without `file`, the environment variable PARALLAX_EVENTS names it; without either nothing is recorded. A folder (it exists,
or ends with a slash) gets a file for each run.
"""

import base64
import dataclasses
import datetime
import decimal
import enum
import fractions
import itertools
import json
import os
import platform
import threading
import time
import uuid

__all__ = ["run", "canonical"]

_DEEPEST = 60
_SAFE = 2**53 - 1
_numbers = itertools.count(1)
_lock = threading.Lock()


def run(node, inputs=None, path="reference", file=None, version="", sensitive=()):
    """Begins a run of `node`. A context manager: an exception in its body is recorded as the run's error, and goes on."""
    return Run(node, inputs or {}, path, file, version, sensitive)


class Run:
    """One run. Steps nest as they are entered; a run belongs to one thread."""

    def __init__(self, node, inputs, path, file, version, sensitive):
        self.problem = None
        self._stream = None
        self._ended = False
        self._started = time.perf_counter()
        try:
            target = file if file is not None else os.environ.get("PARALLAX_EVENTS", "")
            if not target:
                self.problem = "no file"
                return
            self._stream = open(_file_for(os.fspath(target), node), "a", encoding="utf-8")
            self._write(
                {
                    "parallax": 1,
                    "node": str(node),
                    "path": path,
                    "runtime": "%s %s" % (platform.python_implementation(), platform.python_version()),
                    "version": str(version),
                    "started": int(time.time() * 1000),
                    "sensitive": [str(name) for name in sensitive],
                    "inputs": _record(inputs),
                }
            )
        except Exception as error:
            self._give_up(error)

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        if error is not None:
            self.error(_code(error), error)
        elif not self._ended:
            self.result()
        return False

    def step(self, name, operation="custom", block=None):
        """A step, for `with`. Within a round of `each` it belongs to that round; `block` names another place: then, else, do."""
        line = {"kind": "step_entered", "name": str(name), "operation": operation}
        if block is not None:
            line["block"] = block
        return _Step(self, line)

    def each(self, name, variable, items):
        """A loop as a step: gives each item after having begun its round."""
        listed = list(items)
        with self.step(name, "for_each"):
            self._event({"kind": "loop_started", "items": lambda: [canonical(item) for item in listed]})
            for item in listed:
                self._event({"kind": "iteration", "name": str(variable), "value": lambda: canonical(item)})
                yield item

    def assign(self, name, value):
        """A variable has a value; gives it back."""
        self._event({"kind": "assigned", "name": str(name), "value": lambda: canonical(value)})
        return value

    def guard(self, value):
        """A condition was decided; gives it back."""
        self._event({"kind": "guard", "value": bool(value)})
        return value

    def contract(self, kind, text, held):
        """A precondition, postcondition, invariant or constraint was checked; gives the verdict back."""
        verdict = "held" if held else "violated"
        self._event({"kind": "contract", "contract": kind, "text": text, "verdict": verdict})
        return held

    def transition(self, machine, before, after):
        self._event({"kind": "state_transition", "machine": machine, "from": str(before), "to": str(after)})

    def effect(self, request, perform):
        """Asks the outside world: records what `perform()` is asked, and what it gives back or raises."""
        self._event({"kind": "effect_requested", "request": lambda: _request(request)})
        try:
            answer = perform()
        except Exception as error:
            told = {"ok": False, "error": {"code": _code(error), "message": _text(error)}}
            self._event({"kind": "effect_answered", "answer": told})
            raise
        self._event({"kind": "effect_answered", "answer": lambda: {"ok": True, "value": canonical(answer)}})
        return answer

    def result(self, **outputs):
        """The run succeeded. Later calls do nothing."""
        self._end({"success": True, "outputs": _record(outputs)} if self._stream else None)

    def error(self, code, message="", **fields):
        """The run failed. Later calls do nothing."""
        told = {"code": str(code), "message": _text(message), "fields": _record(fields)}
        self._end({"success": False, "error": told} if self._stream else None)

    def _end(self, outcome):
        if self._ended:
            return
        if outcome is not None:
            self._event({"kind": "result", "outcome": outcome})
        self._ended = True
        self._close()

    def _event(self, line):
        if self._stream is None or self._ended:
            return
        try:
            told = {key: value() if callable(value) else value for key, value in line.items()}
            told["time"] = int((time.perf_counter() - self._started) * 1e6)
            self._write(told)
        except Exception as error:
            self._give_up(error)

    def _write(self, line):
        text = json.dumps(line, ensure_ascii=True, allow_nan=False, separators=(",", ":")) + "\n"
        with _lock:
            self._stream.write(text)
            self._stream.flush()

    def _give_up(self, error):
        self.problem = _text(error)
        self._close()

    def _close(self):
        stream, self._stream = self._stream, None
        try:
            if stream is not None:
                stream.close()
        except Exception as error:
            self.problem = _text(error)


class _Step:
    def __init__(self, owner, line):
        self._owner = owner
        self._line = line

    def __enter__(self):
        self._owner._event(self._line)
        return self._owner

    def __exit__(self, kind, error, trace):
        owner = self._owner
        if error is None or kind is GeneratorExit:
            owner._event({"kind": "step_left"})
        else:
            if getattr(owner, "_raised", None) is not error:
                owner._raised = error
                told = {"code": _code(error), "message": _text(error)}
                owner._event({"kind": "error_raised", "error": told})
            owner._event({"kind": "step_left", "outcome": "failed"})
        return False


def canonical(value, depth=0):
    """A natural value as canonical JSON. What has no form there becomes its text."""
    if value is None or isinstance(value, (bool, str)):
        return value if not isinstance(value, enum.Enum) else canonical(value.value, depth)
    if depth > _DEEPEST:
        return _text(value)
    if isinstance(value, enum.Enum):
        return canonical(value.value, depth + 1)
    if isinstance(value, int):
        return int(value) if -_SAFE <= value <= _SAFE else {"$integer": str(int(value))}
    if isinstance(value, (float, decimal.Decimal)):
        number = value if isinstance(value, decimal.Decimal) else decimal.Decimal(repr(float(value)))
        return {"$decimal": str(number)} if number.is_finite() else str(number)
    if isinstance(value, fractions.Fraction):
        return {"$decimal": str(decimal.Decimal(value.numerator) / decimal.Decimal(value.denominator))}
    if isinstance(value, datetime.datetime):
        if value.tzinfo is None:
            return value.isoformat()
        moment = value.astimezone(datetime.timezone.utc)
        return {"$timestamp": moment.strftime("%Y-%m-%dT%H:%M:%S.%f").rjust(26, "0") + "Z"}
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat()
    if isinstance(value, uuid.UUID):
        return str(value)
    if isinstance(value, (bytes, bytearray, memoryview)):
        return {"$bytes": base64.b64encode(bytes(value)).decode("ascii")}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
        return canonical(fields, depth)
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return canonical(dict(zip(value._fields, value)), depth)
    if isinstance(value, (set, frozenset)):
        return {"$set": [canonical(member, depth + 1) for member in value]}
    if isinstance(value, dict):
        pairs = [(key, canonical(member, depth + 1)) for key, member in value.items()]
        if all(isinstance(key, str) and not key.startswith("$") for key, _ in pairs):
            return {str(key): member for key, member in pairs}
        return {"$map": [[canonical(key, depth + 1), member] for key, member in pairs]}
    if isinstance(value, (list, tuple)):
        return [canonical(member, depth + 1) for member in value]
    return _text(value)


def _record(values):
    try:
        return {str(name): canonical(value) for name, value in dict(values).items()}
    except Exception as error:
        return {"unreadable": _text(error)}


def _request(request):
    """Every field of a request but the structural ones holds values of the program."""
    plain = ("type", "operation", "sql", "method", "url", "endpoint", "topic", "provider", "database")
    return {
        key: value if key in plain or isinstance(value, (bool, int)) else canonical(value)
        for key, value in request.items()
    }


def _text(value):
    try:
        return str(value)[:2000]
    except Exception:
        return "<%s>" % type(value).__name__


def _code(error):
    code = getattr(error, "code", None)
    return code if isinstance(code, str) and code else type(error).__name__


def _file_for(target, node):
    if not (target.endswith(("/", os.sep)) or os.path.isdir(target)):
        return target
    os.makedirs(target, exist_ok=True)
    name = "%s-%d-%d-%d.jsonl" % (node, int(time.time() * 1000), os.getpid(), next(_numbers))
    return os.path.join(target, "".join(c if c.isalnum() or c in "._-" else "_" for c in name))

"""Expressions of TorchScript, followed symbolically."""

from __future__ import annotations

import ast
import contextlib
import re
from collections.abc import Callable, Mapping, Sequence

from inspector.formats.torch.script import constants
from inspector.formats.torch.script.code import Class, Code
from inspector.formats.torch.script.containers import key_of, new_dict, on_dict, on_list, on_parts
from inspector.formats.torch.script.operators import Operators
from inspector.formats.torch.script.ranks import Rank
from inspector.formats.torch.script.values import (
    STATE,
    UNSET,
    Method,
    Module,
    Number,
    Opaque,
    Parts,
    Symbol,
    Tensor,
)

_NAMES: dict[str, object] = {
    "inf": float("inf"), "infj": float("inf"), "nan": float("nan"), "None": None,
}  # fmt: skip
_FAILED = (
    ArithmeticError,
    AttributeError,
    LookupError,
    MemoryError,
    RecursionError,
    TypeError,
    ValueError,
)
"""What Python raises where it is asked for what makes no sense."""
_PASSING = frozenset(
    {"annotate", "unchecked_cast", "prim.unchecked_unwrap_optional", "_unwrap_optional"}
    | {"unchecked_unwrap_optional", "prim.data"}
)
_ARITHMETIC: dict[type[ast.operator], str] = {
    ast.Add: "add", ast.Sub: "sub", ast.Mult: "mul", ast.Div: "div", ast.FloorDiv: "floordiv",
    ast.Mod: "remainder", ast.Pow: "pow", ast.BitAnd: "__and__", ast.BitOr: "__or__",
    ast.BitXor: "__xor__", ast.MatMult: "matmul",
}  # fmt: skip
_COMPARED: dict[type[ast.cmpop], str] = {
    ast.Eq: "eq", ast.NotEq: "ne", ast.Lt: "lt", ast.LtE: "le", ast.Gt: "gt", ast.GtE: "ge",
    ast.Is: "__is__", ast.IsNot: "__isnot__", ast.In: "__contains__",
}  # fmt: skip


Run = Callable[[ast.FunctionDef, list[object], dict[str, object]], object]
"""Follows a function's body; see ``Statements.run``."""


class Expressions:
    """Evaluates expressions: what is known is computed, what is not becomes nodes.

    Args:
        code: The archive's code.
        operators: Adds nodes.
        stored: The constants that code names ``CONSTANTS.c0`` and so on.
        run: Follows a function.
    """

    def __init__(
        self, code: Code, operators: Operators, stored: Sequence[object], run: Run
    ) -> None:
        self._code = code
        self._operators = operators
        self._stored = stored
        self._run = run
        self._budget = operators.budget
        self.variables: dict[str, object] = {}

    def evaluate(self, tree: ast.expr) -> object:
        """What an expression gives."""
        self._budget.step()
        handler = _HANDLERS.get(type(tree))
        return handler(self, tree) if handler is not None else Opaque(type(tree).__name__)

    def _constant(self, tree: ast.Constant) -> object:
        return tree.value if isinstance(tree.value, bool | int | float | str | None) else Opaque()

    def _name(self, tree: ast.Name) -> object:
        if tree.id in self.variables:
            return self.variables[tree.id]
        return _NAMES[tree.id] if tree.id in _NAMES else Symbol(tree.id)

    def _attribute(self, tree: ast.Attribute) -> object:
        return self.attribute(self.evaluate(tree.value), tree.attr)

    def attribute(self, owner: object, name: str) -> object:
        """An attribute of something."""
        if isinstance(owner, Symbol):
            if owner.name == "CONSTANTS" and name[1:].isdigit():
                place = int(name[1:])
                return self._stored[place] if place < len(self._stored) else Opaque(name)
            return Symbol(f"{owner.name}.{name}")
        if isinstance(owner, Module):
            if name not in owner.attributes:
                self._restore(owner)
            if name in owner.attributes:
                return owner.attributes[name]
        return Method(owner, name)

    def _restore(self, owner: Module) -> None:
        """Follows what an object does with the state it is stored as."""
        kind = self._code.find(owner.class_name)
        if STATE in owner.attributes and isinstance(kind, Class) and _SET in kind.methods:
            self._run(kind.methods[_SET], [owner, owner.attributes.pop(STATE)], {})

    def _list(self, tree: ast.List) -> object:
        return [self.evaluate(entry) for entry in tree.elts]

    def _tuple(self, tree: ast.Tuple) -> object:
        return tuple(self.evaluate(entry) for entry in tree.elts)

    def _dict(self, tree: ast.Dict) -> object:
        made: dict[object, object] = {}
        for key, value in zip(tree.keys, tree.values, strict=True):
            known = self.evaluate(key) if key is not None else None
            if isinstance(known, str | int | float):
                made[known] = self.evaluate(value)
        return made

    def _unary(self, tree: ast.UnaryOp) -> object:
        operand = self.evaluate(tree.operand)
        name = {ast.USub: "neg", ast.Not: "__not__", ast.Invert: "bitwise_not"}.get(type(tree.op))
        return self.function(name, [operand]) if name else operand

    def _binary(self, tree: ast.BinOp) -> object:
        name = _ARITHMETIC.get(type(tree.op))
        operands = [self.evaluate(tree.left), self.evaluate(tree.right)]
        return self.function(name, operands) if name else Opaque()

    def _compare(self, tree: ast.Compare) -> object:
        name = _COMPARED.get(type(tree.ops[0]))
        operands = [self.evaluate(tree.left), self.evaluate(tree.comparators[0])]
        return self.function(name, operands) if name else Opaque()

    def _boolean(self, tree: ast.BoolOp) -> object:
        ends = isinstance(tree.op, ast.Or)
        result: object = not ends
        for each in tree.values:
            found = self.evaluate(each)
            truth = self.truth(found)
            if truth is ends:
                return ends
            if truth is None:
                result = found if isinstance(result, bool) else result
        return result

    def _choice(self, tree: ast.IfExp) -> object:
        truth = self.truth(self.evaluate(tree.test))
        if truth is None:
            first, second = self.evaluate(tree.body), self.evaluate(tree.orelse)
            return second if first is None else first
        return self.evaluate(tree.body if truth else tree.orelse)

    def _subscript(self, tree: ast.Subscript) -> object:
        owner = self.evaluate(tree.value)
        if isinstance(tree.slice, ast.Slice):
            bounds = [tree.slice.lower, tree.slice.upper]
            known = [None if bound is None else self.evaluate(bound) for bound in bounds]
            return self.function("slice", [owner, *known])
        return self.item(owner, self.evaluate(tree.slice))

    def item(self, owner: object, place: object) -> object:
        """An entry of something."""
        if isinstance(owner, Symbol):
            return owner
        if isinstance(owner, Parts) and isinstance(place, int):
            return owner.item(max(-1024, min(place, 1024)))
        if isinstance(owner, list | tuple) and isinstance(place, int):
            if -len(owner) <= place < len(owner):
                return owner[place]
            return owner[-1] if owner else UNSET
        if isinstance(owner, list | tuple) and isinstance(place, Number) and owner:
            return owner[0]
        if isinstance(owner, dict):
            return owner.get(key_of(place), UNSET)
        if isinstance(owner, Tensor) and isinstance(place, int | Number):
            return self._operators.call("select", [owner, 0, place], {})
        if isinstance(owner, str) and isinstance(place, int) and -len(owner) <= place < len(owner):
            return owner[place]
        return UNSET

    def truth(self, value: object) -> bool | None:
        """Whether something is true, None when that depends on the input."""
        if isinstance(value, bool | int | float | str | list | tuple | dict) or value is None:
            return bool(value)
        if isinstance(value, Tensor) and value.value.initializer is not None:
            data = value.value.initializer.data
            return bool(data) if data is not None and data.size == 1 else None
        return None

    def _call(self, tree: ast.Call) -> object:
        function = tree.func
        if isinstance(function, ast.Name) and function.id not in self.variables:
            special = _SPECIAL.get(function.id)
            if special is not None:
                return special(self, tree)
        callee = self.evaluate(function)
        given = [self.evaluate(each) for each in tree.args if not isinstance(each, ast.Starred)]
        named = {each.arg: self.evaluate(each.value) for each in tree.keywords if each.arg}
        return self.call(callee, given, named)

    def call(self, callee: object, given: list[object], named: dict[str, object]) -> object:
        """Calls a function, a method or an operator."""
        if isinstance(callee, Method):
            return self._call_method(callee, given, named)
        if isinstance(callee, Module):
            return self._call_method(Method(callee, "forward"), given, named)
        if not isinstance(callee, Symbol):
            return Opaque("call")
        name = callee.name
        if name.startswith("__torch__."):
            return self._call_own(name, given, named)
        for prefix in ("torch.", "ops.", "aten."):
            if name.startswith(prefix):
                return self.function(name.removeprefix(prefix), given, named)
        return self.function(name, given, named)

    def _call_own(self, name: str, given: list[object], named: dict[str, object]) -> object:
        """A function or class of the archive."""
        base, _, last = name.rpartition(".")
        if last == "__new__":
            return Module(base, {})
        found = self._code.find(name)
        if isinstance(found, Class):
            return self._construct(found, given, named)
        if found is not None:
            return self._run(found, given, named)
        owner = self._code.find(base)
        if isinstance(owner, Class) and last in owner.methods:
            return self._run(owner.methods[last], given, named)
        return Opaque(name)

    def _construct(self, kind: Class, given: list[object], named: dict[str, object]) -> object:
        made = Module(kind.name, {})
        if "NamedTuple" in kind.bases:
            made.attributes.update({**dict(zip(kind.fields, given, strict=False)), **named})
            return tuple(made.attributes.values())
        if "__init__" in kind.methods:
            self._run(kind.methods["__init__"], [made, *given], named)
        return made

    def _call_method(self, method: Method, given: list[object], named: dict[str, object]) -> object:
        owner = method.owner
        if not isinstance(owner, Module):
            return self.function(method.name, [owner, *given], named)
        kind = self._code.find(owner.class_name)
        if not isinstance(kind, Class) or method.name not in kind.methods:
            return Opaque(method.name)
        before, self._operators.scope = self._operators.scope, _scope(owner.path)
        try:
            return self._run(kind.methods[method.name], [owner, *given], named)
        finally:
            self._operators.scope = before

    def function(
        self, name: str, given: list[object], named: Mapping[str, object] | None = None
    ) -> object:
        """A function of PyTorch: computed where all is known, else a node."""
        plain = name.removeprefix("prim.").removeprefix("aten.")
        named = dict(named or {})
        if name in _PASSING or plain in _PASSING:
            return given[-1] if given else UNSET
        if given and isinstance(given[0], list | dict):
            self._budget.step(len(given[0]) // 16)
        found, result = self._on_containers(plain, given)
        if found:
            return result
        if plain in constants.FUNCTIONS and self._is_plain([*given, *named.values()]):
            with contextlib.suppress(*_FAILED):
                return constants.FUNCTIONS[plain](*given, **named)
            return Opaque(plain)
        if plain in ("NumToTensor", "tensor", "as_tensor") and given:
            return self._to_tensor(given[0])
        if plain in _QUERIES:
            return Opaque(plain)
        if plain.endswith("_prepack"):
            return self._operators.packed(name, given, named)
        return self._operators.call(name.removeprefix("aten."), given, named)

    def _is_plain(self, given: list[object]) -> bool:
        """Whether all arguments are known; entries of lists count as steps."""
        for each in given:
            if isinstance(each, list | tuple | dict | str):
                self._budget.step(len(each) // 16)
        return constants.is_plain(given, self._budget)

    def _to_tensor(self, given: object) -> object:
        if isinstance(given, Tensor):
            return given
        if isinstance(given, bool | int | float):
            return Tensor(self._operators.constant(given), Rank(0))
        if isinstance(given, Number):
            return Tensor(given.make(), Rank(0))
        return self._operators.call("tensor", [given], {})

    def _on_containers(self, name: str, given: list[object]) -> tuple[bool, object]:
        """What works on lists, dictionaries and on whether something is None."""
        if name == "dict":
            return True, new_dict(given)
        if not given:
            return False, None
        first, rest = given[0], given[1:]
        if name in ("__is__", "__isnot__") and rest:
            same = constants.same(first, rest[0])
            if same is None:
                return True, Opaque(name)
            return True, same if name == "__is__" else not same
        if name in ("dim", "ndim", "len") and isinstance(first, Tensor) and name != "len":
            number = first.rank.number()
            return True, Opaque("dim", first.rank) if number is None else number
        if isinstance(first, Opaque) and name in constants.FUNCTIONS:
            wanted = rest[0] if rest and isinstance(rest[0], int) else None
            return True, Opaque(name, first.rank, wanted)
        if name in _TESTING and not isinstance(first, dict) and _has_opaque(rest):
            return True, Opaque(name)
        if name == "__getitem__" and rest:
            return True, self.item(first, rest[0])
        if isinstance(first, Parts):
            return on_parts(name, first, rest)
        if isinstance(first, list):
            return on_list(name, first, rest)
        if isinstance(first, tuple) and name == "len":
            return True, len(first)
        return on_dict(name, first, rest) if isinstance(first, dict) else (False, None)

    def _last_argument(self, tree: ast.Call) -> object:
        return self.evaluate(tree.args[-1]) if tree.args else UNSET

    def _get_attribute(self, tree: ast.Call) -> object:
        if len(tree.args) < 2:
            return UNSET
        name = self.evaluate(tree.args[1])
        return self.attribute(self.evaluate(tree.args[0]), str(name))

    def _cast(self, tree: ast.Call) -> object:
        given = self.evaluate(tree.args[0]) if tree.args else None
        name = tree.func.id if isinstance(tree.func, ast.Name) else ""
        return self.function({"int": "Int", "float": "Float", "bool": "Bool"}[name], [given])

    def _unset(self, tree: ast.Call) -> object:
        return UNSET

    def _is_instance(self, tree: ast.Call) -> object:
        value = self.evaluate(tree.args[0]) if tree.args else None
        wanted = tree.args[1] if len(tree.args) > 1 else None
        options = wanted.elts if isinstance(wanted, ast.Tuple | ast.List) else [wanted]
        if isinstance(value, Opaque):
            return Opaque("isinstance")
        return any(_is_of(value, option) for option in options)


def _has_opaque(given: list[object]) -> bool:
    return any(isinstance(each, Opaque) for each in given)


def _is_of(value: object, kind: ast.expr | None) -> bool:
    """Whether a value is of a type as code spells it."""
    name = kind.value if isinstance(kind, ast.Subscript) else kind
    known = _KINDS.get(name.id) if isinstance(name, ast.Name) else None
    if isinstance(value, Number):
        return known is {"i": int, "f": float, "b": bool}.get(value.kind)
    return isinstance(value, known) if known is not None else False


_KINDS: dict[str, type | tuple[type, ...]] = {
    "Tensor": Tensor,
    "int": int,
    "float": float,
    "bool": bool,
    "str": str,
    "list": (list, Parts),
    "List": (list, Parts),
    "tuple": tuple,
    "Tuple": tuple,
    "dict": dict,
    "Dict": dict,
    "NoneType": type(None),
}


def _scope(path: str) -> str:
    """``encoder.layer.0.norm`` becomes ``encoder/layer.0/norm``."""
    return _BETWEEN.sub("/", path)


_BETWEEN = re.compile(r"\.(?!\d+(\.|$))")


_SET = "__setstate__"
_QUERIES = frozenset(
    "device dtype layout is_cuda is_floating_point is_complex training get_device manual_seed "
    "type is_contiguous stride storage_offset is_grad_enabled is_scripting is_tracing is_meta "
    "is_autocast_enabled is_autocast_cpu_enabled is_mkldnn is_xla is_cpu is_inference is_sparse "
    "is_quantized requires_grad grad profiler record_function _record_function_enter "
    "_record_function_enter_new _get_tracing_state _set_grad_enabled set_grad_enabled warn "
    "RaiseException Print".split()
)
"""Functions that ask for what does not matter here, and those that only speak."""
_TESTING = frozenset("eq ne lt le gt ge __and__ __or__ __contains__".split())

Handler = Callable[["Expressions", ast.expr], object]
_HANDLERS: dict[type[ast.expr], Callable[..., object]] = {
    ast.Constant: Expressions._constant,
    ast.Name: Expressions._name,
    ast.Attribute: Expressions._attribute,
    ast.List: Expressions._list,
    ast.Tuple: Expressions._tuple,
    ast.Dict: Expressions._dict,
    ast.UnaryOp: Expressions._unary,
    ast.BinOp: Expressions._binary,
    ast.Compare: Expressions._compare,
    ast.BoolOp: Expressions._boolean,
    ast.IfExp: Expressions._choice,
    ast.Subscript: Expressions._subscript,
    ast.Call: Expressions._call,
}
_SPECIAL: dict[str, Callable[[Expressions, ast.Call], object]] = {
    "annotate": Expressions._last_argument,
    "unchecked_cast": Expressions._last_argument,
    "uninitialized": Expressions._unset,
    "getattr": Expressions._get_attribute,
    "int": Expressions._cast,
    "float": Expressions._cast,
    "bool": Expressions._cast,
    "isinstance": Expressions._is_instance,
    "print": Expressions._unset,
}

"""Arithmetic of sizes that PyTorch writes with Python's own operators."""

from __future__ import annotations

from inspector.ir.normal.dialects.aten.call import Call, Entry, entered


def _operation(op: str, after: str = "") -> Entry:
    def write(c: Call) -> None:
        names = ("a", "b") if c.given("a") or c.given("b") else ("argument0", "argument1")
        values = [c.operand(name) for name in names]
        values = [value for value in values if value >= 0] or c.w.inputs
        if not after:
            c.make(op, values, None, c.out)
            return
        c.make(after, [c.make(op, values)], None, c.out)

    return write


_PAIRS = {
    "add": "Add", "sub": "Sub", "mul": "Mul", "truediv": "Div", "pow": "Pow", "mod": "Mod",
    "eq": "Equal", "lt": "Less", "gt": "Greater", "le": "LessOrEqual", "ge": "GreaterOrEqual",
    "and_": "And", "or_": "Or", "neg": "Neg", "not_": "Not", "sym_not": "Not", "sym_max": "Max",
    "sym_min": "Min", "sym_float": "Identity", "sym_sqrt": "Sqrt", "trunc": "Floor",
    "ceil": "Ceil", "floor": "Floor", "round": "Round", "abs": "Abs", "sqrt": "Sqrt",
}  # fmt: skip

WRITERS = {
    name: entered(entry)
    for name, entry in {
        **{name: _operation(op) for name, op in _PAIRS.items()},
        "floordiv": _operation("Div", "Floor"),
        "ne": _operation("Equal", "Not"),
    }.items()
}
"""Operators of the domain ``operator``: those of an exported program that work on sizes."""

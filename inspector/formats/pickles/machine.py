"""The pickle machine, symbolic: it follows every opcode and executes nothing.

A pickle is a program for a stack machine (CPython's ``Lib/pickle.py``). Here its instructions move
records about; what would have been imported or called is written down with its position. A pickle
that breaks off has still executed what came before, so nothing found so far is dropped.
"""

from __future__ import annotations

from collections.abc import Callable

from inspector.formats.limits import Limits
from inspector.formats.pickles.joblib import array_bytes
from inspector.formats.pickles.opcodes import (
    HIGHEST_PROTOCOL,
    BrokenPickle,
    Cursor,
    Data,
    HeldData,
    decode,
)
from inspector.formats.pickles.values import (
    Blob,
    Buffer,
    Call,
    Extension,
    Global,
    Instance,
    Mapping,
    Persistent,
    Pickle,
    PickleValue,
    Sequence,
)

TEXT_OPENINGS = ("\x80", "c", "(", "i")
"""How a text begins that may be a pickle: Python 2 had no other strings."""


def interpret(data: bytes | Data, limits: Limits, start: int = 0) -> Pickle:
    """Follows a pickle without executing anything of it.

    Args:
        data: What holds it.
        limits: Bounds on operations and on texts that are kept.
        start: Its first byte.

    Returns:
        What it describes and what it would have done; ``problem`` says why it broke off, if so.
    """
    source: Data = HeldData(data) if isinstance(data, bytes) else data
    machine = _Machine(Cursor(source, start, limits.pickle_text_bytes))
    machine.run(limits.pickle_operations)
    return machine.pickle


class _Machine:
    def __init__(self, cursor: Cursor) -> None:
        self.pickle = Pickle()
        self._cursor = cursor
        self._stack: list[PickleValue] = []
        self._below: list[list[PickleValue]] = []
        self._memo: dict[int, PickleValue] = {}
        self._position = 0
        self._opcode = ""

    def run(self, operations: int) -> None:
        """Follows the pickle to its end or to where it breaks off."""
        actions: dict[str, Callable[[object], None]] = {
            name.removeprefix("_do_"): getattr(self, name)
            for name in dir(self)
            if name.startswith("_do_")
        }
        try:
            for count, (position, opcode, argument) in enumerate(decode(self._cursor)):
                self.pickle.operations = count
                if count >= operations:
                    raise BrokenPickle(f"it has more than {operations} operations")
                self._position, self._opcode = position, opcode.name
                actions[opcode.action](argument)
        except BrokenPickle as error:
            self.pickle.problem = str(error)
        self.pickle.end = self._cursor.position

    def _pop(self) -> PickleValue:
        if not self._stack:
            raise BrokenPickle(f"{self._opcode} at byte {self._position} lacks an operand")
        return self._stack.pop()

    def _top(self) -> PickleValue:
        if not self._stack:
            raise BrokenPickle(f"{self._opcode} at byte {self._position} lacks an operand")
        return self._stack[-1]

    def _pop_to_mark(self) -> list[PickleValue]:
        if not self._below:
            raise BrokenPickle(f"{self._opcode} at byte {self._position} lacks a mark")
        items, self._stack = self._stack, self._below.pop()
        return items

    def _record(self, function: PickleValue, arguments: PickleValue) -> None:
        self.pickle.calls.append(Call(self._position, self._opcode, function, arguments))

    def _make(
        self, function: PickleValue, arguments: PickleValue, keywords: PickleValue = None
    ) -> None:
        self._record(function, arguments)
        self._stack.append(Instance(function, arguments, keywords, self._opcode, self._position))

    def _import(self, module: str, name: str) -> Global:
        found = Global(module, name, self._position)
        self.pickle.globals.append(found)
        return found

    # Values

    def _do_push(self, argument: object) -> None:
        assert argument is None or isinstance(argument, bool | int | float | str | bytes | Blob)
        if isinstance(argument, str) and argument.startswith(TEXT_OPENINGS):
            self.pickle.strings.append((self._position, argument.encode("latin-1", "replace")))
        elif isinstance(argument, bytes | Blob):
            self.pickle.strings.append((self._position, argument))
        self._stack.append(argument)

    def _do_empty_dict(self, _: object) -> None:
        self._stack.append(Mapping())

    def _do_empty_list(self, _: object) -> None:
        self._stack.append(Sequence("list"))

    def _do_empty_set(self, _: object) -> None:
        self._stack.append(Sequence("set"))

    def _do_short_tuple(self, count: object) -> None:
        assert isinstance(count, int)
        items = [self._pop() for _ in range(count)]
        self._stack.append(Sequence("tuple", items[::-1]))

    def _do_tuple(self, _: object) -> None:
        items = self._pop_to_mark()
        self._stack.append(Sequence("tuple", items))

    def _do_list(self, _: object) -> None:
        items = self._pop_to_mark()
        self._stack.append(Sequence("list", items))

    def _do_frozenset(self, _: object) -> None:
        items = self._pop_to_mark()
        self._stack.append(Sequence("frozenset", items))

    def _do_dict(self, _: object) -> None:
        items = self._pop_to_mark()
        self._stack.append(Mapping(_pairs(items)))

    def _do_buffer(self, _: object) -> None:
        self._stack.append(Buffer(self._position))

    # What fills them

    def _do_append(self, _: object) -> None:
        self._fill([self._pop()])

    def _do_appends(self, _: object) -> None:
        self._fill(self._pop_to_mark())

    def _do_additems(self, _: object) -> None:
        self._fill(self._pop_to_mark())

    def _do_setitem(self, _: object) -> None:
        value, key = self._pop(), self._pop()
        self._set([(key, value)])

    def _do_setitems(self, _: object) -> None:
        self._set(_pairs(self._pop_to_mark()))

    def _fill(self, items: list[PickleValue]) -> None:
        target = self._top()
        if isinstance(target, Sequence | Instance):
            target.items += items
        else:
            self._record(target, Sequence("tuple", items))

    def _set(self, pairs: list[tuple[PickleValue, PickleValue]]) -> None:
        target = self._top()
        if isinstance(target, Mapping | Instance):
            target.pairs += pairs
        else:
            self._record(target, Mapping(pairs))

    # The stack and the memo

    def _do_nothing(self, _: object) -> None:
        """An opcode that only helps a reader of streams."""

    def _do_protocol(self, argument: object) -> None:
        assert isinstance(argument, int)
        if argument > HIGHEST_PROTOCOL:
            raise BrokenPickle(f"it is of protocol {argument}, which there is not")
        self.pickle.protocol = argument

    def _do_mark(self, _: object) -> None:
        self._below.append(self._stack)
        self._stack = []

    def _do_stop(self, _: object) -> None:
        self.pickle.value = self._pop()

    def _do_pop(self, _: object) -> None:
        if self._stack:
            self._stack.pop()
        else:
            self._pop_to_mark()

    def _do_pop_mark(self, _: object) -> None:
        self._pop_to_mark()

    def _do_dup(self, _: object) -> None:
        self._stack.append(self._top())

    def _do_get(self, index: object) -> None:
        assert isinstance(index, int)
        if index not in self._memo:
            raise BrokenPickle(f"nothing is remembered under {index} at byte {self._position}")
        self._stack.append(self._memo[index])

    def _do_put(self, index: object) -> None:
        assert isinstance(index, int)
        self._memo[index] = self._top()

    def _do_memoize(self, _: object) -> None:
        self._memo[len(self._memo)] = self._top()

    # What a loading program would have executed

    def _do_global(self, names: object) -> None:
        assert isinstance(names, tuple)
        self._stack.append(self._import(*names))

    def _do_stack_global(self, _: object) -> None:
        name, module = self._pop(), self._pop()
        if not isinstance(name, str) or not isinstance(module, str):
            raise BrokenPickle(f"STACK_GLOBAL at byte {self._position} has no names")
        self._stack.append(self._import(module, name))

    def _do_extension(self, code: object) -> None:
        assert isinstance(code, int)
        found = Extension(code, self._position)
        self.pickle.globals.append(found)
        self._stack.append(found)

    def _do_persistent(self, _: object) -> None:
        self._find(self._pop())

    def _do_persistent_text(self, text: object) -> None:
        assert isinstance(text, str)
        self._find(text)

    def _find(self, identifier: PickleValue) -> None:
        found = Persistent(identifier, self._position)
        self.pickle.persistent.append(found)
        self._stack.append(found)

    def _do_reduce(self, _: object) -> None:
        arguments, function = self._pop(), self._pop()
        self._make(function, arguments)

    def _do_newobj(self, _: object) -> None:
        arguments, function = self._pop(), self._pop()
        self._make(function, arguments)

    def _do_newobj_ex(self, _: object) -> None:
        keywords, arguments, function = self._pop(), self._pop(), self._pop()
        self._make(function, arguments, keywords)

    def _do_inst(self, names: object) -> None:
        assert isinstance(names, tuple)
        arguments = self._pop_to_mark()
        self._make(self._import(*names), Sequence("tuple", arguments))

    def _do_obj(self, _: object) -> None:
        items = self._pop_to_mark()
        if not items:
            raise BrokenPickle(f"OBJ at byte {self._position} lacks a class")
        self._make(items[0], Sequence("tuple", items[1:]))

    def _do_build(self, _: object) -> None:
        state, target = self._pop(), self._top()
        self._record(target, state)
        if not isinstance(target, Instance):
            return
        target.states.append(state)
        length = array_bytes(target, self._cursor)
        if length:
            target.items.append(Blob(self._cursor.position, length))
            self._cursor.skip(length)


def _pairs(items: list[PickleValue]) -> list[tuple[PickleValue, PickleValue]]:
    return list(zip(items[::2], items[1::2], strict=False))

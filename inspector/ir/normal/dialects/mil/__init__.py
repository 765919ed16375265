"""Core ML's programs: the operations of its intermediate language MIL.

https://apple.github.io/coremltools/source/coremltools.converters.mil.mil.ops.defs.html
"""

from inspector.ir.normal.dialects.mil import elementwise, layout, linear
from inspector.ir.normal.dialects.mil.operation import entered

CALLS = frozenset({"while_loop"})
"""Operations whose body is taken in once."""

WRITERS = {
    name: entered(write)
    for name, write in {
        **elementwise.WRITERS,
        **linear.WRITERS,
        **layout.WRITERS,
    }.items()
}
"""Operation → how it is written out."""

"""The normal form: one operator vocabulary, constants known, nothing in the way of data flow."""

from inspector.ir.graph import Graph, Model
from inspector.ir.normal.affine import restore_affine
from inspector.ir.normal.arithmetic import absorb_affine, unify_arithmetic
from inspector.ir.normal.branches import absorb_joint_norms, merge_branches
from inspector.ir.normal.build import build
from inspector.ir.normal.cells import join_cells
from inspector.ir.normal.channels import turn_channels
from inspector.ir.normal.constants import cut_shapes, propagate
from inspector.ir.normal.copies import share_copies
from inspector.ir.normal.decomposed import join_bounds, join_rolls, join_slices
from inspector.ir.normal.graph import ABSENT, LAYOUT, NormalGraph
from inspector.ir.normal.heads import join_heads
from inspector.ir.normal.identities import (
    drop_single_sums,
    remove_guards,
    remove_identities,
    remove_neutral_arithmetic,
)
from inspector.ir.normal.norms import part_norms
from inspector.ir.normal.packed import part_products
from inspector.ir.normal.padding import absorb_padding
from inspector.ir.normal.products import unify_products
from inspector.ir.normal.quantization import remove_quantization
from inspector.ir.normal.repeats import join_repeats
from inspector.ir.normal.sequences import unpack_sequences
from inspector.ir.normal.unrolled import join_unrolled
from inspector.ir.normal.vocabulary import unify

__all__ = ["ABSENT", "LAYOUT", "NormalGraph", "normalise"]

PASSES = (
    share_copies,
    remove_quantization,
    remove_identities,
    remove_guards,
    propagate,
    join_repeats,
    cut_shapes,
    unpack_sequences,
    turn_channels,
    unify,
    join_bounds,
    join_rolls,
    unify_products,
    part_products,
    unify_arithmetic,
    remove_neutral_arithmetic,
    drop_single_sums,
    join_slices,
    join_heads,
    part_norms,
    join_unrolled,
    join_cells,
    restore_affine,
    absorb_padding,
    absorb_affine,
    absorb_joint_norms,
    merge_branches,
)
"""In this order: each relies on what those before it made true."""


def normalise(model: Model, graph: Graph) -> NormalGraph:
    """Brings one main graph of a model to normal form."""
    normal = build(model, graph)
    for step in PASSES:
        step(normal)
    return normal

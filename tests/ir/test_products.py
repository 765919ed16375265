"""Which Einsum equations are batched matrix products."""

from __future__ import annotations

import pytest

from inspector.ir.normal.products import product_order


@pytest.mark.parametrize(
    ("equation", "order"),
    [
        ("bhid,bhjd->bhij", (0, 1)),
        ("bhij,bhjd->bhid", (0, 1)),
        ("BGHID, BGHJD -> BGHIJ", (0, 1)),
        ("bhjd,bhid->bhij", (1, 0)),
        ("bij,bjk->bik", (0, 1)),
        ("bij,bik->bjk", (0, 1)),
    ],
)
def test_products_in_their_order(equation: str, order: tuple[int, int]) -> None:
    assert product_order(equation) == order


@pytest.mark.parametrize(
    "equation",
    [
        "ibnd,jbnd->bnij",
        "bhwc,hkc->bhwk",
        "ibh,hnd->ibnd",
        "bij,bij->bij",
        "bid,bjd->bijd",
        "ij,jk->ik",
        "nhwpqc->nchpwq",
        "bhid,bhjd",
    ],
)
def test_everything_else_stays(equation: str) -> None:
    assert product_order(equation) is None

"""Counting right and wrong verdicts."""

import pytest

from inspector.analysis.evaluation import Outcome, evaluate
from inspector.analysis.relatives import RELATIVES
from inspector.data import signatures_dir
from inspector.signatures import load_library


def outcomes() -> list[Outcome]:
    return [
        Outcome("1", "bert", "bert"),
        Outcome("2", "bert", None),
        Outcome("3", "vit", "vit"),
        Outcome("4", "vit", "bert"),
        Outcome("5", "vit", "vit"),
        Outcome("6", "vit", "vit"),
        Outcome("7", "", "vit"),
        Outcome("8", "", None),
        Outcome("9", "t5", None, error="truncated"),
    ]


def test_counts() -> None:
    result = evaluate(outcomes())
    scores = {s.family: s for s in result.families}
    assert (scores["bert"].true_positives, scores["bert"].false_negatives) == (1, 1)
    assert scores["bert"].false_positives == 1
    assert (scores["vit"].true_positives, scores["vit"].false_positives) == (3, 1)
    assert result.mean_true_positive_rate == pytest.approx((1 / 2 + 3 / 4 + 0) / 3)
    assert result.precision == pytest.approx(4 / 6)
    assert result.foreign == (1, 2)
    assert [o.file for o in result.errors] == ["9"]


def test_confusions_are_ranked_and_leave_out_what_was_not_read() -> None:
    pairs = [(c.family, c.found, c.files) for c in evaluate(outcomes()).confusions]
    assert pairs == [("", "vit", ["7"]), ("bert", None, ["2"]), ("vit", "bert", ["4"])]


def test_one_family_alone() -> None:
    result = evaluate(outcomes(), "bert")
    assert [s.family for s in result.families] == ["bert"]
    assert result.mean_true_positive_rate == pytest.approx(0.5)
    assert result.precision == pytest.approx(0.5)
    assert all("bert" in (c.family, c.found) for c in result.confusions)


def test_nothing_to_count() -> None:
    result = evaluate([])
    assert (result.files, result.mean_true_positive_rate, result.precision) == (0, 0.0, 0.0)


def test_claims_are_counted_by_their_confidence() -> None:
    found = [
        Outcome("1", "bert", "bert", 0.97),
        Outcome("2", "bert", "bert", 0.95),
        Outcome("3", "", "vit", 0.62),
        Outcome("4", "vit", "bert", 0.1),
        Outcome("5", "vit", None, 0.9),
    ]
    counted = {b.least: (b.right, b.wrong) for b in evaluate(found).buckets}
    assert counted[0.95] == (2, 0)
    assert counted[0.6] == (0, 1)
    assert counted[0.0] == (0, 1)
    assert sum(right + wrong for right, wrong in counted.values()) == 4


def test_architecture_and_type_are_counted_where_the_labels_name_them() -> None:
    kind = ("transformer", "text encoder")
    found = [
        Outcome("1", "", None, told=("transformer", "text encoder"), kind=kind),
        Outcome("2", "", None, told=("transformer", None), kind=kind),
        Outcome("3", "", None, told=("cnn", "image classifier"), kind=("transformer", "")),
        Outcome("4", "", None, told=("cnn", None)),
        Outcome("5", "", None, kind=kind, error="truncated"),
    ]
    result = evaluate(found)
    types, architectures = result.types, result.architectures
    assert (architectures.right, architectures.unknown, architectures.wrong) == (2, 0, 1)
    assert (types.right, types.unknown, types.wrong) == (1, 1, 0)


def test_near_relatives_have_a_table_of_confusions() -> None:
    found = [
        Outcome("1", "bert", "bert"),
        Outcome("2", "bert", "roberta"),
        Outcome("3", "roberta", None),
        Outcome("4", "mlp", "mlp"),
        Outcome("5", "", "bert"),
    ]
    (group,) = evaluate(found).relatives
    assert (group.title, group.files, group.right) == ("Text encoders", 3, 1)
    assert [(row.family, row.files, row.found) for row in group.rows] == [
        ("bert", 2, {"bert": 1, "roberta": 1}),
        ("roberta", 1, {"": 1}),
    ]


def test_each_relative_is_a_family_of_the_library_and_in_one_group() -> None:
    known = {
        signature.family
        for signature in load_library([signatures_dir()]).signatures.values()
        if signature.family
    }
    named = [family for families in RELATIVES.values() for family in families.split()]
    assert set(named) <= known
    assert len(named) == len(set(named))

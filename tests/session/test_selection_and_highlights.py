"""What is selected, and what is painted."""

from __future__ import annotations

from inspector.session.highlights import Group, Highlights, Place, groups_of
from inspector.session.selection import Selection
from tests.session.fake import LAYERS, build_evidence, layer_nodes


def test_selection_sets_adds_and_toggles() -> None:
    selection = Selection()
    seen: list[frozenset[int]] = []
    selection.changed.connect(seen.append)
    selection.set([1, 2])
    selection.add([3])
    selection.toggle([1, 2])
    selection.toggle([3, 4])
    selection.set([3, 4])
    assert seen == [{1, 2}, {1, 2, 3}, {3}, {3, 4}]


def test_selection_is_undone_and_redone() -> None:
    selection = Selection()
    selection.set([1])
    selection.clear()
    assert selection.can_undo
    selection.undo()
    assert selection.nodes == {1}
    selection.undo()
    assert selection.nodes == frozenset()
    selection.redo()
    assert selection.nodes == {1}
    selection.redo()
    assert not selection.can_redo


def test_a_family_is_painted_clause_by_clause() -> None:
    groups = groups_of(build_evidence()[0])
    assert [group.letter for group in groups] == ["A", "B"]
    assert [len(group.regions) for group in groups] == [1, LAYERS]
    assert len({group.colour for group in groups}) == 2


def test_a_clause_that_failed_paints_nothing() -> None:
    assert groups_of(build_evidence()[1]) == []


def test_stepping_goes_round() -> None:
    highlights = Highlights()
    highlights.show(groups_of(build_evidence()[0].children[1]))
    assert highlights.counter == "12 matches"
    highlights.step(1)
    assert highlights.counter == "1 of 12"
    assert highlights.current_nodes == set(layer_nodes(0))
    highlights.step(-1)
    assert highlights.counter == "12 of 12"
    assert highlights.current_nodes == set(layer_nodes(11))
    highlights.step(1)
    assert highlights.counter == "1 of 12"


def test_stepping_goes_from_one_group_to_the_next() -> None:
    highlights = Highlights()
    one, other = frozenset([1]), frozenset([2])
    highlights.show([Group("A", 0, "one", (one,)), Group("B", 1, "two", (other, one))])
    seen = []
    for _ in range(4):
        highlights.step(1)
        seen.append((highlights.current, highlights.counter))
    places = [Place(0, 0), Place(1, 0), Place(1, 1), Place(0, 0)]
    assert seen == list(zip(places, ["1 of 3", "2 of 3", "3 of 3", "1 of 3"], strict=True))
    highlights.step(-1)
    assert highlights.current == Place(1, 1)


def test_stepping_backwards_begins_at_the_end() -> None:
    highlights = Highlights()
    highlights.show(groups_of(build_evidence()[0].children[1]))
    highlights.step(-1)
    assert highlights.counter == "12 of 12"


def test_stepping_over_nothing_does_nothing() -> None:
    highlights = Highlights()
    highlights.step(1)
    assert highlights.current is None
    assert highlights.counter == ""


def test_a_place_that_is_not_there_gets_no_focus() -> None:
    highlights = Highlights()
    highlights.show([Group("A", 0, "one", (frozenset([1]),))], Place(0, 5))
    assert highlights.current is None
    highlights.focus(Place(3, 0))
    assert highlights.current is None
    assert highlights.counter == "1 match"


def test_groups_without_regions_are_not_painted() -> None:
    highlights = Highlights()
    highlights.show([Group("A", 0, "none", ()), Group("B", 1, "one", (frozenset([1]),))])
    assert [group.letter for group in highlights.groups] == ["B"]
    highlights.clear()
    assert highlights.groups == ()

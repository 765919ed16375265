"""What recurs and what is rare is asked for when somebody looks, and not before."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from inspector.analysis.discovery.records import Corpus, Heat
from inspector.session.box_heat import LEVELS, BoxHeat, level_of, ranges
from inspector.session.library import Library
from inspector.session.scene_map import SceneMap
from inspector.session.session import Session
from inspector.session.settings import Settings
from inspector.worker import messages as m
from tests.session.fake import FIRST_LAYER, RUN, FakeClient, ManualLoop, build_scene, layer_nodes


@pytest.fixture
def session(tmp_path: Path) -> Session:
    FakeClient.made = []
    library = Library(tmp_path / "shipped", tmp_path / "own")
    return Session(FakeClient, ManualLoop(), Settings(tmp_path / "s"), library)


def asked(kind: type) -> int:
    return sum(isinstance(request, kind) for client in FakeClient.made for request in client.sent)


def test_nothing_is_asked_before_somebody_looks(session: Session) -> None:
    session.open("/models/a.onnx")
    assert asked(m.AskHeat) == asked(m.Suggest) == 0


def test_heat_is_asked_once_for_each_model_that_is_shown(session: Session) -> None:
    first = session.open("/models/a.onnx")
    heard: list[bool] = []
    session.discovery.heat_changed.connect(lambda: heard.append(session.discovery.heat is not None))
    session.discovery.heat_shown.value = True
    assert asked(m.AskHeat) == 1
    assert heard[-1]
    session.discovery.heat_shown.value = False
    assert not heard[-1]
    session.discovery.heat_shown.value = True
    assert asked(m.AskHeat) == 1
    session.open("/models/b.onnx")
    session.current.value = first
    assert asked(m.AskHeat) == 2


def test_another_scan_makes_both_anew(session: Session) -> None:
    document = session.open("/models/a.onnx")
    session.discovery.heat_shown.value = True
    session.discovery.watch(True)
    assert document.suggestions.value is not None
    session.rescan(document)
    assert (asked(m.AskHeat), asked(m.Suggest)) == (2, 2)
    session.discovery.watch(False)
    session.rescan(document)
    assert asked(m.Suggest) == 2
    assert document.suggestions.value is None


def test_a_suggestion_is_drafted_with_all_its_occurrences(session: Session) -> None:
    document = session.open("/models/a.onnx")
    session.discovery.watch(True)
    assert document.suggestions.value is not None
    suggestion = document.suggestions.value.found[0]
    assert session.discovery.adopt(suggestion)
    request = next(r for r in FakeClient.made[0].sent if isinstance(r, m.Draft))
    assert [request.stored, *request.others] == suggestion.occurrences
    assert session.draft.origin == frozenset(suggestion.occurrences[0])
    session.close(document)
    assert not session.discovery.adopt(suggestion)


def test_a_box_is_as_rare_as_the_middle_of_what_it_stands_for() -> None:
    scene = SceneMap(build_scene({RUN, FIRST_LAYER}))
    nodes = list(layer_nodes(1))
    counts = [n % 7 for n in range(len(nodes))]
    heat = BoxHeat(scene, Heat(Corpus(families=["a"] * 7), nodes, counts, [[]] * len(nodes)))
    at = scene.index_of[FIRST_LAYER + 1]
    assert heat.size[at] == len(nodes)
    assert heat.middle[at] == sorted(counts)[(len(counts) - 1) // 2]
    assert heat.rarest[at] == 0
    other = scene.index_of[FIRST_LAYER + 2]
    assert (heat.size[other], heat.middle[other], heat.level[other]) == (0, -1, -1)
    assert len(heat.level) == len(scene.boxes)


def test_without_nodes_no_box_has_a_level() -> None:
    scene = SceneMap(build_scene(set()))
    heat = BoxHeat(scene, Heat(Corpus(families=["a"])))
    assert np.all(heat.level == -1)


def test_levels_rise_with_the_share_of_families() -> None:
    levels = [level_of(count, 202) for count in range(203)]
    assert levels == sorted(levels)
    assert [level_of(n, 202) for n in (0, 1, 2, 3, 10, 11, 40, 41)] == [0, 1, 1, 2, 2, 3, 3, 4]
    assert ranges(202) == [(0, 0, 0), (1, 1, 2), (2, 3, 10), (3, 11, 40), (4, 41, 202)]
    assert ranges(2) == [(0, 0, 0), (LEVELS - 1, 1, 2)]

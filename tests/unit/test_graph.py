"""Models are built parents first, and a circle is told."""

from __future__ import annotations

import pytest

from wh.errors import FaultError, UsageError
from wh.models import graph, model


@pytest.fixture
def parents(monkeypatch: pytest.MonkeyPatch) -> dict[str, tuple[str, ...]]:
    """What each model refers to, to be filled in; all names stand for themselves."""
    found: dict[str, tuple[str, ...]] = {}
    monkeypatch.setattr(graph, "parents", lambda name: found[name])
    monkeypatch.setattr(model, "named", lambda name: name)
    return found


def test_a_model_and_all_it_is_made_from_are_built_parents_first(parents: dict[str, tuple[str, ...]]) -> None:
    parents |= {"a": (), "b": ("a",), "c": ("a", "b"), "unwanted": ("c",)}
    order: list[object] = [*graph.order(["c"])]
    assert order == ["a", "b", "c"]


def test_a_circle_is_told_model_by_model(parents: dict[str, tuple[str, ...]]) -> None:
    parents |= {"a": ("c",), "b": ("a",), "c": ("b",)}
    with pytest.raises(FaultError, match="in a circle: ") as caught:
        graph.order(["a"])
    walk = caught.value.message.partition("circle: ")[2].split(" → ")
    assert walk[0] == walk[-1]
    assert set(walk) == {"a", "b", "c"}


def test_a_model_that_refers_to_itself_is_a_circle(parents: dict[str, tuple[str, ...]]) -> None:
    parents["a"] = ("a",)
    with pytest.raises(FaultError, match="a → a"):
        graph.order(["a"])


def test_all_models_can_be_put_in_order() -> None:
    order = [each.name for each in graph.order(model.all_models())]
    assert sorted(order) == sorted(model.all_models())
    place = {name: number for number, name in enumerate(order)}
    assert all(place[parent] < place[name] for name in order for parent in graph.parents(name))


def test_a_layer_refers_to_lower_layers_only() -> None:
    level = {each.name: model.LAYERS.index(each.layer) for each in model.all_models().values()}
    upward = [
        (name, parent) for name in level for parent in graph.parents(name) if level[parent] > level[name]
    ]  # profile_keys, a mart, is what the columns of sheets are made of
    assert not upward


def test_an_unknown_model_gets_the_nearest_name() -> None:
    with pytest.raises(UsageError) as caught:
        model.named("chat_turn")
    assert caught.value.hint == "did you mean chat_turns?"

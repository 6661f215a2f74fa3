from pathlib import Path

import pytest
from plan.defaults import default_plan, known_heavy
from plan.layer_plan import LayerPlan, layers_of
from plan.stable_hash import stable_hash
from plan.starlark import read_assignment

VECTORS = Path(__file__).parents[2] / "layering/tests/plan_vectors.bzl"


@pytest.mark.parametrize("text", read_assignment(VECTORS, "HASH_VECTORS"))
def test_the_hash_is_the_one_of_starlark(text: str) -> None:
    assert stable_hash(text) == read_assignment(VECTORS, "HASH_VECTORS")[text]


@pytest.mark.parametrize(
    "vector", read_assignment(VECTORS, "PLAN_VECTORS"), ids=lambda vector: vector["about"]
)
def test_the_rule_is_the_one_of_starlark(vector: dict) -> None:
    plan = LayerPlan(
        buckets=vector["buckets"],
        groups=vector["groups"],
        heavy=vector["heavy"],
        splits=vector["splits"],
        weights=vector["weights"],
    )
    layers = layers_of(vector["packages"], plan, vector["slots"], known_heavy())
    assert sorted(layers) == sorted(vector["layers"])


def test_what_holds_without_a_plan_is_read_from_the_rule() -> None:
    assert known_heavy()[0] == "torch"
    assert default_plan().buckets > 1
    assert default_plan().weights == {}


def test_a_file_that_does_not_assign_the_name_is_refused(tmp_path: Path) -> None:
    source = tmp_path / "some.bzl"
    source.write_text("OTHER = 1\n")
    with pytest.raises(ValueError, match="no line that begins with LAYER_PLAN ="):
        read_assignment(source, "LAYER_PLAN")


def test_a_file_that_computes_the_value_is_refused(tmp_path: Path) -> None:
    source = tmp_path / "some.bzl"
    source.write_text("LAYER_PLAN = dict(buckets = 1)\n")
    with pytest.raises(ValueError, match="malformed node"):
        read_assignment(source, "LAYER_PLAN")

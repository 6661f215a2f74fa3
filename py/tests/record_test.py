"""Records behave as frozen values."""

import pytest
from layers.records import Component, ManifestEntry
from layers.tree.leaves import LinkLeaf


def test_records_are_equal_by_class_and_fields() -> None:
    assert Component(name="a") == Component(name="a", version="")
    assert Component(name="a") != Component(name="b")
    assert Component() != ManifestEntry()
    assert len({Component(name="a"), Component(name="a"), Component()}) == 2


def test_records_do_not_change() -> None:
    with pytest.raises(AttributeError, match=r"Component\.name cannot be set"):
        Component().name = "x"  # type: ignore[misc]
    first = Component(name="a", version="1")
    assert first.replace(version="2") == Component(name="a", version="2")
    assert first.version == "1"


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [({"dest": "a", "component": 0}, "target"), ({"dest": "a", "mode": 1}, "component, mode, tar")],
)
def test_records_have_exactly_their_fields(fields: dict[str, object], wrong: str) -> None:
    with pytest.raises(TypeError, match=f"LinkLeaf: unknown or absent: {wrong}"):
        LinkLeaf(**fields)  # type: ignore[arg-type]


def test_records_show_what_is_not_default() -> None:
    assert repr(Component(name="a")) == "Component(name='a')"
    assert repr(LinkLeaf(dest="a", component=0, target="")) == (
        "LinkLeaf(dest='a', component=0, target='')"
    )

from bench.interleaving import Contestant, interleaved


def test_contestants_take_turns() -> None:
    order: list[str] = []
    said: list[str] = []

    def contestant(name: str, value: float) -> Contestant:
        def measure() -> float:
            order.append(name)
            return value + len(order)

        return Contestant(
            name=name, command=f"run {name}", measure=measure, prepare=lambda: order.append("")
        )

    measured = interleaved([contestant("a", 0), contestant("b", 100)], 2, said.append)
    assert order == ["", "a", "", "b", "", "a", "", "b"]
    assert [each.samples for each in measured] == [[2, 6], [104, 108]]
    assert [each.command for each in measured] == ["run a", "run b"]
    assert said[1] == "1/2 b: 104 s"

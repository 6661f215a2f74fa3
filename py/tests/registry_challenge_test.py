"""How the `WWW-Authenticate` headers of registries are read."""

from collections.abc import Mapping

import pytest
from registry.challenge import parse_challenge


@pytest.mark.parametrize(
    ("header", "scheme", "parameters"),
    [
        ("", "", {}),
        ("Negotiate", "", {}),
        ('Basic realm="a registry"', "basic", {"realm": "a registry"}),
        (
            'Bearer realm="https://auth/token",service="a, b",scope="repository:x:pull,push"',
            "bearer",
            {
                "realm": "https://auth/token",
                "service": "a, b",
                "scope": "repository:x:pull,push",
            },
        ),
        (
            "bearer realm=https://auth/token , service=s",
            "bearer",
            {"realm": "https://auth/token", "service": "s"},
        ),
        ('Bearer realm="a \\"quoted\\" one"', "bearer", {"realm": 'a "quoted" one'}),
        (
            'Basic realm="Bearer of news", Bearer realm="https://a"',
            "bearer",
            {"realm": "https://a"},
        ),
        ('Bearer realm="https://a", Basic realm="b"', "bearer", {"realm": "https://a"}),
    ],
)
def test_challenges(header: str, scheme: str, parameters: Mapping[str, str]) -> None:
    challenge = parse_challenge(header)

    assert challenge.scheme == scheme
    assert challenge.parameters == parameters

"""Which licences the packages of an image may have, as their own metadata tell them.

Of an expression of SPDX with OR, one licence has to be allowed. With AND, and where a package names
several without saying which, all have to be.

Source: https://spdx.github.io/spdx-spec/v2.3/SPDX-license-expressions/
"""

from collections.abc import Iterator, Sequence
from typing import Any

from layers.errors import CheckError
from layers.records import LayerPolicy
from license_expression import ExpressionError, get_spdx_licensing
from reports.model.licenses import identified
from reports.model.packages import Package, packages_of

from policy.patterns import license_matches
from policy.subject import Subject


def license_problems(subject: Subject) -> Iterator[CheckError]:
    """Yields an error for every package with a licence that is not allowed, or that tells none."""
    policy = subject.policy
    if not (policy.allowed_licenses or policy.forbidden_licenses):
        return
    for package in packages_of(subject.image):
        known = policy.known_licenses.get(package.name)
        texts = [known] if known else identified(package.licenses)
        refused = [text for text in texts if not _is_allowed(text, policy)]
        if not texts:
            yield _unknown(subject, package)
        elif refused:
            yield _refused(subject, package, refused)


def _is_allowed(text: str, policy: LayerPolicy) -> bool:
    """Tells whether a policy allows a licence, an expression, or words that are neither."""
    try:
        tree = get_spdx_licensing().parse(text, validate=True)
    except ExpressionError:
        return _allows(text, policy)
    return _holds(tree, policy)


def _holds(tree: Any, policy: LayerPolicy) -> bool:
    """Tells whether a policy allows a parsed expression."""
    operator = getattr(tree, "operator", "").strip()
    if operator == "OR":
        return any(_holds(part, policy) for part in tree.args)
    if operator == "AND":
        return all(_holds(part, policy) for part in tree.args)
    return _allows(tree.render(), policy)


def _allows(identifier: str, policy: LayerPolicy) -> bool:
    if license_matches(identifier, policy.forbidden_licenses):
        return False
    allowed = policy.allowed_licenses
    return not allowed or license_matches(identifier, allowed)


def _refused(subject: Subject, package: Package, refused: Sequence[str]) -> CheckError:
    policy = subject.policy
    rules = {
        "allowed_licenses": list(policy.allowed_licenses),
        "forbidden_licenses": list(policy.forbidden_licenses),
    }
    told = ", ".join(f"{name} = {globs!r}" for name, globs in rules.items() if globs)
    return CheckError(
        f"{policy.label}: expected licences by {told}, got {'; '.join(refused)!r} of "
        f"{package.title!r}",
        evidence=subject.chains(package),
        fix=f"{subject.edit_without(package)}, or, if it has another licence, "
        f'add "{package.name}": "<identifier of SPDX>" to `known_licenses` of {policy.label}.',
    )


def _unknown(subject: Subject, package: Package) -> CheckError:
    label = subject.policy.label
    return CheckError(
        f"{label}: expected every package to tell its licence, got none of {package.title!r}",
        evidence=subject.chains(package),
        fix=f'Look it up, and add "{package.name}": "<identifier of SPDX>" to `known_licenses` of '
        f"{label}.",
    )

"""Which packages an image may have."""

from collections.abc import Iterator, Sequence

from layers.errors import CheckError
from reports.model.packages import Package, packages_of

from policy.patterns import PackagePattern, package_pattern
from policy.subject import Subject


def package_problems(subject: Subject) -> Iterator[CheckError]:
    """Yields an error for every package that is forbidden, or that is not among those allowed.

    Raises:
        ArgumentError: if a pattern is none.
    """
    policy = subject.policy
    allowed = _patterns(subject, "allowed_packages", policy.allowed_packages)
    forbidden = _patterns(subject, "forbidden_packages", policy.forbidden_packages)
    for package in packages_of(subject.image):
        by = [pattern for pattern in forbidden if pattern.matches(package.name, package.version)]
        if by:
            yield _forbidden(subject, package, by[0])
        elif allowed and not any(one.matches(package.name, package.version) for one in allowed):
            yield _not_allowed(subject, package)


def _patterns(subject: Subject, attribute: str, texts: Sequence[str]) -> Sequence[PackagePattern]:
    where = f"{subject.policy.label}: `{attribute}`"
    return [package_pattern(text, where) for text in texts]


def _forbidden(subject: Subject, package: Package, pattern: PackagePattern) -> CheckError:
    label = subject.policy.label
    return CheckError(
        f"{label}: expected no package {pattern.text!r} in the image, got {package.title!r}",
        evidence=subject.chains(package),
        fix=f"{subject.edit_without(package)}, or take "
        f"{pattern.text!r} out of `forbidden_packages` of {label}.",
    )


def _not_allowed(subject: Subject, package: Package) -> CheckError:
    label = subject.policy.label
    return CheckError(
        f"{label}: expected packages of `allowed_packages` alone, got {package.title!r}",
        evidence=subject.chains(package),
        fix=f"{subject.edit_without(package)}, or add "
        f'"{package.name}" to `allowed_packages` of {label}.',
    )

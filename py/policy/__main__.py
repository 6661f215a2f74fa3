"""Writes what an image has that a policy does not allow.

    policy --report APP.layers.json --policy POLICY.json --out VERDICT.txt

`layer_policy_test` runs it as an action, and fails with its words.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from layers.errors import LayersError
from layers.plans import read_record
from layers.records import LayerPolicy
from layers.verdicts import write_verdict
from reports.sources.report_file import read_report

from policy.judging import judge


def main(argv: Sequence[str]) -> int:
    """Writes one verdict: empty, where everything is allowed.

    Args:
        argv: the arguments.

    Returns:
        0, also if something is not allowed; 2 if the verdict could not be written.
    """
    options = _parser().parse_args(argv)
    try:
        write_verdict(options.out, lambda: _judge(options.report, options.policy))
    except LayersError as error:
        sys.stderr.write(f"layers: error: {error}\n")
        return 2
    return 0


def _judge(report: str, policy: str) -> None:
    judge(read_report(report, Path(report)), read_record(LayerPolicy, policy))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="policy", allow_abbrev=False)
    parser.add_argument("--report", required=True, metavar="FILE", help="JSON: Report")
    parser.add_argument("--policy", required=True, metavar="FILE", help="JSON: LayerPolicy")
    parser.add_argument("--out", required=True, metavar="FILE", help="text to write")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

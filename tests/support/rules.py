"""docs/rules.md: every rule with the tests that defend it.

python -m tests.support.rules           writes the page
python -m tests.support.rules --check   exit 1 when the page is old, a rule has no test, or a test names no rule
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import yaml

PROJECT = Path(__file__).resolve().parents[2]
LISTED = PROJECT / "tests" / "rules.yaml"
PAGE = PROJECT / "docs" / "rules.md"
# test_a_second_notice_needs_the_head__R37 or …__R9_R10; the rules come last.
NAMED = re.compile(r"__(R\d+(?:_R\d+)*)$")
HEAD = """# Rules and the tests that defend them

Made by `python -m tests.support.rules` from `tests/rules.yaml` and the names of the tests; `make check`
refuses a rule without a test and a page that is out of date.
"""


@dataclass
class Rule:
    """`code` is R1…; `later` what the rest of the rule waits for, "" when it is kept whole."""

    code: str
    says: str
    later: str = ""
    tests: list[str] = field(default_factory=list)


def listed() -> dict[str, Rule]:
    found = {}
    for code, entry in yaml.safe_load(LISTED.read_text(encoding="utf-8")).items():
        given = entry if isinstance(entry, Mapping) else {"says": entry}
        found[code] = Rule(code, **given)
    return found


def tests() -> Iterator[tuple[str, list[str]]]:
    """(path::name, rules it names) of every test function."""
    for path in sorted((PROJECT / "tests").glob("**/test_*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            named = NAMED.search(node.name) if isinstance(node, ast.FunctionDef) else None
            if named and node.name.startswith("test_"):
                yield f"{path.relative_to(PROJECT).as_posix()}::{node.name}", named[1].split("_")


def gathered() -> tuple[dict[str, Rule], list[str]]:
    """The rules with their tests, and what is wrong with them."""
    rules, faults = listed(), []
    for test, codes in tests():
        for code in codes:
            if code in rules:
                rules[code].tests.append(test)
            else:
                faults.append(f"{test} names {code}, which is not a rule.")
    for rule in rules.values():
        rule.tests.sort()
        if not rule.tests and not rule.later:
            faults.append(f"{rule.code} ({rule.says}) has no test.")
    return rules, faults


def page(rules: Mapping[str, Rule]) -> str:
    return HEAD + "".join(section(rule) for rule in rules.values())


def section(rule: Rule) -> str:
    lines = [f"\n## {rule.code} {rule.says}\n"]
    lines += [f"- `{test}`" for test in rule.tests]
    if rule.later:
        lines += ["", f"Still to come: {rule.later}."] if rule.tests else [f"Still to come: {rule.later}."]
    return "\n".join(lines) + "\n"


def main(words: list[str]) -> int:
    rules, faults = gathered()
    if "--check" not in words:
        PAGE.write_text(page(rules), encoding="utf-8")
    elif not PAGE.exists() or PAGE.read_text(encoding="utf-8") != page(rules):
        faults.append("docs/rules.md is out of date: python -m tests.support.rules writes it anew.")
    for fault in faults:
        print(fault, file=sys.stderr)
    print(f"{sum(bool(rule.tests) for rule in rules.values())} of {len(rules)} rules are defended by tests.")
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""The command `trustcenter explain`: says what a rule demands; it needs neither a trust center nor the manual."""

from __future__ import annotations

import inspect

import click

from trustcenter.model.problems import one_of
from trustcenter.rules import RULES, rule_id


@click.command()
@click.argument("rule", required=False)
def explain(rule: str | None) -> None:
    """Say what RULE demands, the word in brackets in a finding; list all rules when left out."""
    rules = {rule_id(one): inspect.getdoc(one) or "" for one in RULES}
    if rule is None:
        width = max(map(len, rules))
        for name, text in sorted(rules.items()):
            click.echo(f"{name:{width}}  {text.splitlines()[0]}")
        return
    name = rule.strip("[]").lower()
    if name not in rules:
        raise click.UsageError(f"`{rule}` is no rule; {one_of(name, rules)}")
    click.echo(f"{name}\n\n{rules[name]}\n\nwhat helps and a bad example: manual/rules.md#{name}")

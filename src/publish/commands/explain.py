"""`publish explain`."""

import click

from publish.commands import answer, reports_errors
from publish.diagnostics import ExitCode, PublishError, diagnostic
from publish.rules import RULES, Rule

PREFLIGHT = "P5"


@click.command("explain")
@click.argument("code", required=False)
@reports_errors
def command(code: str | None) -> ExitCode:
    """Say what the CODE of a finding means, with a wrong and a right example; without a CODE, list them all."""
    if code is None:
        answer("".join(f"{rule.code}  {rule.severity:<7}  {rule.title}\n" for rule in sorted(RULES.values(), key=lambda r: r.code)))
        return ExitCode.MADE
    rule = RULES.get(code.upper())
    if rule is None:
        raise PublishError(diagnostic("C191", f"no finding has the code “{code}”", help="“publish explain” without a code lists them all"))
    answer(explanation(rule))
    return ExitCode.MADE


def explanation(rule: Rule) -> str:
    """A rule as text: what it means, a wrong example and a right one."""
    pieces = [f"{rule.code} ({rule.severity}): {rule.title}", rule.meaning.strip()]
    for name, files in (("Wrong", rule.wrong), ("Right", rule.right)):
        for path, text in files.items():
            indented = "\n".join(f"    {line}".rstrip() for line in text.strip("\n").split("\n"))
            pieces.append(f"{name}, {path}:\n\n{indented}")
    if rule.clause or rule.code.startswith(PREFLIGHT):
        pieces.append(f"Where it stands: {rule.clause or 'production rule, of the printer or the trade'}.")
    if rule.unshown:
        pieces.append(f"No example: {rule.unshown.strip()}")
    return "\n\n".join(pieces) + "\n"

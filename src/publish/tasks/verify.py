"""A build judged by those whom its readers and printers trust: EPUBCheck, Ace, and a second build from nothing."""

from dataclasses import replace

from publish.build import Built, Order, build
from publish.checks.accessibility import check_accessibility
from publish.checks.conformance import UNPROVED
from publish.checks.epubcheck import check_epub
from publish.checks.source_map import in_manuscript
from publish.diagnostics import Diagnostic, Severity, diagnostic
from publish.tools.processes import scratch_folder

QUERY = "M215"
GRAVE = (QUERY, *UNPROVED)
"""Warnings of a build that are errors in what is to go to readers."""


def verify(order: Order) -> tuple[Built, tuple[Diagnostic, ...], tuple[str, ...]]:
    """What was built, the judges' findings, and one line a judge. Ace is asked where the order names its command.

    A query that is still open is a warning to who writes, and an error in what is to go to readers; so is a claim of conformance that is
    left out.
    """
    built = build(replace(order, editions=()))
    made = built.made["epub"]
    grave = tuple(replace(found, severity=Severity.ERROR) for found in built.diagnostics if found.code in GRAVE)
    queries = tuple(found for found in grave if found.code == QUERY)
    built = replace(built, diagnostics=tuple(found for found in built.diagnostics if found.code not in GRAVE))
    order.say("EPUBCheck")
    checked = check_epub(made.path)
    findings = [*grave, *in_manuscript(checked.diagnostics, made)]
    verdicts = [_verdict("Open queries", queries), _verdict("EPUBCheck", checked.diagnostics)]
    if order.ace:
        order.say("Ace")
        accessible = check_accessibility(made.path, order.ace)
        findings.extend(in_manuscript(accessible.diagnostics, made))
        verdicts.append(_verdict("Ace", accessible.diagnostics))
    else:
        verdicts.append("Ace: not asked (set PUBLISH_ACE to its command)")
    order.say("a second build, from nothing")
    different = _differences(order, built)
    findings.extend(different)
    verdicts.append(_verdict("Second build", different))
    return built, tuple(findings), tuple(verdicts)


def _differences(order: Order, built: Built) -> tuple[Diagnostic, ...]:
    """V190 for each artefact that a second build, without cache and in another folder, makes otherwise."""
    with scratch_folder(".making-", order.output) as folder:
        again = build(replace(order, output=folder, editions=()))
        return tuple(
            diagnostic(
                "V190",
                f"{made.path.name} is not the same when it is built again",
                help="report this: the same book must give the same bytes",
            )
            for name, made in built.made.items()
            if made.path.read_bytes() != again.made[name].path.read_bytes()
        )


def _verdict(judge: str, findings: tuple[Diagnostic, ...]) -> str:
    return f"{judge}: {len(findings)} finding{'' if len(findings) == 1 else 's'}"

"""A build judged by EPUBCheck, Ace, and a second build from nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from publish.build import Built, Order, build
from publish.checks.accessibility import check_accessibility
from publish.checks.conformance import UNPROVED
from publish.checks.epubcheck import check_epub
from publish.checks.source_map import in_manuscript
from publish.diagnostics import Diagnostic, Severity, diagnostic
from publish.tools.processes import scratch_folder

QUERY = "M215"
GRAVE = (QUERY, "M211", "S110", *UNPROVED)
"""Warnings of a build that `publish verify` reports as errors: open queries, pictures without a description, text that may be hidden, and
claims that were left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """A verified build: the editions, the diagnostics of every check, and one line for each check."""

    built: Built
    diagnostics: tuple[Diagnostic, ...]
    verdicts: tuple[str, ...]


def verify(order: Order) -> Verified:
    """The standard editions, built and checked. Ace runs if the order names its command."""
    built = build(replace(order, editions=()))
    made = built.made["epub"]
    grave = tuple(replace(diagnostic, severity=Severity.ERROR) for diagnostic in built.diagnostics if diagnostic.code in GRAVE)
    order.say("EPUBCheck")
    checked = in_manuscript(check_epub(made.path).diagnostics, made)
    accessible: tuple[Diagnostic, ...] = ()
    if order.ace:
        order.say("Ace")
        accessible = in_manuscript(check_accessibility(made.path, order.ace).diagnostics, made)
    order.say("a second build, from nothing")
    different = _differences(order, built)
    return Verified(
        built=replace(built, diagnostics=tuple(diagnostic for diagnostic in built.diagnostics if diagnostic.code not in GRAVE)),
        diagnostics=(*grave, *checked, *accessible, *different),
        verdicts=(
            _verdict("Open queries", [diagnostic for diagnostic in grave if diagnostic.code == QUERY]),
            _verdict("EPUBCheck", checked),
            _verdict("Ace", accessible) if order.ace else "Ace: not run (set PUBLISH_ACE to its command)",
            _verdict("Second build", different),
        ),
    )


def _differences(order: Order, built: Built) -> tuple[Diagnostic, ...]:
    """V190 for each artefact whose bytes differ in a second build, made without cache in another folder."""
    with scratch_folder(".making-", order.output) as folder:
        again = build(replace(order, output=folder, editions=(), cache=None, browser=None))
        return tuple(
            diagnostic(
                "V190",
                f"{made.path.name} is not the same when it is built again",
                help="report this: the same book must give the same bytes",
            )
            for name, made in built.made.items()
            if made.path.read_bytes() != again.made[name].path.read_bytes()
        )


def _verdict(check: str, findings: Sequence[Diagnostic]) -> str:
    return f"{check}: {len(findings)} finding{'' if len(findings) == 1 else 's'}"

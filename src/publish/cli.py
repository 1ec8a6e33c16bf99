"""The `publish` command: loads the module of the command asked for (`publish.commands`) and no other."""

import logging
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from difflib import get_close_matches
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import click

from publish import __version__, commands
from publish.diagnostics import ExitCode
from publish.messages import visible
from publish.tools.garbage import collect_seldom


class _Commands(click.Group):
    """The commands by the names of their modules; a module named after a Python keyword ends in an underscore (`import_`)."""

    def make_context(self, *args: Any, **options: Any) -> click.Context:
        with _visible_errors():
            return super().make_context(*args, **options)

    def invoke(self, ctx: click.Context) -> object:
        with _visible_errors():
            return super().invoke(ctx)

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        names = self.list_commands(ctx)
        near = get_close_matches(args[0].casefold(), names, 1)
        if args[0] not in names and near:
            ctx.fail(f"there is no command “{args[0]}”: did you mean “{near[0]}”?")
        return super().resolve_command(ctx, args)

    def list_commands(self, _: click.Context) -> list[str]:
        return [module.name.rstrip("_") for module in iter_modules(commands.__path__)]

    def get_command(self, context: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.list_commands(context):
            return None
        name = next(module.name for module in iter_modules(commands.__path__) if module.name.rstrip("_") == cmd_name)
        try:
            command = import_module(f"{commands.__name__}.{name}").command
        except KeyboardInterrupt:  # Ctrl-C while modules load
            sys.exit(int(ExitCode.INTERRUPTED))
        assert isinstance(command, click.Command)
        return command


@contextmanager
def _visible_errors() -> Iterator[None]:
    """Errors of click about the command line, which quote it, without characters that a terminal obeys."""
    try:
        yield
    except click.ClickException as fault:
        fault.message = visible(fault.message)  # type: ignore[misc]  # final in click, but its subclasses build it from what was typed
        raise


@click.group("publish", cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="publish")
def main() -> None:
    """From a manuscript in Markdown to an EPUB and a press-ready PDF, with not a word lost."""
    collect_seldom()
    signal.signal(signal.SIGTERM, _stop)
    logging.getLogger().addHandler(logging.NullHandler())  # else what libraries log about a file is printed as it is; we report it


def _stop(signum: int, frame: object) -> None:
    raise KeyboardInterrupt

"""The `coach` command: registers the commands, turns our errors into one line and an exit code.

Heavy imports stay inside the commands: `coach --help` answers at once.
"""

from __future__ import annotations

import os
import sys

import typer

from coach import __version__
from coach.cli import (
    acts,
    ask,
    backup,
    corrections,
    data,
    demo,
    dpo,
    evals,
    jobs,
    jury,
    knowledge,
    mask,
    roleplay,
    sample,
    score,
    serve,
    speech,
    users,
)
from coach.errors import CoachError

app = typer.Typer(
    name="coach",
    help="Coach MERCD : s'entraîner au titre professionnel Manager d'équipe relation client à distance.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

app.command("serve")(serve.serve)
app.command("ask")(ask.ask)
app.command("acts")(acts.acts_command)
app.command("scenarios")(roleplay.scenarios)
app.command("grids")(score.grids)
app.command("roleplay")(roleplay.roleplay)
app.command("corrections")(corrections.corrections)
app.command("score")(score.score)
app.command("transcribe")(speech.transcribe)
app.command("listen")(speech.listen_with(score.score_transcript))
app.command("mask")(mask.mask)
app.command("worker")(jobs.worker)
app.command("sample")(sample.sample)
app.command("backup")(backup.backup)
app.command("restore")(backup.restore)
app.command("verify")(backup.verify)
app.command("dpo")(dpo.dpo)
app.command("demo")(demo.demo)
app.command("doctor")(serve.doctor)
app.command("eval")(evals.evaluate)
app.command("bench")(evals.bench)
app.add_typer(knowledge.app, name="knowledge")
app.add_typer(jury.app, name="jury")
app.add_typer(speech.models, name="models")
app.add_typer(jobs.queue, name="queue")
app.add_typer(data.data, name="data")
app.add_typer(users.users, name="users")


@app.callback(invoke_without_command=True)
def _root(
    version: bool = typer.Option(False, "--version", help="Affiche la version."),
) -> None:
    if version:
        print(f"coach {__version__}")
        raise typer.Exit()


def main() -> None:
    """Entry point of the console script."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        app()
    except CoachError as exc:
        print(exc.message, file=sys.stderr)
        sys.exit(exc.exit_code)
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        # The reader went away (`coach … | head`): say nothing, and keep Python from saying it at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)


if __name__ == "__main__":
    main()

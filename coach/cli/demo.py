"""`coach demo`: fills a cohort of invented people, or takes it away."""

from __future__ import annotations

from typing import Annotated

import typer


def demo(
    remove: Annotated[
        bool, typer.Option("--remove", help="Enlève la démonstration et ce qui en a été fait.")
    ] = False,
) -> None:
    """Remplit le service de personnes inventées et d'entretiens joués, pour que chaque page montre quelque chose."""
    from coach.demo.fill import fill
    from coach.demo.fill import remove as take_away
    from coach.settings import load_settings
    from coach.wiring import Services

    services = Services(load_settings())
    if remove:
        count = take_away(services)
        print(f"{count} personnes inventées enlevées." if count else "Aucune démonstration n’est en place.")
        return
    done = fill(services, progress=lambda step: print(f"… {step}", flush=True))
    print(
        f"{done.people} personnes inventées, {done.interviews} entretiens joués. Ouvrez les espaces Formateur et Jury ; "
        "« coach demo --remove » enlève tout."
    )

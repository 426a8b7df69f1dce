"""Write docs/acces.md: every address of the application, and what it answers to whom, from the application itself.

python -m scripts.access_table            # writes the page
python -m scripts.access_table --check    # fails when the page is not what the application says
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from coach.domain.people import ROLE_WORDS, Role
from coach.web.rules import API, EVENTS, Rule, Rules

PAGE = Path(__file__).parents[1] / "docs" / "acces.md"


def routes(app: Any) -> list[tuple[str, str]]:
    """(method, address) of everything the application can answer, Gradio's included; `{}` for a part of an address."""
    found = dict.fromkeys(_walk(app.routes, ""))
    return sorted(found, key=lambda pair: (pair[1], pair[0]))


def _walk(known: Any, before: str) -> Iterator[tuple[str, str]]:
    for route in known:
        inner = getattr(route, "original_router", None)
        if inner is not None:  # a router that was included
            prefix = getattr(getattr(route, "include_context", None), "prefix", "") or ""
            yield from _walk(inner.routes, before + prefix)
        elif (methods := getattr(route, "methods", None)) is not None:
            for method in sorted(methods):
                yield method, _plain(before + route.path)
        elif inside := getattr(getattr(route, "app", None), "routes", None):
            yield from _walk(inside, before + route.path)
        else:  # files
            yield "GET", f"{before}{route.path}/{{*}}"


def _plain(path: str) -> str:
    return re.sub(r"\{[^}:*]*\}", "{}", re.sub(r"\{[^}]*:path\}", "{*}", path))


def example(path: str) -> str:
    """An address of that shape that names nothing."""
    return path.replace("{*}", "x").replace("{}", "x")


def answer(rule: Rule | None, method: str, path: str, role: Role | None) -> int:
    """What is expected of the guard: 200 is « goes on », whatever is then found there."""
    if rule is None:
        return 404
    if rule.roles is None:
        return 200
    if role is None:
        return 303 if method == "GET" and not path.startswith(API) else 401
    if path == "/" and role is not Role.CANDIDATE:
        return 303  # to where their workspace begins
    return 200 if role in rule.roles else 403


def document(app: Any, rules: Rules) -> str:
    """The page, in Markdown."""
    known = [(method, path, rules.of(method, example(path))) for method, path in routes(app)]
    pages = {f"/{page.path}": page for page in rules.pages}
    heads = "| Adresse | Quoi | Sans connexion | " + " | ".join(ROLE_WORDS[role] for role in Role) + " |"
    rule_line = "|---|---|---|" + "---|" * len(Role)

    def line(method: str, path: str, rule: Rule) -> str:
        shown = path if path in pages else f"{method} {path.replace('{*}', '…').replace('{}', '…')}"
        cells = " | ".join(_word(answer(rule, method, path, who), who) for who in (None, *Role))
        return f"| `{shown}` | {rule.what} | {cells} |"

    def section(title: str, text: str, rows: list[str]) -> str:
        return f"## {title}\n\n{text}\n\n{heads}\n{rule_line}\n" + "\n".join(rows)

    events = set(EVENTS)
    asked = [
        (m, p, r) for m, p, r in known if r is not None and m != "HEAD" and not (p != "/" and p.endswith("/"))
    ]
    of_pages = [line(m, p, r) for m, p, r in asked if p in pages]
    of_routes = [line(m, p, r) for m, p, r in asked if p not in pages and r not in events]
    of_events = [line(m, p, r) for m, p, r in asked if r in events]
    closed = sorted({f"{m} {p.replace('{*}', '…').replace('{}', '…')}" for m, p, r in known if r is None})
    return (
        "# Qui accède à quoi\n\n"
        "Cette page est écrite par `python -m scripts.access_table` à partir de l’application elle-même ; un test la "
        "compare à ce que l’application répond, adresse par adresse et rôle par rôle. Elle vaut en mode centre ; en mode "
        "local, il n’y a qu’une personne, à qui rien n’est caché.\n\n"
        "« oui » : l’adresse répond, puis `coach.access` décide pour l’objet nommé (un entretien, un échantillon, un "
        "document) ; ce qui n’est pas à vous, ni à vos groupes, ni partagé avec votre jury, est introuvable (404), comme "
        "s’il n’existait pas.\n\n"
        + section("Pages", "Un événement d’une page est ouvert aux mêmes rôles que la page.", of_pages)
        + "\n\n"
        + section("Autres adresses", "Documents, sons, connexion, contrôles de service.", of_routes)
        + "\n\n"
        + section(
            "Portes de Gradio",
            "Les seules ouvertes. Une session, un dépôt et un fichier sont à la première personne qui s’en sert.",
            of_events,
        )
        + "\n\n## Portes de Gradio fermées à tous (404)\n\n"
        + "\n".join(f"- `{name}`" for name in closed)
        + "\n"
    )


def _word(status: int, role: Role | None) -> str:
    led = "connexion" if role is None else "vers son espace"
    return {200: "oui", 303: led, 401: "401", 403: "non (403)", 404: "404"}[status]


def main() -> None:
    """Write or check the page."""
    from coach.settings import Settings
    from coach.web.app import PAGES, build
    from coach.wiring import Services

    with tempfile.TemporaryDirectory() as folder:
        text = document(build(Services(Settings(data_dir=Path(folder), mode="centre"))), Rules(PAGES))
    if "--check" in sys.argv[1:]:
        if PAGE.read_text(encoding="utf-8") != text:
            sys.exit("docs/acces.md n’est pas à jour : python -m scripts.access_table")
        return
    PAGE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()

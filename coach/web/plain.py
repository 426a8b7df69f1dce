"""A page of our own, outside Gradio, in the look of the product: signing in, refusals."""

from __future__ import annotations

from fastapi.responses import HTMLResponse

from coach.web.caching import sheet
from coach.web.html import esc

_SCRIPT = (
    'const s=localStorage.getItem("coach-theme");'
    'if(s?s==="dark":matchMedia("(prefers-color-scheme: dark)").matches)document.body.classList.add("dark")'
)


def plain_page(title: str, body: str, *, status: int = 200, header: str = "") -> HTMLResponse:
    """The page; `body` is our HTML, what comes from people in it is escaped already."""
    return HTMLResponse(
        '<!doctype html><html lang="fr"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{esc(title)} · Coach MERCD</title>"
        f'<link rel="icon" href="/favicon.ico">{sheet("coach.css")}{sheet("compte.css")}{sheet("media.css")}</head>'
        f"<body><script>{_SCRIPT}</script>{header or _BARE}"
        f'<main id="contenu" class="compte"><h1>{esc(title)}</h1>{body}</main></body></html>',
        status_code=status,
        headers={"Cache-Control": "no-store"},
    )


_BARE = (
    '<header class="entete"><span class="enseigne"><span class="sceau" aria-hidden="true">M</span>'
    "<span>Coach <b>MERCD</b></span></span></header>"
)

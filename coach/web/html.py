"""Small pieces of safe HTML and French typography. Text of people always goes through `esc`."""

from __future__ import annotations

import html
import re
from datetime import date, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

NBSP = "\u00a0"
NARROW = "\u202f"
MONTHS = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()
DAYS = "lundi mardi mercredi jeudi vendredi samedi dimanche".split()
_THIN = re.compile(r"[ \u00a0]([;!?])")
_TAG = re.compile(r"(<[^>]*>)")
_TIGHT = re.compile(r" ([:»%€])|(«) ")


def esc(text: object) -> str:
    """Text made harmless for HTML, attributes included."""
    return html.escape(str(text), quote=True)


def fr(text: str) -> str:
    """Non-breaking spaces where French wants them: thin before ; ! ?, whole before : » % € and after «."""
    text = _THIN.sub(rf"{NARROW}\1", text)
    return _TIGHT.sub(lambda m: f"{NBSP}{m.group(1)}" if m.group(1) else f"«{NBSP}", text)


def fr_html(text: str) -> str:
    """The same for HTML: what is between its tags."""
    return "".join(part if part.startswith("<") else fr(part) for part in _TAG.split(text))


def paragraphs(text: str) -> str:
    """Plain text as paragraphs; a line that opens with a dash is a list item, an indented one goes on with it."""
    # Folded text keeps its lists on one line: « … : - first ; - second. Then… »
    text = re.sub(r"(?<=[:;])[ \t]+[-–][ \t]+", "\n- ", text.strip())
    blocks: list[tuple[str, list[str]]] = []
    for line in text.splitlines():
        said = line.strip()
        before = blocks[-1][0] if blocks else ""
        if item := re.match(r"[-–•]\s+", said):
            if before != "ul":
                blocks.append(("ul", []))
            blocks[-1][1].append(said[item.end() :])
        elif not said:
            blocks.append(("", []))
        elif before == "ul" and line[:1].isspace():
            blocks[-1][1][-1] += f" {said}"
        elif before == "p":
            blocks[-1][1][0] += f" {said}"
        else:
            blocks.append(("p", [said]))
    return "".join(_block(kind, said) for kind, said in blocks)


def _block(kind: str, said: list[str]) -> str:
    if kind == "ul":
        return "<ul>" + "".join(f"<li>{esc(fr(item))}</li>" for item in said) + "</ul>"
    return "".join(f"<p>{esc(fr(text))}</p>" for text in said)


def icon(name: str) -> str:
    """A bundled icon, decorative: words stand beside it. Drawn as a mask, so it takes the text's colour."""
    return f'<span class="icone" aria-hidden="true" style="--i:url(/actifs/icons/{esc(name)}.svg)"></span>'


def decimal(value: float) -> str:
    """« 1,5 »: one decimal, with a comma."""
    return f"{value:.1f}".replace(".", ",")


def day(value: date, *, weekday: bool = False, year: bool = True) -> str:
    """« mardi 24 novembre 2026 »."""
    number = f"1{'er'}" if value.day == 1 else str(value.day)
    text = f"{number} {MONTHS[value.month - 1]}" + (f" {value.year}" if year else "")
    return (f"{DAYS[value.weekday()]} {text}" if weekday else text).replace(" ", NBSP)


def moment(value: datetime) -> str:
    """« 24 novembre 2026 à 14 h 30 », Paris time."""
    local = value.astimezone(_paris()) if value.tzinfo else value
    return f"{day(local.date())} à {local.hour}{NBSP}h{NBSP}{local.minute:02d}"


def clock(seconds: float) -> str:
    """« 4:07 »."""
    whole = max(0, int(seconds))
    return f"{whole // 60}:{whole % 60:02d}"


def minutes(seconds: float) -> str:
    """« 12 min »."""
    return f"{max(1, round(seconds / 60))}{NBSP}min"


def marks(level: int | None, *, top: int = 3) -> str:
    """A level as filled marks; the word stands beside it."""
    filled = level or 0
    dots = "".join(f'<i class="{"plein" if i < filled else "vide"}"></i>' for i in range(top))
    return f'<span class="marques" aria-hidden="true">{dots}</span>'


def link(href: str, label: str, *, kind: str = "", icon_name: str = "") -> str:
    """A link; `kind` is `bouton`, `bouton discret` or nothing."""
    picture = icon(icon_name) if icon_name else ""
    return f'<a href="{esc(href)}" class="{esc(kind)}">{picture}<span>{esc(label)}</span></a>'


def go(href: str) -> str:
    """Leaves the page: the page's script follows this link as soon as it is there."""
    return f'<a data-go href="{esc(href)}">Continuer</a>'


def _paris() -> ZoneInfo | None:
    try:
        return ZoneInfo("Europe/Paris")
    except ZoneInfoNotFoundError:
        return None

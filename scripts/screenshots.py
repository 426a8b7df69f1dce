"""Pictures of every page, wide and narrow, light and dark, on the demonstration set of a centre.

    make screenshots

All go to `docs/captures/toutes/` (not kept in git); those that the documentation shows go to `docs/captures/`.
`--only bilan,jury` takes some of them again, `--data FOLDER` keeps the set that was filled for the next time.
"""

from __future__ import annotations

import argparse
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Final

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from coach.settings import Settings
from coach.wiring import Services
from scripts.views import Centre, Opener, View, act_as, seed, views

ROOT: Final = Path(__file__).resolve().parents[1]
KEPT, ALL = ROOT / "docs" / "captures", ROOT / "docs" / "captures" / "toutes"
SHOWN: Final = (
    "accueil-1280-light",
    "dossier-1280-light",
    "entretien-1280-light",
    "bilan-1280-light",
    "bilan-390-dark",
    "ecoutes-echantillon-1280-light",
    "referentiel-1280-light",
    "progres-1280-light",
    "formateur-1280-light",
    "formateur-revue-1280-light",
    "jury-fiche-1280-light",
    "administration-1280-dark",
)
"""What the documentation shows: the page as it opens."""
WIDTHS: Final = {1280: 860, 390: 780}
TALLEST: Final = 4000
MOST_BYTES: Final = 1_000_000
"""Of the pictures that are kept in git."""


def serve(data_dir: Path) -> tuple[subprocess.Popen[bytes], str]:
    """A server of the centre on a free port, once it answers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "app.py")],
        env={**os.environ, "COACH_DATA_DIR": str(data_dir), "COACH_PORT": str(port), "COACH_MODE": "centre"},
        stdout=subprocess.DEVNULL,
    )
    for _ in range(600):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/sante", timeout=2).close()
            return process, f"http://127.0.0.1:{port}"
        except OSError:
            if process.poll() is not None:
                break
            time.sleep(0.1)
    raise SystemExit("Le serveur n’a pas démarré.")


def picture(browser: Browser, url: str, centre: Centre, wanted: tuple[View, ...]) -> None:
    """Every view in the four ways, from one opening of its page."""
    ALL.mkdir(parents=True, exist_ok=True)
    context = browser.new_context(
        locale="fr-FR", reduced_motion="reduce", viewport={"width": 1280, "height": 860}
    )
    context.add_init_script("localStorage.setItem('coach-visite', 'vue')")
    page = context.new_page()
    opener = Opener(page)
    for view in wanted:
        act_as(context, centre, url, view.who)
        page.set_viewport_size({"width": 1280, "height": 860})
        page.emulate_media(color_scheme="light")
        opener.open(url + view.path)
        for width, height in WIDTHS.items():
            page.set_viewport_size({"width": width, "height": height})
            for scheme in ("light", "dark"):
                page.locator("body").evaluate("(b, on) => b.classList.toggle('dark', on)", scheme == "dark")
                page.wait_for_timeout(120)  # fonts, icons, and what follows the width
                _take(page, f"{view.name}-{width}-{scheme}", width, height)
    context.close()


def _take(page: Page, name: str, width: int, height: int) -> None:
    """The whole page, and as it opens when the documentation shows it."""
    tall = min(TALLEST, int(page.evaluate("document.documentElement.scrollHeight")))
    target = ALL / f"{name}.png"
    page.screenshot(
        path=target, full_page=True, clip={"x": 0, "y": 0, "width": width, "height": max(tall, height)}
    )
    _lighten(target, target)
    if name in SHOWN:
        page.screenshot(path=KEPT / f"{name}.png")
        _lighten(KEPT / f"{name}.png", KEPT / f"{name}.png")


def _lighten(path: Path, target: Path) -> None:
    """A flat design needs no more than 128 colours."""
    with Image.open(path) as image:
        image.convert("RGB").quantize(128, dither=Image.Dither.NONE).save(target, optimize=True)


def main() -> int:
    """Take the pictures; 1 when those that are kept weigh too much."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--only", default="", help="names of views, parted by commas")
    parser.add_argument("--data", type=Path, help="folder of the set, kept for the next time")
    asked = parser.parse_args()
    chromium = next(
        (p for n in ("chromium", "chromium-browser", "google-chrome") if (p := shutil.which(n))), None
    )
    if chromium is None:
        print("Aucun Chromium sur cette machine : « apt-get install chromium ».", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as folder:
        data_dir = asked.data or Path(folder) / "donnees"
        centre = _filled(data_dir)
        only = set(filter(None, asked.only.split(",")))
        wanted = tuple(view for view in views(centre) if not only or view.name in only)
        process, url = serve(data_dir)
        try:
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
                picture(browser, url, centre, wanted)
                browser.close()
        finally:
            process.terminate()
            process.wait()
    weight = sum((KEPT / f"{name}.png").stat().st_size for name in SHOWN if (KEPT / f"{name}.png").exists())
    print(
        f"{len(wanted)} vues, {4 * len(wanted)} captures dans {ALL.relative_to(ROOT)} ; "
        f"{len(SHOWN)} gardées pour la documentation, {weight / 1e6:.1f} Mo."
    )
    return 0 if weight < MOST_BYTES else 1


def _filled(data_dir: Path) -> Centre:
    """The set, filled now or by an earlier run."""
    services = Services(Settings(data_dir=data_dir, mode="centre"))
    try:
        return seed(services)
    finally:
        services.database.close()


if __name__ == "__main__":
    sys.exit(main())

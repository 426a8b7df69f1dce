"""The one place where engines and services are put together; the app, the command line and evals use it.

Everything is built at first use: a page or `--help` waits for no model.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from coach.dialogue.actor import Actor
from coach.dialogue.actor_embedded import EmbeddedActor
from coach.dialogue.centre_scenarios import CentreLibrary, Written
from coach.dialogue.common_lines import CommonShelf
from coach.dialogue.corrections import Corrected
from coach.dialogue.play import Play
from coach.dialogue.ports import Analyst
from coach.dialogue.question_vectors import QuestionVectors
from coach.dialogue.runner import Runner
from coach.dialogue.scenario_files import ScenarioLibrary
from coach.dialogue.topics import TopicBook
from coach.domain.scenarios import Level, Scenario
from coach.errors import CoachError, InputError, MissingPart, StorageError
from coach.llm.ports import ChatModel
from coach.privacy.mask import Masker
from coach.resources import data_dir
from coach.settings import Settings
from coach.store.accounts import AccountStore
from coach.store.assessments import AssessmentStore, PreferenceStore, SampleStore
from coach.store.centre_files import CentreFileStore, FileKind
from coach.store.chosen import ChosenStore
from coach.store.cohort import CohortStore
from coach.store.corrections import CorrectionStore
from coach.store.database import Database
from coach.store.jury import JuryStore, PreparationStore
from coach.store.network import NetworkStore
from coach.store.opinions import OpinionStore
from coach.store.quiz import QuizStore
from coach.store.sessions import SessionStore
from coach.store.training import TrainingStore

if TYPE_CHECKING:
    from pathlib import Path

    from coach.assessment.debrief import Debrief
    from coach.assessment.scorer import Scorer
    from coach.dialogue.runner import Interview
    from coach.domain.jury_bank import Bank
    from coach.domain.referential import Referential
    from coach.domain.scoring import Assessment
    from coach.domain.transcripts import Turn
    from coach.knowledge.service import KnowledgeBase
    from coach.speech.ports import Transcriber

OWNER = "local"
"""The one person of local mode."""

MAX_DICTATION_SECONDS = 300.0

_FROM_ENGINES = ("model", "actors", "runner", "ear", "voices", "scorer")
"""What is built from the settings of engines."""

_NAME = re.compile(r"(?<![.!?…:] )(?<!^)\b[A-ZÀ-Ý][a-zà-ÿ]{2,}(?:-[A-ZÀ-Ý][a-zà-ÿ]+)?\b", re.M)


class Services:
    """What pages and commands call."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._in_force = settings
        self._stamp = ""

    @cached_property
    def chosen(self) -> ChosenStore:
        """Settings and keys that an administrator chose."""
        return ChosenStore(self.database, self.settings)

    @property
    def in_force(self) -> Settings:
        """The settings that count for engines and durations: environment, else chosen, else default."""
        try:
            stamp = self.chosen.stamp()
            if stamp != self._stamp:
                # Chosen here or by another process: what was built from the former ones is built anew when needed.
                for name in _FROM_ENGINES:
                    self.__dict__.pop(name, None)
                self._in_force, self._stamp = self.chosen.in_force(), stamp
        except StorageError:
            pass  # no database, or busy: the last ones known go on
        return self._in_force

    @cached_property
    def outbox(self) -> NetworkStore:
        """Where what leaves this machine is noted."""
        return NetworkStore(self.database)

    # -- role-play ---------------------------------------------------------------------------------

    @cached_property
    def library(self) -> CentreLibrary:
        """Scenarios shipped with the product, and those that the centre published."""
        return CentreLibrary(data_dir("scenarios"), _CentreShelf(self))

    @cached_property
    def analyst(self) -> Analyst:
        """Reads acts in the manager's words."""
        from coach.dialogue.analyst import EmbeddedAnalyst

        return EmbeddedAnalyst()

    @cached_property
    def topics(self) -> TopicBook:
        """What may be asked in each scenario; vectors of the questions are kept in the data folder."""
        from coach.embedding.encoder import SentenceEncoder

        vectors = QuestionVectors(
            SentenceEncoder(), self.settings.cache_dir or self.settings.data_dir / "cache"
        )
        # What scenarios lend one another does not depend on what a centre writes.
        return TopicBook(ScenarioLibrary(data_dir("scenarios")).usable(), vectors)

    @cached_property
    def actors(self) -> dict[str, Actor]:
        """Advisors' voices by engine, as written; `llm` is there only when a model is set."""
        return self._voiced(lambda _: {})

    def _voiced(self, corrected: Corrected) -> dict[str, Actor]:
        embedded = _written(corrected)
        actors: dict[str, Actor] = {"embedded": embedded}
        if self.model is not None:
            from coach.dialogue.actor_llm import LlmActor

            actors["llm"] = LlmActor(self.model, embedded)
        return actors

    @property
    def engine(self) -> str:
        """Engine for a new interview."""
        wanted = self.in_force.engine
        return wanted if wanted in self.actors else "embedded"

    @cached_property
    def model(self) -> ChatModel | None:
        """The language model of the settings, or None when there is none.

        Raises:
            MissingPart: a local model is set and its server is not installed, or the file is not there.
        """
        settings = self.in_force
        if settings.llm_local_model is not None:
            from coach.llm.local_server import LocalServer

            self._local_server = LocalServer(settings.llm_local_model)
            settings = settings.model_copy(update={"llm_base_url": self._local_server.base_url})
        if not settings.llm_base_url:
            return None
        from coach.llm.langchain_door import LangChainModel

        return LangChainModel(settings, self.outbox)

    def play(self, scenario_id: str, level: Level, seed: int, engine: str) -> Play:
        """An interview in memory, stored nowhere.

        Raises:
            NotFound: unknown scenario.
            MissingPart: the engine asked for is not set up.
        """
        if engine not in self.actors:
            raise MissingPart(
                f"Le moteur {engine!r} n’est pas configuré : donnez COACH_LLM_BASE_URL ou "
                "COACH_LLM_LOCAL_MODEL (voir docs/reglages.md)."
            )
        return Play(
            self.library.get(scenario_id), level, seed, self.analyst, self.actors[engine], self.topics
        )

    @cached_property
    def runner(self) -> Runner:
        """Stored interviews; the lines that trainers corrected are said corrected."""
        return Runner(
            self.sessions,
            self.library,
            self.analyst,
            self._voiced(self.line_rules),
            self.mask_turn,
            self.topics,
        )

    @cached_property
    def written_voice(self) -> EmbeddedActor:
        """The embedded voice of stored interviews."""
        return _written(self.line_rules)

    def corrected_play(self, scenario_id: str, level: Level, seed: int) -> Play:
        """An interview in memory with the corrected lines.

        Raises:
            NotFound: unknown scenario.
        """
        return Play(self.library.get(scenario_id), level, seed, self.analyst, self.written_voice, self.topics)

    @cached_property
    def corrections(self) -> CorrectionStore:
        """Written lines that trainers replaced."""
        return CorrectionStore(self.database)

    def line_rules(self, scenario_id: str) -> dict[str, str]:
        """Written lines of a scenario that a trainer replaced, each with the one to say."""
        return {rule.line: rule.better for rule in self.corrections.list(scenario_id)}

    @cached_property
    def masker(self) -> Masker:
        """The quick masker of conversations (a few milliseconds a turn)."""
        return Masker()

    def mask_turn(self, text: str, scenario: Scenario, earlier: Sequence[str]) -> str:
        """Mask a turn of an interview; the names of the scenario stay."""
        return self.masker.session(allowed=scenario_names(scenario), seen=earlier).mask(text).text

    def warm(self) -> None:
        """Load what the first visitor would wait for: scenarios, analyst, then the knowledge index.

        The questions of a scenario are made ready when its dossier is opened. What cannot be loaded is left to the
        page that needs it, which says why.
        """
        from contextlib import suppress

        with suppress(CoachError):
            self.library.usable()
            self.analyst.acts("Bonjour.")
            _ = self.topics
        with suppress(CoachError):
            self.knowledge.warm()

    # -- assessment --------------------------------------------------------------------------------

    @cached_property
    def referential(self) -> Referential:
        """Typed data of the title: competences, criteria, exam."""
        from coach import plain_yaml
        from coach.domain.referential import Referential

        file = data_dir("knowledge") / "referential" / "mercd-2024.yaml"
        return Referential.from_mapping(plain_yaml.load(file.read_text(encoding="utf-8")))

    @cached_property
    def scorer(self) -> Scorer:
        """Levels with their proof."""
        from coach.assessment.scorer import Scorer

        second = None
        if self.in_force.scoring_engine == "llm" and self.model is not None:
            from coach.assessment.evidence_llm import LlmReader

            second = LlmReader(self.model)
        return Scorer(self.analyst, self.referential, second)

    def score(self, turns: Sequence[Turn], grid: str, context: Mapping[str, Any] | None = None) -> Assessment:
        """Levels of a transcript on one of the product's grids; see `Scorer.score`."""
        return self.scorer.score(turns, grid, context)

    def debrief(self, interview: Interview, assessment: Assessment) -> Debrief:
        """What the candidate reads after an interview."""
        from coach.assessment.debrief import debrief

        return debrief(interview.scenario, interview.turns, assessment, self.analyst, interview.end_reason)

    # -- speech ------------------------------------------------------------------------------------

    @cached_property
    def ear(self) -> Transcriber:
        """What puts sound into words: the model of the settings, or their transcription server."""
        from coach.speech.engines import transcriber

        settings = self.in_force
        return transcriber(settings, vocabulary=settings.speech_vocabulary or "", outbox=self.outbox)

    def dictate(self, path: Path, scenario: Scenario | None = None) -> str:
        """What is said in a recording of one person, as text; nothing is kept.

        The names of the scenario are given to the model, which would misspell them.

        Raises:
            AudioError: not a sound, too long, or nothing is said.
            MissingPart: no speech model on this machine.
        """
        from coach.errors import AudioError
        from coach.speech.decode import decode
        from coach.speech.engines import transcriber
        from coach.speech.ports import silent

        names = ", ".join(sorted(scenario_names(scenario))[:12]) if scenario is not None else ""
        settings = self.in_force
        vocabulary = f"{settings.speech_vocabulary or ''} {names}".strip()
        ear = transcriber(settings, vocabulary=vocabulary, outbox=self.outbox)
        heard = ear.transcribe(decode(path, max_seconds=MAX_DICTATION_SECONDS).mono(), silent)
        text = " ".join(segment.text.strip() for segment in heard.segments)
        if not text:
            raise AudioError("Aucune parole n’a été reconnue : parlez plus près du micro, ou écrivez.")
        return text

    @cached_property
    def voices(self) -> tuple[tuple[str, str], ...]:
        """(id, French label) of the advisor's voices on offer, the embedded one first."""
        remote = (("serveur", "du serveur de voix"),) if self.in_force.voice_base_url else ()
        return (("embarquee", "de cette machine"), ("navigateur", "du navigateur"), *remote)

    def voice(self, source: str, text: str, *, pitch: float = 1.0, speed: float = 1.0) -> bytes:
        """A WAV of an advisor's line, by the `embarquee` voice or that of the `serveur`.

        Raises:
            InputError: no such voice here.
            MissingPart: the embedded voice is not installed.
            EngineError: the endpoint failed.
        """
        if source == "serveur" and self.in_force.voice_base_url:
            from coach.speech.voice_endpoint import speak_remotely

            return speak_remotely(self.in_force, text, speed=speed, outbox=self.outbox)
        if source != "embarquee":
            raise InputError("Cette voix n’est pas disponible ici : choisissez celle de cette machine.")
        from coach.speech.voice import speak

        return speak(text, pitch=pitch, speed=speed)

    @cached_property
    def sample_masker(self) -> Masker:
        """The full masker of samples (named entities as well; seconds to load)."""
        return Masker(full=True)

    # -- knowledge ---------------------------------------------------------------------------------

    @cached_property
    def knowledge(self) -> KnowledgeBase:
        """Fiches and documents, as a reader: any number of processes may ask at once."""
        from coach.knowledge.service import KnowledgeBase

        writer = None
        if self.in_force.answer_engine == "llm" and self.model is not None:
            from coach.knowledge.writer_llm import LlmWriter

            writer = LlmWriter(self.model)
        return KnowledgeBase.open(
            self.settings.data_dir, chroma_url=self.settings.chroma_url, writer_engine=writer
        )

    # -- store -------------------------------------------------------------------------------------

    @cached_property
    def database(self) -> Database:
        """The database, its schema up to date."""
        return Database.open(self.settings.data_dir, self.settings.database_url)

    @cached_property
    def sessions(self) -> SessionStore:
        """Interviews as stored."""
        return SessionStore(self.database)

    @cached_property
    def assessments(self) -> AssessmentStore:
        """Levels."""
        return AssessmentStore(self.database)

    @cached_property
    def opinions(self) -> OpinionStore:
        """What people say of the levels."""
        return OpinionStore(self.database)

    @cached_property
    def samples(self) -> SampleStore:
        """Calls and written samples."""
        return SampleStore(self.database)

    @cached_property
    def accounts(self) -> AccountStore:
        """Persons, groups, exam sessions."""
        return AccountStore(self.database)

    @cached_property
    def training(self) -> TrainingStore:
        """Comments, reviews, assignments, messages."""
        return TrainingStore(self.database)

    @cached_property
    def cohort(self) -> CohortStore:
        """Overviews of many candidates."""
        return CohortStore(self.database)

    @cached_property
    def jury(self) -> JuryStore:
        """Exam sessions and what a jury keeps of them."""
        return JuryStore(self.database)

    @cached_property
    def preparation(self) -> PreparationStore:
        """Exam rehearsals and notes for the dossier professionnel."""
        return PreparationStore(self.database)

    @cached_property
    def jury_bank(self) -> Bank:
        """The jury's questions by criterion."""
        from coach import plain_yaml
        from coach.domain.jury_bank import Bank

        file = data_dir("knowledge") / "jury" / "questions.yaml"
        return Bank(plain_yaml.load(file.read_text(encoding="utf-8")), self.referential)

    @cached_property
    def centre_files(self) -> CentreFileStore:
        """Scenarios and grids of the centre."""
        return CentreFileStore(self.database)

    @cached_property
    def preferences(self) -> PreferenceStore:
        """Small choices of a person."""
        return PreferenceStore(self.database)

    @cached_property
    def quiz(self) -> QuizStore:
        """Dates of the quiz cards."""
        return QuizStore(self.database)


class _CentreShelf:
    """The centre's scenarios, for the library."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def on_offer(self) -> tuple[str, ...]:
        """Ids of those that are published."""
        return tuple(f.name for f in self._services.centre_files.published(FileKind.SCENARIO))

    def written(self, scenario_id: str) -> Written | None:
        """What is played under that id."""
        found = self._services.centre_files.served(FileKind.SCENARIO, scenario_id)
        return Written(found.version, found.source) if found is not None else None


def _written(corrected: Corrected) -> EmbeddedActor:
    return EmbeddedActor(CommonShelf(data_dir("scenarios") / "communs"), corrected=corrected)


def scenario_names(scenario: Scenario) -> frozenset[str]:
    """Capitalised words of the scenario: its people and places are invented, and stay readable."""
    call = " ".join(t.text for t in scenario.brief.call.turns) if scenario.brief.call else ""
    events = " ".join(e.what for e in scenario.brief.calendar)
    text = f"{scenario.brief.context} {scenario.brief.rule} {events} {call} {scenario.summary}"
    return frozenset(_NAME.findall(text)) | frozenset(scenario.persona.name.split())

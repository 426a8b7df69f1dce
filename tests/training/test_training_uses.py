"""The trainer's uses: each asks itself who may, keeps what was said, and derives the rest."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from coach.domain.assignments import Asked, Progress
from coach.domain.cohort import Why
from coach.domain.opinions import Kind
from coach.domain.people import Role, Viewer
from coach.errors import InputError, NotFound
from coach.opinions import Subject, say
from coach.reports import sheet
from coach.training import board, exports, notes, pieces, work
from tests.training.conftest import Centre, person

TODAY = datetime.now(UTC).date()
Deed = Callable[[Centre, Viewer], object]
DEEDS: tuple[Deed, ...] = (
    lambda c, who: pieces.interview(c.services, who, c.session),
    lambda c, who: notes.comment(c.services, who, Subject("lea", session_id=c.session), "non"),
    lambda c, who: notes.reviewed(c.services, who, Subject("lea", session_id=c.session)),
    lambda c, who: notes.write(c.services, who, "lea", "non"),
    lambda c, who: notes.thread(c.services, who, "lea"),
    lambda c, who: board.row_of(c.services, who, "lea"),
    lambda c, who: board.whole(c.services, who, "g1"),
    lambda c, who: exports.of_candidate(c.services, who, "lea", TODAY),
    lambda c, who: exports.of_group(c.services, who, "g1", TODAY),
    lambda c, who: work.assign(c.services, who, kind=Asked.SAMPLE, due_on=TODAY, person="lea"),
    lambda c, who: work.assign(c.services, who, kind=Asked.SAMPLE, due_on=TODAY, group="g1"),
)


@pytest.mark.parametrize("deed", DEEDS)
@pytest.mark.parametrize(
    "who",
    [
        person("rita", Role.TRAINER),  # of another group
        person("lea", Role.CANDIDATE),
        person("juge", Role.JURY),
        person("admin", Role.ADMIN),
    ],
    ids=lambda v: v.id,
)
def test_nobody_else_may(centre: Centre, deed: Deed, who: Viewer) -> None:
    before = len(centre.services.training.messages(["lea"])), len(centre.services.training.comments("lea"))
    with pytest.raises(NotFound):
        deed(centre, who)
    after = len(centre.services.training.messages(["lea"])), len(centre.services.training.comments("lea"))
    assert before == after


def test_a_comment_is_read_by_the_candidate_and_taken_back_by_its_author_alone(centre: Centre) -> None:
    services, subject = centre.services, Subject("lea", session_id=centre.session)
    notes.comment(services, centre.trainer, subject, "  Bon cadre, dites la durée plus tôt. ", 1)
    (kept,) = notes.comments(services, centre.lea, subject)
    assert (kept.turn, kept.text, kept.author_name) == (1, "Bon cadre, dites la durée plus tôt.", "Paul")
    with pytest.raises(NotFound):
        notes.uncomment(services, centre.other, kept.id)
    notes.uncomment(services, centre.trainer, kept.id)
    assert notes.comments(services, centre.lea, subject) == []
    for wrong in ("   ", "x" * (notes.MAX_COMMENT + 1)):
        with pytest.raises(InputError):
            notes.comment(services, centre.trainer, subject, wrong)


def test_a_message_waits_until_it_is_read_or_answered(centre: Centre) -> None:
    services, trainer, lea = centre.services, centre.trainer, centre.lea
    notes.write(services, trainer, "lea", "Bravo pour le cadre.")
    assert len(notes.waiting(notes.mine(services, lea), for_candidate=True)) == 1
    notes.answer(services, lea, "Merci. Faut-il dater le plan ?")
    assert notes.waiting(notes.mine(services, lea), for_candidate=True) == []
    row = board.row_of(services, trainer, "lea")
    assert row.first.why is Why.MESSAGE
    notes.write(services, trainer, "lea", "Oui, toujours.")
    assert Why.MESSAGE not in {r.why for r in board.row_of(services, trainer, "lea").reasons}
    notes.seen(services, lea)
    assert notes.waiting(notes.mine(services, lea), for_candidate=True) == []


def test_nobody_answers_a_message_that_was_not_sent(centre: Centre) -> None:
    with pytest.raises(InputError, match="Personne ne vous a encore écrit"):
        notes.answer(centre.services, person("tom", Role.CANDIDATE), "Bonjour")


def test_a_contest_comes_first_until_it_is_answered(centre: Centre) -> None:
    services, trainer = centre.services, centre.trainer
    piece = pieces.interview(services, trainer, centre.session)
    say(services, piece.subject, "R5", Kind.CONTEST, "J’ai posé deux questions ouvertes.")
    first = board.whole(services, trainer).rows[0]
    assert first.facts.person == "lea" and first.first.why is Why.CONTEST
    assert first.first.about == centre.session
    pieces.answer(services, trainer, piece, "R5", "Vu : la seconde était fermée.")
    assert Why.CONTEST not in {r.why for r in board.row_of(services, trainer, "lea").reasons}


def test_levels_of_the_trainer_stand_beside_those_of_the_coach(centre: Centre) -> None:
    services, trainer = centre.services, centre.trainer
    piece = pieces.interview(services, trainer, centre.session)
    coach = piece.criterion("R1")["level"]
    pieces.agree(services, trainer, piece, "R1")
    other = (coach + 1) % 4
    with pytest.raises(InputError, match="pourquoi"):
        pieces.give(services, trainer, piece, "R1", other, "", unseen=False)
    pieces.give(services, trainer, piece, "R1", other, "Le but n’est pas dit.", unseen=False)
    pieces.give(services, trainer, piece, "R2", 1, "", unseen=True)
    said = pieces.opinions(services, piece)
    assert said["R1"].trainer is not None and said["R1"].trainer.level == other
    assert [o.level for o in said["R1"].opinions] == [coach, other]
    assert said["R1"].trainer.author == "paul"
    assert said["R2"].trainer is not None and said["R2"].trainer.blind
    with pytest.raises(NotFound):
        piece.criterion("R99")


def test_a_review_takes_the_interview_off_the_list(centre: Centre) -> None:
    services, trainer = centre.services, centre.trainer
    assert board.next_to_review(services, trainer) == centre.session
    assert board.next_to_review(services, trainer, after=centre.session) is None
    piece = pieces.interview(services, trainer, centre.session)
    for _ in range(2):
        notes.reviewed(services, trainer, piece.subject)
    assert services.training.reviewed(["lea"]) == {centre.session}
    assert board.next_to_review(services, trainer) is None


def test_work_asked_of_a_group_is_for_each_and_done_by_what_they_do(centre: Centre) -> None:
    services, trainer = centre.services, centre.trainer
    work.assign(
        services, trainer, kind=Asked.INTERVIEW, due_on=TODAY + timedelta(days=3), target="recadrage-retards",
        group="g1", text="Un plan daté.",
    )  # fmt: skip
    (given,) = work.given(services, trainer)
    assert given.whom == "Promotion g1" and given.done == 0  # what was held before does not count
    assert {p.id for p, _ in given.tasks} == {"lea", "tom"}
    (task,) = work.my_tasks(services, person("tom", Role.CANDIDATE))
    assert task.progress is Progress.TODO
    assert work.title(services, task.assignment) == "Mener « Retards et pauses qui s’allongent »"
    held = services.runner.start("tom", "recadrage-retards", 1, 3)
    services.runner.finish("tom", held.id)
    (task,) = work.my_tasks(services, person("tom", Role.CANDIDATE))
    assert task.progress is Progress.DONE and task.done is not None and task.done.id == held.id
    with pytest.raises(NotFound):
        work.close(services, centre.other, given.assignment.id)
    work.close(services, trainer, given.assignment.id)
    assert work.my_tasks(services, centre.lea)[0].progress is Progress.CLOSED


@pytest.mark.parametrize(
    ("kind", "due", "known"),
    [
        (Asked.INTERVIEW, None, {}),
        (Asked.INTERVIEW, TODAY - timedelta(days=2), {}),
        (Asked.INTERVIEW, TODAY, {"target": "inconnu"}),
        (Asked.INTERVIEW, TODAY, {"level": 9}),
        (Asked.FREE, TODAY, {"text": "  "}),
        (Asked.FICHE, TODAY, {}),
    ],
)
def test_what_cannot_be_asked(
    centre: Centre, kind: Asked, due: date | None, known: dict[str, object]
) -> None:
    with pytest.raises(InputError):
        work.assign(centre.services, centre.trainer, kind=kind, due_on=due, person="lea", **known)  # type: ignore[arg-type]


def test_exports_say_what_the_pages_say(centre: Centre) -> None:
    from openpyxl import load_workbook

    services, trainer = centre.services, centre.trainer
    group = exports.of_group(services, trainer, "g1", TODAY)
    assert [row[0] for row in group.rows] == [r.facts.name for r in board.whole(services, trainer, "g1").rows]
    one = exports.of_candidate(services, trainer, "lea", TODAY)
    assert len(one.rows) == 12 and one.rows[0][4] == "R1"
    book = load_workbook(io.BytesIO(sheet.as_xlsx(one.title, one.head, one.rows)))
    assert book.active is not None and book.active.max_row == 13
    assert sheet.as_csv(one.head, one.rows).decode("utf-8-sig").count("\r\n") == 13
    from coach.reports.pdf import as_pdf

    for found in (group, one):
        assert as_pdf(found.report).startswith(b"%PDF")


def test_words_of_people_never_run_as_a_formula() -> None:
    from openpyxl import load_workbook

    made = sheet.as_xlsx("Suivi", ("Nom",), (("=1+1",), ("@x\x07",)))
    cells = [row[0] for row in load_workbook(io.BytesIO(made)).worksheets[0].iter_rows(min_row=2)]
    assert [(c.value, c.data_type) for c in cells] == [("=1+1", "s"), ("@x ", "s")]
    assert "\r\n'=1+1\r\n" in sheet.as_csv(("Nom",), (("=1+1",),)).decode("utf-8-sig")

"""Scenarios and grids of a centre: read line by line, kept by version, on offer once published."""

from __future__ import annotations

import pytest

from coach.errors import InputError, NotFound
from coach.review import score_written
from coach.store.centre_files import FileKind
from coach.training import centre as files
from coach.training.rescoring import rescore_on
from tests.training.conftest import Centre

MINE = "centre-recadrage-retards"


def test_a_model_reads_under_an_id_of_its_own(centre: Centre) -> None:
    text = files.model(centre.services, "recadrage-retards")
    found = files.check(centre.services, FileKind.SCENARIO, text)
    assert found.name == MINE and found.made is not None and not found.problems
    with pytest.raises(NotFound):
        files.model(centre.services, "../../etc/passwd")


def test_a_mistake_is_told_with_its_line(centre: Centre) -> None:
    text = files.model(centre.services, "recadrage-retards").replace("minutes: 20", "minutes: vingt", 1)
    line = next(n for n, one in enumerate(text.splitlines(), 1) if one.startswith("minutes:"))
    (problem,) = files.check(centre.services, FileKind.SCENARIO, text).problems
    assert problem.line == line and "minutes" in problem.words
    (empty,) = files.check(centre.services, FileKind.SCENARIO, " ").problems
    assert empty.line is None


def test_the_product_s_own_ids_are_taken(centre: Centre) -> None:
    text = files.model(centre.services, "recadrage-retards").replace(MINE, "recadrage-retards")
    found = files.check(centre.services, FileKind.SCENARIO, text)
    assert found.made is None and "scénario fourni" in found.problems[0].words


def test_a_published_version_is_played_and_a_withdrawn_one_still_read(centre: Centre) -> None:
    services, trainer = centre.services, centre.trainer
    text = files.model(services, "recadrage-retards")
    first = files.save(services, trainer, FileKind.SCENARIO, text)
    assert MINE not in services.library.ids()
    files.publish(services, trainer, first.id)
    assert MINE in services.library.ids()
    assert services.library.get(MINE).version == 1
    held = services.runner.start("nina", MINE, 1, 5)
    second = files.save(
        services,
        trainer,
        FileKind.SCENARIO,
        text.replace("Retards et pauses qui s’allongent", "Retards du matin", 1),
    )
    assert second.version == 2 and services.library.get(MINE).title != "Retards du matin"
    files.publish(services, trainer, second.id)
    assert services.library.get(MINE).title == "Retards du matin"
    assert [f.version for f in services.centre_files.published(FileKind.SCENARIO)] == [2]
    for _ in services.runner.say("nina", held.id, "Bonjour Karim, assieds-toi."):
        pass
    files.withdraw(services, trainer, second.id)
    assert MINE not in services.library.ids()
    with pytest.raises(NotFound):
        services.library.get("centre-inconnu")
    assert held.id in {i.id for i in services.runner.list("nina")}  # what was held is still read


def test_a_version_with_mistakes_is_kept_and_not_published(centre: Centre) -> None:
    services, trainer = centre.services, centre.trainer
    kept = files.save(services, trainer, FileKind.SCENARIO, "id: brouillon\ntitle: rien")
    assert not kept.usable
    with pytest.raises(InputError, match="ne peut pas être publiée"):
        files.publish(services, trainer, kept.id)
    with pytest.raises(InputError, match="« id »"):
        files.save(services, trainer, FileKind.SCENARIO, "title: sans nom")


def test_only_trainers_write(centre: Centre) -> None:
    for deed in (
        lambda: files.save(centre.services, centre.lea, FileKind.GRID, files.GRID_MODEL),
        lambda: files.publish(centre.services, centre.lea, 1),
        lambda: files.withdraw(centre.services, centre.lea, 1),
        lambda: files.versions(centre.services, centre.lea, FileKind.GRID),
        lambda: files.version(centre.services, centre.lea, 1),
    ):
        with pytest.raises(NotFound):
            deed()


def test_a_published_grid_scores_a_sample(centre: Centre) -> None:
    services, trainer = centre.services, centre.trainer
    sample = score_written(
        services, "tom", "Réclamation",
        "Client : Ma facture est fausse.\nAgent : Bonjour, Léa de Lumélis, je regarde avec vous. Depuis quand ?", "tchat",
    )  # fmt: skip
    kept = files.save(services, trainer, FileKind.GRID, files.GRID_MODEL)
    with pytest.raises(NotFound, match="publiez"):
        rescore_on(services, trainer, sample, kept.id)
    files.publish(services, trainer, kept.id)
    with pytest.raises(NotFound):
        rescore_on(services, centre.other, sample, kept.id)
    rescore_on(services, trainer, sample, kept.id)
    stored = services.assessments.latest(sample_id=sample)
    assert stored is not None and stored.rubric_version == "grille-d-ecoute-du-centre v1"
    assert next(c["title"] for c in stored.result["assessment"]["criteria"]) == "Accueil et présentation"
    assert [g.title for _, g in files.grids(services)] == ["Grille d’écoute du centre"]


def test_a_broken_grid_says_which_criterion(centre: Centre) -> None:
    text = files.GRID_MODEL.replace("poids: 2", "poids: deux", 1)
    (problem,) = files.check(centre.services, FileKind.GRID, text).problems
    assert "critère 2" in problem.words and "deux" in problem.words

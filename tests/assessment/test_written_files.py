"""Mails, texts, Word documents and exports of chats as exchanges; what is hostile or empty is refused."""

from __future__ import annotations

import zipfile
from email.message import EmailMessage
from pathlib import Path

import pytest

from coach.assessment.written_files import read_talks
from coach.errors import DocumentError


def file(folder: Path, name: str, content: bytes | str) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return path


def said(path: Path) -> list[list[tuple[str, str]]]:
    return [[(t.speaker, t.text) for t in talk.turns] for talk in read_talks(path)]


def mail(text: str, *, html: str | None = None, subject: str = "Votre facture") -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "service@exemple.fr", "client@exemple.fr", subject
    message.set_content(text)
    if html is not None:
        message.add_alternative(html, subtype="html")
    return message.as_bytes()


def test_a_mail_is_the_agents_message_without_what_it_quotes(tmp_path: Path) -> None:
    text = "Bonjour Madame,\n\nVotre avoir de 12 € est parti.\n\nLe lun. 3 mars 2027 à 10:12, Odile a écrit :\n> Et mon avoir ?\n"
    path = file(tmp_path, "reponse.eml", mail(text))
    assert said(path) == [
        [("agent", "Objet : Votre facture\nBonjour Madame,\nVotre avoir de 12 € est parti.")]
    ]
    assert read_talks(path)[0].channel == "courriel"


def test_a_mail_of_html_alone_gives_its_words(tmp_path: Path) -> None:
    message = EmailMessage()
    message["From"] = "a@exemple.fr"
    message.set_content(
        "<html><head><style>p{}</style></head><body><p>Bonjour&nbsp;Madame,</p><script>alert(1)</script>"
        "<p>C’est fait.</p><blockquote>ancien</blockquote></body></html>",
        subtype="html",
    )
    ((only,),) = said(file(tmp_path, "m.eml", message.as_bytes()))
    assert only[1].split() == ["Bonjour", "Madame,", "C’est", "fait."]


def test_an_export_is_split_by_conversation_and_put_in_order(tmp_path: Path) -> None:
    text = (
        "Date;Conversation;Auteur;Message\n"
        "2027-03-01T10:02;A;Léa;Je vérifie.\n2027-03-01T10:01;A;Visiteur 12;Ma commande ?\n"
        '2027-03-01T11:00;B;Client;Bonjour ; ça va ?\n2027-03-01T11:01;B;Agent 7;"Oui ; et vous ?"\n'
    )
    path = file(
        tmp_path, "export.csv", text.replace("Bonjour ; ça va ?", '"Bonjour ; ça va ?"').encode("cp1252")
    )
    assert said(path) == [
        [("client", "Ma commande ?"), ("agent", "Je vérifie.")],
        [("client", "Bonjour ; ça va ?"), ("agent", "Oui ; et vous ?")],
    ]


@pytest.mark.parametrize("header", ["auteur,message", "speaker\ttext", "Expéditeur;Contenu", "from|body"])
def test_columns_go_by_several_names(tmp_path: Path, header: str) -> None:
    mark = next(c for c in ",\t;|" if c in header)
    rows = [header, f"Client{mark}Bonjour", f"Conseillère{mark}Je vous écoute"]
    assert said(file(tmp_path, "x.csv", "\n".join(rows))) == [
        [("client", "Bonjour"), ("agent", "Je vous écoute")]
    ]


def test_a_word_document(tmp_path: Path) -> None:
    import docx

    document = docx.Document()
    document.add_paragraph("Client : Où est mon colis ?")
    document.add_paragraph("Agent : Il arrive jeudi.")
    document.save(str(tmp_path / "x.docx"))
    assert said(tmp_path / "x.docx") == [[("client", "Où est mon colis ?"), ("agent", "Il arrive jeudi.")]]


def bomb(path: Path) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * 80_000_000)
    return path


def entity(path: Path) -> Path:
    """A document that would read a file of the machine into itself."""
    import docx

    docx.Document().save(str(path))
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    body = (
        '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><w:document '
        'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r>'
        "<w:t>Agent : &x;</w:t></w:r></w:p></w:body></w:document>"
    )
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, body if name == "word/document.xml" else content)
    return path


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="se déplie en 80 Mo"):
        read_talks(bomb(tmp_path / "x.docx"))


def test_an_entity_is_not_followed(tmp_path: Path) -> None:
    path = entity(tmp_path / "x.docx")
    try:
        text = str(said(path))
    except DocumentError as exc:
        text = exc.message
    assert "root:" not in text


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("x.txt", b"", "vide"),
        ("x.txt", b"Client : Bonjour.\nClient : Allo ?", "aucun message n’est du conseiller"),
        ("x.txt", b"\x00\x01\x02 binaire", "n’est pas un texte"),
        ("x.txt", "a" * 20_001, "dépasse 20000"),
        ("x.csv", b"auteur;message\n", "aucune ligne"),
        ("x.csv", b"nom;prenom\nA;B\n", "colonne"),
        ("x.docx", b"PK pas un zip", "Word"),
        ("x.eml", b"\x89PNG\r\n\x1a\n", "courriel"),
        ("x.pdf", b"%PDF-1.7", "format inconnu"),
        ("x.echange", b"{}", "n’est pas un échange"),
    ],
)
def test_what_cannot_be_an_exchange_is_refused(
    tmp_path: Path, name: str, content: bytes | str, problem: str
) -> None:
    with pytest.raises(DocumentError, match=problem):
        read_talks(file(tmp_path, name, content))

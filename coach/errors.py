"""Errors of the product, one small tree.

    CoachError                  anything we raise on purpose; its message is French and fit for a user
    ├── InputError              what was given is wrong (command line exit 2)
    │   ├── ScenarioError       a scenario file, with file, line and field
    │   ├── GridError           a grid file, with sheet or line
    │   ├── DocumentError       a document that cannot be read
    │   └── AudioError          a sound file that cannot be used
    ├── NotFound                an id that nobody knows, or that this person may not see
    ├── NotSignedIn             nobody is signed in where accounts are needed
    ├── MissingPart             an optional engine, model or tool is absent; says what to install
    ├── EngineError             an engine failed while working (model server, transcriber)
    └── StorageError            the data folder: locked, full, read-only, newer than this version

Every message says what happened, where, and what to do. `code` is stable, for logs and tests.
"""

from __future__ import annotations


class CoachError(Exception):
    """Base of all errors meant for people. `exit_code` is what the command line returns."""

    code = "erreur"
    exit_code = 1

    def __init__(self, message: str, *, code: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        if code is not None:
            self.code = code

    def __str__(self) -> str:
        return self.message


class InputError(CoachError):
    """What was given cannot be used; the message says where and how to mend it."""

    code = "entree-invalide"
    exit_code = 2


class ScenarioError(InputError):
    """A scenario file with a mistake: file, line, field, what is expected."""

    code = "scenario-invalide"


class GridError(InputError):
    """A grid file with a mistake: file, sheet or line, column, what is expected."""

    code = "grille-invalide"


class DocumentError(InputError):
    """A document that cannot be read or has no text."""

    code = "document-illisible"


class AudioError(InputError):
    """A sound file that is empty, broken, silent, too long or not sound."""

    code = "audio-inutilisable"


class NotFound(InputError):
    """Nothing under that id, or nothing this person may see."""

    code = "introuvable"


class NotSignedIn(CoachError):
    """Nobody is signed in, or no longer: the page leads to the sign-in."""

    code = "non-connecte"


class MissingPart(CoachError):
    """An optional part is not installed or a model is not there; says what to do."""

    code = "composant-absent"


class EngineError(CoachError):
    """An engine failed while working: model server down, answer unreadable, time out."""

    code = "moteur-en-echec"


class StorageError(CoachError):
    """The data folder cannot be used: locked by another process, full, read-only, too recent."""

    code = "stockage"

"""Where the service may be reached from."""

from __future__ import annotations

from pathlib import Path

import pytest

from coach.errors import InputError
from coach.settings import Settings
from coach.web.listening import check_reach


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({}, None),
        ({"host": "0.0.0.0"}, "COACH_MODE=centre"),
        ({"host": "0.0.0.0", "allowed_hosts": "coach.centre.fr"}, "COACH_MODE=centre"),
        ({"host": "0.0.0.0", "mode": "centre"}, "COACH_ALLOWED_HOSTS"),
        ({"host": "0.0.0.0", "mode": "centre", "allowed_hosts": "coach.centre.fr"}, None),
        ({"mode": "centre"}, None),
    ],
)
def test_beyond_this_machine_everybody_signs_in(
    tmp_path: Path, values: dict[str, str], told: str | None
) -> None:
    settings = Settings(data_dir=tmp_path, **values)  # type: ignore[arg-type]
    if told is None:
        check_reach(settings)
    else:
        with pytest.raises(InputError, match=told):
            check_reach(settings)

"""Refuses a Python that is too old, in words that help. Runs on any Python 3."""

import sys

if sys.version_info < (3, 11):
    sys.exit(
        "Coach MERCD demande Python 3.11 ou plus récent (ici : %d.%d). "
        "Installez-le, puis relancez avec : make run PYTHON=python3.11" % sys.version_info[:2]
    )

"""Coach MERCD: practise the French title Manager d'équipe relation client à distance."""

__version__ = "0.1.0"

"""Acts, advisor and session runner."""

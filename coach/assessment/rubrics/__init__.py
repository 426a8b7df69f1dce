"""The rubrics that travel with the package."""

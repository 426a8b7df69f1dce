"""Reports that leave the page: PDF, Word, CSV and JSON of a bilan or of an écoute, made in memory."""

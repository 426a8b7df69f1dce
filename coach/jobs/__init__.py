"""Work that outlives the page and the process: a file from its upload to its levels, and the life of data."""

"""One module a page: builds, wires, delegates."""

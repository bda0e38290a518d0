"""Pages: who may open an address, the shapes pages come in, and refusals answered once."""

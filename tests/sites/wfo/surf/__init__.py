"""A package written for orchestrator-core: four products, whose modules import from there alone."""

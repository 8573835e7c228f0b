"""A site's package, as its authors write it: one product in two speeds."""

"""The console's screens: each asks the deck and shows; none decides."""

"""Does the console do what its operator asks, driven by keys over a deck that is stepped by hand?"""

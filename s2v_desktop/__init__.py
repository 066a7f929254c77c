"""S2V Desktop: a map of your music and recommendations from it, learnt on your own machine."""

__version__ = "0.1.0"

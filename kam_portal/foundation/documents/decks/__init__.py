"""Decks of slides: text that can be edited, charts that are charts, nothing that runs over the edge."""

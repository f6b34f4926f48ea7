"""The map as SVG: what stands on a card, how the cards and lines are drawn, what a reader asked to see of them."""

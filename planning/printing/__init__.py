"""A plan on paper and on slides: what of it may leave the portal, for us and for the client."""

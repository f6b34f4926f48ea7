"""Charts of a client onto its map: a file is read, compared with the map, shown with every doubt, and then written."""

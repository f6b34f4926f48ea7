"""Our goals, each mirroring one of the client’s: readings, progress, and the check against the map."""

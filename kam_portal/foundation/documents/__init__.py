"""Documents that leave the portal: set by typst, answered as files."""

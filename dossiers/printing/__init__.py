"""The dossier leaves the portal: as PDF, for us or for the client, and as a workbook."""

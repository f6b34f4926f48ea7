"""The life of a plan: its states, versions, what it lacks, and how it is carried on."""

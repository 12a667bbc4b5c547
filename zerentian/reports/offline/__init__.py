"""What a reader needs to verify a report without this program: one file, standard library only."""

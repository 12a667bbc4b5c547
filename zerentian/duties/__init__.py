"""WHAT WE PROMISED AND DID. Basis documents, duties, occurrences, deeds and tasks."""

"""Moving an instance into another database: the same log, the same key, the same roots, compared row by row."""

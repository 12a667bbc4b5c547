"""What residents' messages have in common: runs of characters counted, categories learnt, topics found."""

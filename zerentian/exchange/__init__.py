"""IN AND OUT. Tables read and filled, the county's forms and who demanded them, the programs' API."""

"""WHO AND WHEN. Units, posts, accounts, rights, the working-day calendar and legal clocks."""

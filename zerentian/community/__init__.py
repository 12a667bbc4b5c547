"""WHAT WE TELL, OFFER AND TEACH. Notices, venues and learning will live here."""

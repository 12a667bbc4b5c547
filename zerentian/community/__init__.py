"""WHAT WE TELL, OFFER AND TEACH. Notices, answers and corrections, relayed warnings."""

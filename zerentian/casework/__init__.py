"""WHAT CAME UP. Residents' concerns will live here."""

"""WHAT CAME UP. Residents' concerns: received, dispatched, answered with reasons, called back, reviewed."""

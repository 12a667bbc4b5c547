"""WHAT IS WRONG AND MENDED. Findings, measures, risk points, patrols, checklists."""

"""``python -m zerentian`` is the console command."""

from zerentian.cli import main

main()

"""The demo township, told as stories and played through the actions."""

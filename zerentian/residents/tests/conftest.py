"""The fixtures of concerns: what goes in and out of the office begins with one."""

from zerentian.casework.tests.conftest import *  # noqa: F403

from zerentian.web.cli.demo import demo
from zerentian.web.cli.digest import digest
from zerentian.web.cli.doctor import doctor
from zerentian.web.cli.init import init, migrate_command
from zerentian.web.cli.serve import serve
from zerentian.web.cli.worker import worker

__all__ = ["demo", "digest", "doctor", "init", "migrate_command", "serve", "worker"]

"""Who may import whom, and what the command line may load before it knows what to do."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from importlinter.cli import lint_imports

ROOT = Path(__file__).parents[2]
HEAVY = ("numpy", "numba", "mujoco", "myo_sim", "plotly", "scipy", "jinja2", "yaml")


def test_import_contracts_are_kept(monkeypatch, capsys):
    monkeypatch.chdir(ROOT)
    status = lint_imports(config_filename=str(ROOT / ".importlinter"), no_cache=True)
    assert status == 0, capsys.readouterr().out


def test_help_loads_no_library():
    code = (
        "import sys\n"
        "from neuroglide.cli.main import main\n"
        "try:\n"
        "    status = main(['--help'])\n"
        "except SystemExit as end:\n"
        "    status = end.code\n"
        f"print('loaded:', *[name for name in {HEAVY!r} if name in sys.modules])\n"
        "sys.exit(status)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1].strip() == "loaded:"
    assert "simulate" in done.stdout


def test_the_package_itself_loads_no_library():
    code = f"import sys, neuroglide; print(*[name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == ""

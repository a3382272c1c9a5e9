"""The command line. ``neuroglide.cli.main:main`` is the entry; every command is one module with ``run(args)``."""

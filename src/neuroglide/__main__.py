"""``python -m neuroglide``."""

import sys

from neuroglide.cli.main import main

sys.exit(main())

"""Makes a real `python3` or `aws` process of the tests stay on loopback."""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import guard  # noqa: E402

sys.path.pop(0)
guard.install_from_environment()

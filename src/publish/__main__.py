"""`python -m publish` is `publish`."""

import sys

try:
    from publish.cli import main
except KeyboardInterrupt:  # Ctrl-C in the second that it takes to load everything
    sys.exit(130)

if __name__ == "__main__":
    sys.exit(main(prog_name="publish"))

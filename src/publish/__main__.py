"""`python -m publish` is `publish`."""

import sys
from pathlib import Path

# Python looks for modules in the folder where it is started, which may be a book's: nothing of a book runs unasked.
if sys.path[:1] == [str(Path.cwd())] and not Path("publish").is_dir():
    del sys.path[0]

try:
    from publish.cli import main
except KeyboardInterrupt:  # Ctrl-C in the second that it takes to load everything
    sys.exit(130)

if __name__ == "__main__":
    sys.exit(main(prog_name="publish"))

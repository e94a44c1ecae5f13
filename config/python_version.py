"""Say in plain words which Python this project needs, on any Python."""

import sys

if not ((3, 12) <= sys.version_info[:2] <= (3, 13)):
    sys.exit("Python 3.12 or 3.13 needed; this is Python %d.%d." % sys.version_info[:2])

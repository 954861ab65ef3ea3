"""How long anything is waited for."""

import os

# A test that waits longer than this for anything has failed. Sanitizers make all slower.
PATIENCE = int(os.environ.get("OBJSYNC_PATIENCE", "60"))

"""The box: files of strangers are parsed in a helper process without network, secrets or much memory.

`Box` (in `ingest.box.parent`) is what a worker uses; `ingest.box.helper` is the program inside. The two speak
length-prefixed JSON over a socket pair, and the file crosses as an open descriptor, so the helper never
learns a path and sees nothing of the disk but the interpreter, the machine's programs and its own folder.
"""

from ingest.box.limits import Limits, limits_for
from ingest.box.parent import Box
from ingest.box.sandbox import Sandbox, sandbox

__all__ = ["Box", "Limits", "Sandbox", "limits_for", "sandbox"]

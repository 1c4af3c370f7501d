"""Projects of other programs: bytes → `framework.foreign.Project`."""

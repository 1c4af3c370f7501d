"""The command line beyond serving pages: what comes in, what goes out. A module for each sort of command."""

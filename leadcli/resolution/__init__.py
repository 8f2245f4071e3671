"""Who is calling: the directory of known names, the signals, and the decision with its evidence."""

from leadcli.resolution.decision.recognition import recognise, who_is
from leadcli.resolution.directory.directory import Cuts, Directory, build_directory

__all__ = ["Cuts", "Directory", "build_directory", "recognise", "who_is"]

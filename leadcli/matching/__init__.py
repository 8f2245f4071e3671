"""Who is calling: the directory of known names, the signals, and the decision with its evidence."""

from leadcli.matching.directory import Cuts, Directory, build_directory
from leadcli.matching.recognise import recognise, who_is

__all__ = ["Cuts", "Directory", "build_directory", "recognise", "who_is"]

"""leadcli apply, leadcli undo."""

"""leadcli undo."""

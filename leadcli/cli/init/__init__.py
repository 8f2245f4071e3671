"""leadcli init."""

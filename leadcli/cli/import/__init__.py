"""leadcli import."""

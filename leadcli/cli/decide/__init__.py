"""leadcli decide."""

"""leadcli data, leadcli init."""

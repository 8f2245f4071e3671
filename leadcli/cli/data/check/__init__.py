"""leadcli data check."""

"""leadcli log, leadcli decide."""

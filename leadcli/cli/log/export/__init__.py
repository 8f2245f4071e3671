"""leadcli log export."""

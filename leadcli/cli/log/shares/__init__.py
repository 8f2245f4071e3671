"""leadcli log shares."""

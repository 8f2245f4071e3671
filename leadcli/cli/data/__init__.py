"""leadcli data: the workspace's tables."""

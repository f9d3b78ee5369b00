// One recovery on disk: checked, logged, resumed.

def wake_after_commit():
    pass

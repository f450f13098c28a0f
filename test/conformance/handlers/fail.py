def fail(message):
    raise ValueError(message)

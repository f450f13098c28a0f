def hang():
    while True:
        pass

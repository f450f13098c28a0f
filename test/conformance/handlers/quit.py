import os


def quit():
    os._exit(3)

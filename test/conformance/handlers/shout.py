import sys


def shout(text):
    print(text)
    sys.stdout.write(text + "\n")
    return text

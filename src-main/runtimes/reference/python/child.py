"""Started by the host with this file's folder as the only addition to the module path."""

from parallax_runtime.host import main

if __name__ == "__main__":
    main()

"""Web entry point: the same as `coach serve`."""

from coach.cli.main import main

if __name__ == "__main__":
    import sys

    sys.argv[1:1] = ["serve"]
    main()

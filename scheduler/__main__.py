"""`python -m scheduler`: the clock process."""

from bootstrap.clock import main

if __name__ == "__main__":
    main()

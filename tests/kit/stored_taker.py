"""A process that takes from one bucket as often as it can, and says how often it got one."""

import sys
import time

import django


def main() -> None:
    django.setup()
    from kept.kit.rate_limits import RateLimit
    from kept.kit.stored_rate_limits import Bucket, take_all

    bucket = Bucket("anna", RateLimit("guesses", 5, 3600))
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    granted = sum(take_all([bucket], now=time.time()).granted for _ in range(20))
    sys.stdout.write(f"{granted}\n")
    sys.stdout.flush()


main()

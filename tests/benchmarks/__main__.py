"""`make bench`: the ratios of the pages to the limit view, on ACCOUNTS made-up accounts, in one run.

x = requests/s of the limit view / requests/s of the page: same server (two sync workers), same data, eight clients.
The limit view passes the same middleware as the pages, and is measured in turns with each of them.
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_parser = argparse.ArgumentParser(description=__doc__)
_parser.add_argument("--accounts", type=int, default=int(os.environ.get("ACCOUNTS", "10000")))
_parser.add_argument("--seconds", type=float, default=5, help="per page")
_parser.add_argument("--only", default="", help="pages whose titles contain this, and nothing else")
_parser.add_argument("--port", type=int, default=8765)
OPTIONS = _parser.parse_args()
ACCOUNTS, SECONDS, PORT = OPTIONS.accounts, OPTIONS.seconds, OPTIONS.port

os.environ.setdefault("KAM_VAR_DIR", str(ROOT / "var" / f"bench-{ACCOUNTS}"))
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.benchmarks.settings"
Path(os.environ["KAM_VAR_DIR"]).mkdir(parents=True, exist_ok=True)


def main() -> None:
    import django

    django.setup()
    from tests.benchmarks import data, drawing_maps, pages, printing, selecting, sweeping
    from tests.serving import served

    data.prepare(ACCOUNTS)
    print(f"{ACCOUNTS:,} accounts, two sync workers, eight clients, {SECONDS:g} s a page\n")
    makers = (pages.hot_pages, pages.pages_of_a_full_dossier, *(() if OPTIONS.only else (pages.pages_of_rounds,)))
    listed = [page for make in makers for page in make() if OPTIONS.only in page.title]
    with served(PORT):
        pages.report(PORT, SECONDS, listed)
    if OPTIONS.only:
        return
    sweeping.report()
    selecting.report()
    printing.report()
    drawing_maps.report()


if __name__ == "__main__":
    main()

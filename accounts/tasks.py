"""What workers do for the accounts floor."""

from celery import shared_task

from accounts.importing import runs
from accounts.selection import working


@shared_task(name="accounts.run_import")
def run_import(run_id: int) -> None:
    runs.work(run_id=run_id)


@shared_task(name="accounts.place_round", acks_late=True, soft_time_limit=1500, time_limit=1800)
def place_round(round_id: int) -> None:
    working.work(round_id=round_id)

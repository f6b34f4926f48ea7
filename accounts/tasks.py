"""What workers do for the accounts floor."""

from celery import shared_task

from accounts.importing import runs


@shared_task(name="accounts.run_import")
def run_import(run_id: int) -> None:
    runs.work(run_id=run_id)

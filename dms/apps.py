"""What connects at start: kinds of the archive, followers of events, handlers of jobs, panels."""

from django.apps import AppConfig


class DmsConfig(AppConfig):
    """The office."""

    name = "dms"
    label = "dms"

    def ready(self) -> None:
        """Connect the packages of the office, lower ones first."""
        from dms.access import archive as access_archive
        from dms.archive import follow as _archive_follow
        from dms.archive import handlers as _archive_handlers
        from dms.calendar import archive as calendar_archive
        from dms.cases import archive as cases_archive
        from dms.jobs import ledger, tasks
        from dms.people import archive as people_archive
        from dms.records import archive as records_archive

        for module in (access_archive, people_archive, records_archive, cases_archive, calendar_archive):
            module.register()
        ledger.on_wake(tasks.wake)
        from dms import menu
        from dms.calendar import panels as calendar_panels
        from dms.cases import panels as cases_panels

        menu.register()
        cases_panels.register()
        calendar_panels.register()
        from dms import celery as _celery  # makes the app current, so that the shared task finds its broker

        self._connected = (_archive_follow, _archive_handlers, _celery)

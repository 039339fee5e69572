"""Appointments, meeting requests and their exchange as iCalendar."""

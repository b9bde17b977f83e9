"""The review page: a web application for one person at one machine, and the server that shows it to nobody else.

It has no rules of its own: what may be saved, what a filter finds and what a conflict is, the jobs say. Needs the extra
``web`` (Flask and waitress), which is imported only by :mod:`pinglot.web.app` and :mod:`pinglot.web.server`.
"""

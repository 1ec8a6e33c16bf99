"""From content documents to printed pages. The door to WeasyPrint (in `worker`, a child process) and pikepdf (in `file`)."""

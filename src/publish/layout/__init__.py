"""One section on its pages, in a worker process. The door to WeasyPrint."""
